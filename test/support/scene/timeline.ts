// Time made by hand, and the processes that live in it.

const START_OF_TIME = Date.UTC(2026, 0, 2, 3, 4, 5);

/** What the clocks of the world say; nobody but a scene sees it. */
export class Timeline {
  /** Epoch milliseconds. */
  now = START_OF_TIME;
  readonly startedAt = START_OF_TIME;
  /** In the order in which they wake. */
  readonly #sleepers: { at: number; wake: () => void }[] = [];

  until(at: number): Promise<void> {
    return new Promise((wake) => {
      const place = this.#sleepers.findLastIndex((one) => one.at <= at) + 1;
      this.#sleepers.splice(place, 0, { at, wake });
    });
  }

  /** Everybody wakes in order, and goes as far as it can before time goes on; until it is over, or so late. */
  async run(isOver: () => boolean, end = Number.POSITIVE_INFINITY): Promise<void> {
    for (;;) {
      // Nothing here waits for a socket or a timer, so that one turn of the event loop runs everything that can run.
      await new Promise(setImmediate);
      const next = this.#sleepers[0];
      if (next === undefined || next.at > end || isOver()) return;
      this.#sleepers.shift();
      this.now = Math.max(this.now, next.at);
      next.wake();
    }
  }
}

/** A standstill: nothing of the process runs meanwhile; its monotonic clock goes on, or stands as well. */
export interface Standstill {
  readonly ms: number;
  readonly monotonic?: 'goes on' | 'stands';
}

/** One process of the function: its clocks, and what may happen to it. */
export class Process {
  isDead = false;
  /** Whether it died of anything but the platform's time limit. */
  wasKilled = false;
  hasStoodStill = false;
  #stillUntil = 0;
  #monotonicLostMs = 0;
  #wallAheadMs = 0;

  constructor(
    readonly timeline: Timeline,
    private readonly random: () => number,
  ) {}

  /** As `Deps` wants it. */
  readonly clock = {
    now: () => this.timeline.now + this.#wallAheadMs,
    monotonic: () => this.timeline.now - this.timeline.startedAt - this.#monotonicLostMs,
    sleep: (ms: number) => this.until(this.timeline.now + Math.max(0, ms)),
    random: () => this.random(),
  };

  /** Resolves at that time, or when the process moves again; never when it has died. */
  async until(at: number): Promise<void> {
    await this.timeline.until(at);
    while (this.#stillUntil > this.timeline.now) await this.timeline.until(this.#stillUntil);
    if (this.isDead) await new Promise<never>(() => undefined);
  }

  /** From now on. */
  standStill({ ms, monotonic = 'goes on' }: Standstill): void {
    this.hasStoodStill = true;
    this.#stillUntil = Math.max(this.#stillUntil, this.timeline.now + ms);
    if (monotonic === 'stands') this.#monotonicLostMs += ms;
  }

  /** Somebody sets the wall clock, forwards or back. */
  setWallClock(byMs: number): void {
    this.#wallAheadMs += byMs;
  }

  kill(): void {
    this.wasKilled = true;
    this.isDead = true;
  }

  /** The platform ends it at its time limit. */
  end(): void {
    this.isDead = true;
  }
}
