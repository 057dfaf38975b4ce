// Whether the machine is quiet: checks that measure time say something about the function only where nobody else is at work.

import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The exit status of a proof that measures time, on a machine that is busy: neither held nor broken, to be run again
 * (EX_TEMPFAIL of sysexits.h). `npm run test:proofs` runs it once more and is red when it ends so again.
 */
export const NOT_QUIET = 75;

/** How much of one processor others may use. */
const MAX_OTHERS = 0.4;
const SAMPLE_MS = 1_000;

const busyMs = (): number =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);

/** Measures for a second, in which the caller and its own children must rest. */
export async function isQuiet(): Promise<boolean> {
  const [before, startedAt] = [busyMs(), performance.now()];
  await sleep(SAMPLE_MS);
  return (busyMs() - before) / (performance.now() - startedAt) <= MAX_OTHERS;
}

/** The name tells `npm run test:proofs` such a failure from any other. */
export class NotQuiet extends Error {
  override readonly name = 'NotQuiet';
}

/**
 * Runs a check that measures time.
 * @throws {NotQuiet} when it fails on a busy machine; its own error when it fails on a quiet one
 */
export async function whenQuiet(check: () => void | Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (await isQuiet()) throw error;
    throw new NotQuiet('a check that measures time failed while others used the machine', {
      cause: error,
    });
  }
}
