// How fast one action may be called: (state, event, now) → next. Pure; rate-limiter.ts keeps the calls that wait.
//
//   acquire ──due by the rate, and the window has room──▶ goes now (waitMs 0) · otherwise: ask again in waitMs
//   throttled ──▶ slower: × 0.7, once a second at most      success ──▶ faster: + 0.05 a second, up to the top
//
// Calls are spaced by the gap `1 s / perSecond`. A timer that wakes late may be made up for by one gap at most, so that
// neither a stall nor an idle time is followed by a burst.
//
// The window guarantees at most `limit` calls in any one second *as the server sees it*. A call that took longer than
// the quickest one may have reached the server later by the difference, so it counts from that much later on. A call
// without an answer counts as if it arrived now, for half a second: one that is lost must not hold up the others.

/** What one action allows. */
export interface ActionLimit {
  /** The most calls in any one second, as the API's page documents it. */
  readonly limit: number;
  /** The highest rate that is aimed at, in calls a second; at most `limit`. */
  readonly top: number;
}

/** When a call was sent, and how long its answer took, once there is one. Milliseconds. */
interface SentCall {
  readonly at: number;
  readonly tookMs?: number;
}

export interface RateState extends ActionLimit {
  /** The current rate in calls a second. */
  readonly perSecond: number;
  /** When the next call is due at the current rate, epoch milliseconds. */
  readonly dueAt: number;
  /** The calls that may still be in the server's window. */
  readonly sent: readonly SentCall[];
  readonly quickestMs: number;
  /** When the rate was last reduced. */
  readonly slowedAt: number;
}

export type RateEvent =
  /** `since` when it has been waiting, if not from now on. */
  | { readonly kind: 'acquire'; readonly since?: number }
  /** A turn was given and no call was made of it. */
  | { readonly kind: 'cancel' }
  /** A call has ended, after so many milliseconds. */
  | { readonly kind: 'success' | 'throttled'; readonly tookMs: number };

export interface RateTransition {
  readonly rate: RateState;
  /** After `acquire`: 0, it goes now; or how long to wait before asking again. */
  readonly waitMs: number;
}

/** A second, and 10 ms for clocks that run at different speeds. */
const WINDOW_MS = 1_000 + 10;
const SLOW_DOWN_FACTOR = 0.7;
const SPEED_UP_STEP = 0.05;
const MIN_PER_SECOND = 1;
/** Too many calls at once are refused together, so that their refusals reduce the rate only once. */
const MIN_SLOW_DOWN_PAUSE_MS = 1_000;
/** How soon to ask again when the window is full, because any answer may free a place in it. */
const RECHECK_MS = 10;

export const startRate = ({ limit, top }: ActionLimit): RateState => ({
  limit,
  top,
  perSecond: top,
  dueAt: 0,
  sent: [],
  quickestMs: Number.POSITIVE_INFINITY,
  slowedAt: Number.NEGATIVE_INFINITY,
});

/** How late a call without an answer is assumed to arrive. One that is later still is throttled, which is repeated. */
const MAX_UNANSWERED_MS = 500;

/** The latest time at which a call can have arrived, not counting the delay that even the quickest call has. */
function getLatestArrival({ at, tookMs }: SentCall, quickestMs: number, now: number): number {
  const took = tookMs ?? Math.min(now - at, MAX_UNANSWERED_MS);
  return at + Math.max(0, took - (Number.isFinite(quickestMs) ? quickestMs : 0));
}

function acquire(rate: RateState, now: number, since: number): RateTransition {
  const { quickestMs, limit, perSecond, dueAt } = rate;
  const getWindowEnd = (call: SentCall) => getLatestArrival(call, quickestMs, now) + WINDOW_MS;
  const inWindow = rate.sent.filter((call) => getWindowEnd(call) > now);
  const fullMs = inWindow.length < limit ? 0 : Math.min(...inWindow.map(getWindowEnd)) - now;
  const waitMs = Math.max(dueAt - now, Math.min(fullMs, RECHECK_MS));
  if (waitMs > 0) return { rate: { ...rate, sent: inWindow }, waitMs };
  const gap = 1_000 / perSecond;
  const next = { sent: [...inWindow, { at: now }], dueAt: Math.max(dueAt, since, now - gap) + gap };
  return { rate: { ...rate, ...next }, waitMs: 0 };
}

/** Ends the unanswered call that was sent nearest to the time at which the ended one began. */
function recordAnswer(sent: readonly SentCall[], tookMs: number, now: number): readonly SentCall[] {
  const unanswered = sent.filter((call) => call.tookMs === undefined);
  const getDistance = ({ at }: SentCall) => Math.abs(now - tookMs - at);
  const [ended] = [...unanswered].sort((a, b) => getDistance(a) - getDistance(b));
  return sent.map((call) => (call === ended ? { ...call, tookMs: now - call.at } : call));
}

/** Takes the last unanswered call out of the window. Its gap stays, so the next call is not sent earlier. */
const cancel = (rate: RateState): RateState => {
  const last = rate.sent.findLast((call) => call.tookMs === undefined);
  return { ...rate, sent: rate.sent.filter((call) => call !== last) };
};

function recordEnd(rate: RateState, tookMs: number, now: number): RateState {
  const quickestMs = Math.min(rate.quickestMs, tookMs);
  return { ...rate, quickestMs, sent: recordAnswer(rate.sent, tookMs, now) };
}

function slowDown(rate: RateState, now: number): RateState {
  if (now - rate.slowedAt < MIN_SLOW_DOWN_PAUSE_MS) return rate;
  const perSecond = Math.max(MIN_PER_SECOND, rate.perSecond * SLOW_DOWN_FACTOR);
  return {
    ...rate,
    perSecond,
    slowedAt: now,
    dueAt: Math.max(rate.dueAt, now) + 1_000 / perSecond,
  };
}

const speedUp = (rate: RateState): RateState => ({
  ...rate,
  perSecond: Math.min(rate.top, rate.perSecond + SPEED_UP_STEP),
});

/** The next state of a rate after an event; `now` in epoch milliseconds. */
export function nextRate(rate: RateState, event: RateEvent, now: number): RateTransition {
  switch (event.kind) {
    case 'acquire':
      return acquire(rate, now, event.since ?? now);
    case 'cancel':
      return { rate: cancel(rate), waitMs: 0 };
    case 'success':
      return { rate: speedUp(recordEnd(rate, event.tookMs, now)), waitMs: 0 };
    case 'throttled':
      return { rate: slowDown(recordEnd(rate, event.tookMs, now), now), waitMs: 0 };
    default:
      return event satisfies never;
  }
}
