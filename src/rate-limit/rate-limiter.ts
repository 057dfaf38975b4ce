// The pace of one invocation: a lane for each action of the API, first come, first served, each with its own rate.
// The limit is per action and access region, that is the endpoint; X-TC-Region makes no difference
// (https://cloud.tencent.com/document/product/1278/109059), so the regions of a fleet share their lanes.
import {
  type ActionLimit,
  nextRate,
  type RateEvent,
  type RateState,
  startRate,
} from './adaptive-rate';

export type Action =
  | 'ManualBackupInstance'
  | 'DescribeInstanceBackups'
  | 'DescribeTaskList'
  | 'DescribeTaskInfo'
  | 'DescribeInstances';

/** How a call ended: let through, or refused as one too many in a second; and how long that took. */
export type CallEnd = Extract<RateEvent, { readonly kind: 'passed' | 'limited' }>;

type Cancelled = Extract<RateEvent, { readonly kind: 'waived' }>;

export interface RateLimiter {
  /** Resolves to true when a call may go out, to false as soon as its turn would come after `until` (epoch ms). */
  acquire(action: Action, until: number): Promise<boolean>;
  /** A call has ended, or was not made although it had its turn. */
  record(action: Action, fact: CallEnd | Cancelled): void;
  /** The pace of now, calls a second. */
  perSecond(action: Action): number;
}

/** The way of every call: reads wait for their turn here and are reported; a write's turn and report are its run's own. */
export interface CallLimiter {
  /** Resolves to true when a call may go out; to false as soon as that would take longer than `withinMs`. */
  acquire(action: Action, withinMs: number): Promise<boolean>;
  record(action: Action, ended: CallEnd): void;
}

/** What an invocation has asked of the API. */
export interface Calls {
  readonly byAction: Readonly<Partial<Record<Action, number>>>;
  /** Of these, how many were too many in a second. */
  readonly limited: number;
}

interface RateLimiterOptions {
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  readonly writesPerSecond: number;
}

/** Calls a second of each page; a tenth is left to others. Older pages allow 20 where a lane may find out by itself. */
const READ_LIMITS: Readonly<Record<Exclude<Action, 'ManualBackupInstance'>, ActionLimit>> = {
  DescribeInstanceBackups: { limit: 50, top: 45 },
  DescribeTaskList: { limit: 100, top: 90 },
  DescribeTaskInfo: { limit: 20, top: 18 },
  DescribeInstances: { limit: 35, top: 30 },
};
const MAX_WRITES_PER_SECOND = 20;

interface Waiter {
  readonly since: number;
  readonly until: number;
  answer(turn: boolean): void;
}

class ActionLimiter {
  #rate: RateState;
  readonly #clock: RateLimiterOptions['clock'];
  readonly #waiting: Waiter[] = [];
  #serving = false;

  constructor(limit: ActionLimit, clock: RateLimiterOptions['clock']) {
    this.#rate = startRate(limit);
    this.#clock = clock;
  }

  get perSecond(): number {
    return this.#rate.perSecond;
  }

  acquire(until: number): Promise<boolean> {
    const since = this.#clock.now();
    const ahead = (this.#waiting.length * 1_000) / this.#rate.perSecond;
    if (since + ahead > until) return Promise.resolve(false);
    const turn = new Promise<boolean>((answer) => this.#waiting.push({ since, until, answer }));
    if (!this.#serving) void this.#serve();
    return turn;
  }

  record(fact: CallEnd | Cancelled): void {
    this.#rate = nextRate(this.#rate, fact, this.#clock.now()).rate;
  }

  async #serve(): Promise<void> {
    this.#serving = true;
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const now = this.#clock.now();
      const { rate, waitMs } = nextRate(this.#rate, { kind: 'wanted', since: first.since }, now);
      if (waitMs > 0 && now + waitMs <= first.until) {
        await this.#clock.sleep(waitMs);
        continue;
      }
      this.#waiting.shift();
      if (waitMs === 0) this.#rate = rate;
      first.answer(waitMs === 0);
    }
    this.#serving = false;
  }
}

/** Lanes for one invocation: every delivery of a batch and every region goes through the same ones. */
export function openRateLimiter({ clock, writesPerSecond }: RateLimiterOptions): RateLimiter {
  const writes: ActionLimit = {
    limit: MAX_WRITES_PER_SECOND,
    top: Math.min(writesPerSecond, MAX_WRITES_PER_SECOND),
  };
  const lanes = new Map<Action, ActionLimiter>();
  const lane = (action: Action): ActionLimiter => {
    const known = lanes.get(action);
    if (known !== undefined) return known;
    const made = new ActionLimiter(
      action === 'ManualBackupInstance' ? writes : READ_LIMITS[action],
      clock,
    );
    lanes.set(action, made);
    return made;
  };
  return {
    acquire: (action, until) => lane(action).acquire(until),
    record: (action, fact) => lane(action).record(fact),
    perSecond: (action) => lane(action).perSecond,
  };
}

/** A gate to a pace, and the count of the calls that went through it. */
export function openCallLimiter(
  pace: RateLimiter,
  clock: { now(): number },
): { readonly gate: CallLimiter; calls(): Calls } {
  const byAction: Partial<Record<Action, number>> = {};
  let limited = 0;
  const gate: CallLimiter = {
    acquire: (action, withinMs) => pace.acquire(action, clock.now() + withinMs),
    record: (action, ended) => {
      byAction[action] = (byAction[action] ?? 0) + 1;
      if (ended.kind === 'limited') limited += 1;
      if (action !== 'ManualBackupInstance') pace.record(action, ended);
    },
  };
  return { gate, calls: () => ({ byAction: { ...byAction }, limited }) };
}
