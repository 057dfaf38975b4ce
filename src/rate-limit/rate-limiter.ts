// The rate limit of one invocation: a limiter for each action of the API, first come, first served.
// The limit is per action and access region, that is the endpoint; X-TC-Region makes no difference
// (https://cloud.tencent.com/document/product/1278/109059), so the regions of a fleet share their limiters.
import {
  type ActionLimit,
  nextRate,
  type RateEvent,
  type RateState,
  startRate,
} from './adaptive-rate';
import { KeyedQueue, Semaphore } from './concurrency';

export type Action =
  | 'ManualBackupInstance'
  | 'DescribeInstanceBackups'
  | 'DescribeTaskList'
  | 'DescribeTaskInfo'
  | 'DescribeInstances'
  | 'DescribeProductInfo';

/** How a call ended: let through, or throttled as one too many in a second; and how long that took. */
export type CallEnd = Extract<RateEvent, { readonly kind: 'success' | 'throttled' }>;

/** What an invocation has asked of the API. */
export interface Calls {
  readonly byAction: Readonly<Partial<Record<Action, number>>>;
  /** Of these, how many were too many in a second. */
  readonly limited: number;
}

/** The way of every call, read or write: acquire, then record its end, or cancel when no call was made. */
export interface RateLimiter {
  /** Resolves to true when a call may go out; to false as soon as that would take longer than `withinMs`. */
  acquire(action: Action, withinMs: number): Promise<boolean>;
  /** A call has ended. */
  record(action: Action, end: CallEnd): void;
  /** A call that was acquired is not made. */
  cancel(action: Action): void;
  /** The rate of now, calls a second. */
  perSecond(action: Action): number;
  calls(): Calls;
}

interface RateLimiterOptions {
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  readonly writesPerSecond: number;
}

/** Calls a second of each page; a tenth is left to others. Older pages allow 20; a limiter that is throttled slows down by itself. */
const READ_LIMITS: Readonly<Record<Exclude<Action, 'ManualBackupInstance'>, ActionLimit>> = {
  DescribeInstanceBackups: { limit: 50, top: 45 },
  DescribeTaskList: { limit: 100, top: 90 },
  DescribeTaskInfo: { limit: 20, top: 18 },
  DescribeInstances: { limit: 35, top: 30 },
  DescribeProductInfo: { limit: 20, top: 18 },
};
const MAX_WRITES_PER_SECOND = 20;

interface Waiter {
  readonly since: number;
  readonly until: number;
  answer(mayGo: boolean): void;
}

class ActionLimiter {
  #rate: RateState;
  readonly #clock: RateLimiterOptions['clock'];
  readonly #waiting: Waiter[] = [];
  #serving = false;

  constructor(rate: RateState, clock: RateLimiterOptions['clock']) {
    this.#rate = rate;
    this.#clock = clock;
  }

  get perSecond(): number {
    return this.#rate.perSecond;
  }

  acquire(withinMs: number): Promise<boolean> {
    const since = this.#clock.now();
    const ahead = (this.#waiting.length * 1_000) / this.#rate.perSecond;
    if (ahead > withinMs) return Promise.resolve(false);
    const until = since + withinMs;
    const turn = new Promise<boolean>((answer) => this.#waiting.push({ since, until, answer }));
    if (!this.#serving) void this.#serve();
    return turn;
  }

  record(event: RateEvent): void {
    this.#rate = nextRate(this.#rate, event, this.#clock.now()).rate;
  }

  async #serve(): Promise<void> {
    this.#serving = true;
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const now = this.#clock.now();
      const { rate, waitMs } = nextRate(this.#rate, { kind: 'acquire', since: first.since }, now);
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

/** The limiter of one invocation: every delivery of a batch and every region goes through the same one. */
export function openRateLimiter({ clock, writesPerSecond }: RateLimiterOptions): RateLimiter {
  const top = Math.min(writesPerSecond, MAX_WRITES_PER_SECOND);
  const limits = { ...READ_LIMITS, ManualBackupInstance: { limit: MAX_WRITES_PER_SECOND, top } };
  const rates = Object.entries(limits).map(
    ([action, limit]) => [action, startRate(limit)] as const,
  );
  const limiters = new Map(rates.map(([action, rate]) => [action, new ActionLimiter(rate, clock)]));
  const byAction: Partial<Record<Action, number>> = {};
  let limited = 0;
  const limiter = (action: Action) => limiters.get(action) as ActionLimiter;
  return {
    acquire: (action, withinMs) => limiter(action).acquire(withinMs),
    record: (action, end) => {
      byAction[action] = (byAction[action] ?? 0) + 1;
      if (end.kind === 'throttled') limited += 1;
      limiter(action).record(end);
    },
    cancel: (action) => limiter(action).record({ kind: 'cancel' }),
    perSecond: (action) => limiter(action).perSecond,
    calls: () => ({ byAction: { ...byAction }, limited }),
  };
}

export interface InvocationLimits {
  readonly rateLimiter: RateLimiter;
  /** Places for targets that look ahead of their turn to write; a target gives its place up when it sends or waits. */
  readonly lookAhead: Semaphore;
  /** Places for the deliveries of a batch; one gives its place up when it sends or waits. */
  readonly deliveries: Semaphore;
  /** One target at a time an instance: two that ran together would find it locked by one another. */
  readonly queue: KeyedQueue;
}

/** A second's worth of looks, so that none is too old when its turn to write comes. */
const LOOK_AHEAD_SECONDS = 1;
const MIN_LOOKS = 2;
/** Enough to keep the looks busy; each that has begun is logged by itself when the time is up. */
const MAX_DELIVERIES = 60;

/** What the deliveries of one invocation share, be it one or the ten thousand of a batch. */
export function openLimits(options: RateLimiterOptions): InvocationLimits {
  const rateLimiter = openRateLimiter(options);
  const looks = () => rateLimiter.perSecond('ManualBackupInstance') * LOOK_AHEAD_SECONDS;
  return {
    rateLimiter,
    lookAhead: new Semaphore(() => Math.max(MIN_LOOKS, Math.ceil(looks()))),
    deliveries: new Semaphore(() => MAX_DELIVERIES),
    queue: new KeyedQueue(),
  };
}
