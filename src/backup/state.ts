// The state of one target's backup, the facts and steps that lead through it, and every duration with its reason.
import type { Started } from '../redis-api';
import type { Failure, Outcome, Skip } from '../result';
import type { Evidence } from './evidence';

/** What stays the same while one target is backed up. */
export interface RunSettings {
  /** Epoch milliseconds at which the platform ends the invocation. */
  readonly deadline: number;
  readonly timing: Timing;
  /** `caller`: a caller chose the run key and may reuse it by mistake. `none`: no key, so no look is needed. */
  readonly key: 'caller' | 'event' | 'none';
  /** Do everything but the write. */
  readonly dryRun?: boolean;
  /** Skip a target that has a good backup younger than this, or one in progress. */
  readonly skipWithinHours?: number;
  /** For how many days such a backup must be kept from its start. */
  readonly skipStorageDays?: number;
}

/** A write that may have been executed: from here on the target ends in `accepted` or `unknown`, never in `refused`. */
export interface Sent {
  /** How many writes may have been executed. */
  readonly times: number;
  /** When the last of them ended. */
  readonly at: number;
  readonly failure: Failure;
  /** Looks in a row, up to now, that showed neither the marker nor a task that could be ours. */
  readonly clear: number;
  /** The API called the instance locked after our write, which suggests that the write was executed. */
  readonly locked: boolean;
}

export interface State {
  readonly sent?: Sent;
  /** The rate limiter has allowed one write that has not been sent yet. */
  readonly hasTurn?: boolean;
  /** When a look last showed nothing that prevents a write. */
  readonly clearAt?: number;
  /** Since when the target has been waiting for another backup to end. */
  readonly waitingSince?: number;
  readonly reads: number;
  readonly tries: number;
}

export type Fact =
  | { readonly kind: 'begun' }
  | { readonly kind: 'waited' }
  /** The rate limiter allows one write. */
  | { readonly kind: 'turn' }
  /** The rate limiter allows no write before the time that was asked for. */
  | { readonly kind: 'no turn' }
  /** `skip`: why the target needs no backup now. `asOf`: when the read began, if it came from a region snapshot. */
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
  /** Read the backups and the tasks of the instance, until this epoch time at the latest. */
  | { readonly do: 'look'; readonly until: number }
  /** Ask the rate limiter for one write, at this epoch time at the latest. */
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
  /** Kept free at the end for the reply and the log. */
  readonly replyReserveMs: number;
  /** The least time in which both lists can be read. A write that would leave less is not sent. */
  readonly readMs: number;
  /** The most time a look may take; lists that hang longer are read again. */
  readonly maxReadMs: number;
  /** The least time a write is given; with less, it is not sent. */
  readonly sendMs: number;
  /** The most time a write is given. */
  readonly maxSendMs: number;
  /** How old a look may be when the write goes out. */
  readonly maxLookAgeMs: number;
  /** How long after an ambiguous write its absence from the lists begins to prove anything. */
  readonly absenceProofMs: number;
  /** How long another backup is waited for before the target ends as busy; webhook callers hang up soon after. */
  readonly maxBusyWaitMs: number;
  /** First and longest pause between two looks. */
  readonly pollMs: number;
  readonly maxPollMs: number;
  /** First and longest bound of the pause before a call that changed nothing is repeated, and how often it is. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  readonly maxTries: number;
}

/** They fit SCF's default limit of 3 s: 0.5 s to look, up to 1.5 s to send, 0.7 s to read back, 0.3 s to reply. */
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

/** The pause before the next look; each is half as long again as the one before. */
export const toPollPause = (timing: Timing, reads: number): number =>
  Math.min(timing.maxPollMs, timing.pollMs * 1.5 ** reads);

/** Full jitter, from 0 to a bound that doubles, so that targets throttled together are not repeated together. */
export const toBackoffPause = (timing: Timing, tries: number, random: number): number =>
  random * Math.min(timing.maxBackoffMs, timing.backoffMs * 2 ** tries);
