// The state of one target's backup, the facts and steps that lead through it, and every duration with its reason.
import type { Started } from '../redis-api';
import type { Failure, Outcome, Skip } from '../result';
import type { Evidence } from './evidence';

/** What stays the same through a run. */
export interface RunSettings {
  /** Epoch milliseconds at which the platform ends the invocation. */
  readonly deadline: number;
  readonly timing: Timing;
  /** `caller`: somebody chose the run key and may reuse it by mistake. `none`: nobody redelivers this; no look first. */
  readonly key: 'caller' | 'event' | 'none';
  /** All but the write. */
  readonly dryRun?: boolean;
  /** Leave the target out when it has a good backup younger than this, or one in the making. */
  readonly skipWithinHours?: number;
}

/** Our write that may have been executed. From here on the run ends in `accepted` or `unknown`, never in `refused`. */
export interface Sent {
  readonly times: number;
  /** When the latest of them ended. */
  readonly at: number;
  readonly failure: Failure;
  /** Readings since then, in a row, that showed neither the marker nor a task that could be ours. */
  readonly clear: number;
  /** The API called the instance locked after our write: evidence that it was executed. */
  readonly locked: boolean;
}

export interface State {
  readonly sent?: Sent;
  /** The pace has given this run a turn for a write, not used yet. */
  readonly hasTurn?: boolean;
  /** When a look last showed that nothing of this run exists. */
  readonly clearAt?: number;
  /** Since when this run has been waiting for another backup to end. */
  readonly waitingSince?: number;
  readonly reads: number;
  readonly tries: number;
}

export type Fact =
  | { readonly kind: 'begun' }
  | { readonly kind: 'waited' }
  /** The pace gives this run its turn for a write. */
  | { readonly kind: 'turn' }
  /** The pace has none before the time it was asked for. */
  | { readonly kind: 'no turn' }
  /** `skip`: why the target needs no backup now. `asOf`: when the reading began, if it was shared with other targets. */
  | {
      readonly kind: 'seen';
      readonly evidence: Evidence;
      readonly skip?: Skip;
      /** The age of the target's last good backup, milliseconds. */
      readonly lastGoodAgeMs?: number;
      readonly asOf?: number;
    }
  | { readonly kind: 'unreadable'; readonly failure: Failure }
  | { readonly kind: 'started'; readonly started: Started }
  | { readonly kind: 'not started'; readonly failure: Failure };

export type Step =
  /** Read the tasks and the backups of the instance, until an epoch time at the latest. */
  | { readonly do: 'look'; readonly until: number }
  /** Wait for a turn to write, unless it comes after an epoch time. */
  | { readonly do: 'queue'; readonly until: number }
  | { readonly do: 'send'; readonly timeoutMs: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'end'; readonly outcome: Outcome };

export interface Transition {
  readonly state: State;
  readonly step: Step;
}

/** The time of a decision in epoch milliseconds, and a number in [0, 1) for its jitter. */
export interface Instant {
  readonly now: number;
  readonly random: number;
}

export interface Timing {
  /** Kept free at the end for the answer to leave and the log to be written. */
  readonly replyReserveMs: number;
  /** The least time in which both lists can be read. A write that leaves less than this behind is not sent. */
  readonly readMs: number;
  /** The most time a reading may take; a list that hangs longer is asked again. */
  readonly maxReadMs: number;
  /** The least time a write is given; below it, it is not sent. */
  readonly sendMs: number;
  /** The most time a write is given. */
  readonly maxSendMs: number;
  /** How old a look may be when the write goes out. */
  readonly maxLookAgeMs: number;
  /** How long an ambiguous write is given to show up before its absence proves anything. */
  readonly absenceProofMs: number;
  /** How long a run waits for somebody else's backup to end before it answers busy; most webhook callers hang up soon after. */
  readonly maxBusyWaitMs: number;
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
  replyReserveMs: 300,
  readMs: 700,
  maxReadMs: 5_000,
  sendMs: 500,
  maxSendMs: 10_000,
  maxLookAgeMs: 3_000,
  absenceProofMs: 10_000,
  maxBusyWaitMs: 10_000,
  pollMs: 250,
  maxPollMs: 3_000,
  backoffMs: 200,
  maxBackoffMs: 5_000,
  maxTries: 6,
};

/** The pause before reading again: it grows by half each time. */
export const toPollPause = (timing: Timing, reads: number): number =>
  Math.min(timing.maxPollMs, timing.pollMs * 1.5 ** reads);

/** Full jitter: anywhere from nothing to the exponential bound, so that many runs don't come back together. */
export const toBackoffPause = (timing: Timing, tries: number, chance: number): number =>
  chance * Math.min(timing.maxBackoffMs, timing.backoffMs * 2 ** tries);
