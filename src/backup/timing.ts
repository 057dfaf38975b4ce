// Every duration of the algorithm in one place, with its reason. All in milliseconds.

export interface Timing {
  /** Kept free at the end for the answer to leave and the log to be written. */
  readonly replyMs: number;
  /** The least time in which both lists can be read. A write that leaves less than this behind is not sent. */
  readonly readMs: number;
  /** The most time a reading may take; a list that hangs longer is asked again. */
  readonly maxReadMs: number;
  /** The least time a write is given; below it, it is not sent. */
  readonly sendMs: number;
  /** The most time a write is given. */
  readonly maxSendMs: number;
  /** How old a look may be when the write goes out. */
  readonly freshMs: number;
  /** How long an ambiguous write is given to show up before its absence proves anything. */
  readonly settleMs: number;
  /** How long a run waits for somebody else's backup to end before it answers busy; most webhook callers hang up soon after. */
  readonly patienceMs: number;
  /** First and longest pause between two readings. */
  readonly pollMs: number;
  readonly maxPollMs: number;
  /** First and longest pause before a call that was never executed is repeated, and how often it is. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  readonly maxTries: number;
}

/** They fit SCF's default limit of 3 s: look 0.5 s, send up to 1.5 s, read back 0.7 s, reply 0.3 s. */
export const TIMING: Timing = {
  replyMs: 300,
  readMs: 700,
  maxReadMs: 5_000,
  sendMs: 500,
  maxSendMs: 10_000,
  freshMs: 3_000,
  settleMs: 10_000,
  patienceMs: 10_000,
  pollMs: 250,
  maxPollMs: 3_000,
  backoffMs: 200,
  maxBackoffMs: 5_000,
  maxTries: 6,
};

/** The pause before reading again: it grows by half each time. */
export const pollPause = (timing: Timing, reads: number): number =>
  Math.min(timing.maxPollMs, timing.pollMs * 1.5 ** reads);

/** Full jitter: anywhere from nothing to the exponential bound, so that many runs don't come back together. */
export const backoffPause = (timing: Timing, tries: number, chance: number): number =>
  chance * Math.min(timing.maxBackoffMs, timing.backoffMs * 2 ** tries);
