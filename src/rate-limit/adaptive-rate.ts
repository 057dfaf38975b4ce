// How fast one action may be called: (state, fact, now) → next. Pure; the lanes that wait for it are in rate-limiter.ts.
//
//   acquire ──due by pace, and the window has room──▶ goes now (waitMs 0) · otherwise: ask again in waitMs
//   throttled ──▶ slower: × 0.7, once a second at most      success ──▶ faster: + 0.05 a second, up to the top
//
// One call a gap. A timer that wakes late is made good, up to one gap: neither a stall nor an idle time ends in a burst.
//
// The window is the promise: at most `limit` calls in any one second *as the server sees it*. A call that took longer
// than the quickest one may have been delayed on its way there by as much, so it counts from that much later on; one
// without an answer counts as if it had not arrived yet.

/** What one action allows. */
export interface ActionLimit {
  /** Most calls in any one second, as the API's page has it. */
  readonly limit: number;
  /** The pace that is aimed at; at most `limit`. */
  readonly top: number;
}

/** A call: when it went out, and how long its answer took, once there is one. Milliseconds. */
interface SentCall {
  readonly at: number;
  readonly tookMs?: number;
}

export interface RateState extends ActionLimit {
  /** The pace of now, calls a second. */
  readonly perSecond: number;
  /** When the next call is due by pace, epoch milliseconds. */
  readonly dueAt: number;
  /** The calls that may still be in the server's window. */
  readonly sent: readonly SentCall[];
  /** How long the quickest answer took. */
  readonly quickestMs: number;
  /** When it was last slowed down. */
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

/** A second, and a little for clocks that don't tick alike. */
const WINDOW_MS = 1_000 + 10;
const SLOW_DOWN_FACTOR = 0.7;
const SPEED_UP_STEP = 0.05;
const MIN_PER_SECOND = 1;
/** One overrun shows as many refusals; they count as one. */
const MIN_SLOW_DOWN_PAUSE_MS = 1_000;
/** How soon to ask again when only an answer can make room. */
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

/** When, at the latest, a call can have arrived, less the time that every call takes to get there. */
const latestArrival = ({ at, tookMs }: SentCall, quickestMs: number, now: number): number =>
  at + Math.max(0, (tookMs ?? now - at) - (Number.isFinite(quickestMs) ? quickestMs : 0));

function acquire(rate: RateState, now: number, since: number): RateTransition {
  const { quickestMs, limit, perSecond, dueAt } = rate;
  const leavesAt = (call: SentCall) => latestArrival(call, quickestMs, now) + WINDOW_MS;
  const inWindow = rate.sent.filter((call) => leavesAt(call) > now);
  const full = inWindow.length < limit ? 0 : Math.min(...inWindow.map(leavesAt)) - now;
  const waitMs = Math.max(dueAt - now, Math.min(full, RECHECK_MS));
  if (waitMs > 0) return { rate: { ...rate, sent: inWindow }, waitMs };
  const gap = 1_000 / perSecond;
  const next = { sent: [...inWindow, { at: now }], dueAt: Math.max(dueAt, since, now - gap) + gap };
  return { rate: { ...rate, ...next }, waitMs: 0 };
}

/** Which of the unanswered calls has ended: the one that went out nearest to when it began. */
function recordAnswer(sent: readonly SentCall[], tookMs: number, now: number): readonly SentCall[] {
  const open = sent.filter((call) => call.tookMs === undefined);
  const distance = ({ at }: SentCall) => Math.abs(now - tookMs - at);
  const [ended] = [...open].sort((a, b) => distance(a) - distance(b));
  return sent.map((call) => (call === ended ? { ...call, tookMs: now - call.at } : call));
}

/** Takes the last call back, as if it had never been let go; its place in the pace is lost. */
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

/** The next state of a rate after a fact; `now` in epoch milliseconds. */
export function nextRate(rate: RateState, fact: RateEvent, now: number): RateTransition {
  switch (fact.kind) {
    case 'acquire':
      return acquire(rate, now, fact.since ?? now);
    case 'cancel':
      return { rate: cancel(rate), waitMs: 0 };
    case 'success':
      return { rate: speedUp(recordEnd(rate, fact.tookMs, now)), waitMs: 0 };
    case 'throttled':
      return { rate: slowDown(recordEnd(rate, fact.tookMs, now), now), waitMs: 0 };
    default:
      return fact satisfies never;
  }
}
