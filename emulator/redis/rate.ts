// The gateway's frequency limit: so many calls in any one second.
// https://cloud.tencent.com/document/product/1278/109059: per API, access region and account.

const WINDOW_MS = 1000;

/**
 * Counts a call at `now` against those let through in the second before it. `times` is what the last
 * call of the same key left behind. A refused call does not count, so whoever waits gets through;
 * the documentation does not say.
 */
export function admit(
  times: readonly number[],
  perSecond: number,
  now: number,
): { admitted: boolean; times: readonly number[] } {
  const recent = times.filter((at) => now - at < WINDOW_MS);
  if (recent.length >= perSecond) return { admitted: false, times: recent };
  return { admitted: true, times: [...recent, now] };
}
