// A batch that one run of the function may not get through: where it is begun, and when it is broken off.
import type { Timing } from './backup/state';

interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
}

/**
 * The index of the delivery to begin with: the first, or any one when there are more than the rate limit lets through
 * before the deadline. A re-run that began at the front again would only find what the last run did.
 *
 * @param deadline epoch milliseconds
 */
export function startIndex(
  count: number,
  deadline: number,
  perSecond: number,
  { now, random }: Clock,
): number {
  const withinReach = (perSecond * (deadline - now())) / 1000;
  return count > withinReach ? Math.floor(random() * count) : 0;
}

/**
 * Whether a delivery begun now could only be put off: there is no time to send and read back (state-machine.ts). Thousands may be
 * left, and to parse and log each of them would take longer than the time that is left for the reply.
 */
export const isOutOfTime = (deadline: number, now: number, timing: Timing): boolean =>
  deadline - now < timing.sendMs + timing.readMs + timing.replyReserveMs;
