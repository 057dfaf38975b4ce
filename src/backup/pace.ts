// Pace: calls of one action and region are spaced, so that no one-second window ever holds more than the limit.

/** When the next call may go out, in epoch milliseconds. */
export type NextFreeAt = number;

/** Takes the next free moment: how long to wait for it, and when the one after it is. */
export function reserve(
  nextFreeAt: NextFreeAt,
  perSecond: number,
  now: number,
): { readonly waitMs: number; readonly nextFreeAt: NextFreeAt } {
  const at = Math.max(now, nextFreeAt);
  return { waitMs: at - now, nextFreeAt: at + 1000 / perSecond };
}
