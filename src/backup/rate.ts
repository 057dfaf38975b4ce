// How fast one action may be called: (state, fact, now) → next. Pure; the lanes that wait for it are in pace.ts.
//
//   wanted ──due by pace, and the window has room──▶ goes now (waitMs 0) · otherwise: ask again in waitMs
//   limited ──▶ slower: × 0.7, once a second at most      passed ──▶ faster: + 0.05 a second, up to the top
//
// One call a gap. A timer that wakes late is made good, up to one gap: neither a stall nor an idle time ends in a burst.
//
// The window is the promise: at most `limit` calls in any one second *as the server sees it*. A call that took longer
// than the quickest one may have been delayed on its way there by as much, so it counts from that much later on; one
// without an answer counts as if it had not arrived yet.

/** What one action allows. */
export interface Limit {
  /** Most calls in any one second, as the API's page has it. */
  readonly limit: number;
  /** The pace that is aimed at; at most `limit`. */
  readonly top: number;
}

/** A call: when it went out, and how long its answer took, once there is one. Milliseconds. */
interface Sent {
  readonly at: number;
  readonly tookMs?: number;
}

export interface Rate extends Limit {
  /** The pace of now, calls a second. */
  readonly perSecond: number;
  /** When the next call is due by pace, epoch milliseconds. */
  readonly dueAt: number;
  /** The calls that may still be in the server's window. */
  readonly sent: readonly Sent[];
  /** How long the quickest answer took. */
  readonly quickestMs: number;
  /** When it was last slowed down. */
  readonly slowedAt: number;
}

export type RateFact =
  /** `since` when it has been waiting, if not from now on. */
  | { readonly kind: 'wanted'; readonly since?: number }
  /** A turn was given and no call was made of it. */
  | { readonly kind: 'waived' }
  /** A call has ended, after so many milliseconds. */
  | { readonly kind: 'passed' | 'limited'; readonly tookMs: number };

export interface RateNext {
  readonly rate: Rate;
  /** After `wanted`: 0, it goes now; or how long to wait before asking again. */
  readonly waitMs: number;
}

/** A second, and a little for clocks that don't tick alike. */
const WINDOW_MS = 1_000 + 10;
const SLOWER = 0.7;
const FASTER = 0.05;
const SLOWEST = 1;
/** One overrun shows as many refusals; they count as one. */
const PATIENCE_MS = 1_000;
/** How soon to ask again when only an answer can make room. */
const RECHECK_MS = 10;

export const startRate = ({ limit, top }: Limit): Rate => ({
  limit,
  top,
  perSecond: top,
  dueAt: 0,
  sent: [],
  quickestMs: Number.POSITIVE_INFINITY,
  slowedAt: Number.NEGATIVE_INFINITY,
});

/** When, at the latest, a call can have arrived, less the time that every call takes to get there. */
const arrivedBy = ({ at, tookMs }: Sent, quickestMs: number, now: number): number =>
  at + Math.max(0, (tookMs ?? now - at) - (Number.isFinite(quickestMs) ? quickestMs : 0));

function want(rate: Rate, now: number, since: number): RateNext {
  const { quickestMs, limit, perSecond, dueAt } = rate;
  const leavesAt = (call: Sent) => arrivedBy(call, quickestMs, now) + WINDOW_MS;
  const inWindow = rate.sent.filter((call) => leavesAt(call) > now);
  const full = inWindow.length < limit ? 0 : Math.min(...inWindow.map(leavesAt)) - now;
  const waitMs = Math.max(dueAt - now, Math.min(full, RECHECK_MS));
  if (waitMs > 0) return { rate: { ...rate, sent: inWindow }, waitMs };
  const gap = 1_000 / perSecond;
  const next = { sent: [...inWindow, { at: now }], dueAt: Math.max(dueAt, since, now - gap) + gap };
  return { rate: { ...rate, ...next }, waitMs: 0 };
}

/** Which of the unanswered calls has ended: the one that went out nearest to when it began. */
function answered(sent: readonly Sent[], tookMs: number, now: number): readonly Sent[] {
  const open = sent.filter((call) => call.tookMs === undefined);
  const distance = ({ at }: Sent) => Math.abs(now - tookMs - at);
  const [ended] = [...open].sort((a, b) => distance(a) - distance(b));
  return sent.map((call) => (call === ended ? { ...call, tookMs: now - call.at } : call));
}

/** Takes the last call back, as if it had never been let go; its place in the pace is lost. */
const takeBack = (rate: Rate): Rate => {
  const last = rate.sent.findLast((call) => call.tookMs === undefined);
  return { ...rate, sent: rate.sent.filter((call) => call !== last) };
};

function end(rate: Rate, tookMs: number, now: number): Rate {
  const quickestMs = Math.min(rate.quickestMs, tookMs);
  return { ...rate, quickestMs, sent: answered(rate.sent, tookMs, now) };
}

function slowDown(rate: Rate, now: number): Rate {
  if (now - rate.slowedAt < PATIENCE_MS) return rate;
  const perSecond = Math.max(SLOWEST, rate.perSecond * SLOWER);
  return {
    ...rate,
    perSecond,
    slowedAt: now,
    dueAt: Math.max(rate.dueAt, now) + 1_000 / perSecond,
  };
}

const speedUp = (rate: Rate): Rate => ({
  ...rate,
  perSecond: Math.min(rate.top, rate.perSecond + FASTER),
});

/** The next state of a rate after a fact; `now` in epoch milliseconds. */
export function nextRate(rate: Rate, fact: RateFact, now: number): RateNext {
  switch (fact.kind) {
    case 'wanted':
      return want(rate, now, fact.since ?? now);
    case 'waived':
      return { rate: takeBack(rate), waitMs: 0 };
    case 'passed':
      return { rate: speedUp(end(rate, fact.tookMs, now)), waitMs: 0 };
    case 'limited':
      return { rate: slowDown(end(rate, fact.tookMs, now), now), waitMs: 0 };
    default:
      return fact satisfies never;
  }
}
