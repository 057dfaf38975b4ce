// Where a batch is begun that one run of the function may not get through.

interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** A number in [0, 1). */
  chance(): number;
}

/**
 * The index of the delivery to begin with: the first, or any one when there are more than the pace can get through
 * before the deadline. A re-run that began at the front again would only find what the last run did.
 *
 * @param deadline epoch milliseconds
 */
export function firstOf(
  count: number,
  deadline: number,
  perSecond: number,
  { now, chance }: Clock,
): number {
  const withinReach = (perSecond * (deadline - now())) / 1000;
  return count > withinReach ? Math.floor(chance() * count) : 0;
}
