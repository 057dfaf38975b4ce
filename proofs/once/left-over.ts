// What still keeps a process busy: sockets, servers, timers.
import { setTimeout as sleep } from 'node:timers/promises';

/** The limit of a write whose function died under it; a dead process would have taken its socket along. */
const ORPHANS_MS = 2_000;
const STEP_MS = 100;

function extra(before: readonly string[]): string[] {
  const left = process.getActiveResourcesInfo();
  for (const known of before) {
    const at = left.indexOf(known);
    if (at >= 0) left.splice(at, 1);
  }
  // A write to a pipe or a file that is being printed to.
  return left.filter((name) => /Timeout|Immediate|TCP|TLS/.test(name));
}

/**
 * The sockets, servers and timers that were not there before and do not go away by themselves.
 *
 * @param before what `process.getActiveResourcesInfo()` said then
 */
export async function leftOver(before: readonly string[]): Promise<string[]> {
  for (let waitedMs = 0; waitedMs < ORPHANS_MS && extra(before).length > 0; waitedMs += STEP_MS)
    await sleep(STEP_MS);
  return extra(before);
}
