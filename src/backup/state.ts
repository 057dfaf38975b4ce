// The state of one target's backup, the facts and steps that lead through it, and every duration with its reason.
import type { Started, TaskInfo } from '../redis-api';
import type { Answer, Failure, Outcome, Skip } from '../result';
import type { Evidence } from './evidence';
import type { LeaseEnd } from './lease';

/** A moment on two clocks: the wall clock may be set, and the monotonic one may stand still while the process does. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Milliseconds from any fixed point. */
  readonly monotonic: number;
}

/** The time of a decision, and a number in [0, 1) for its jitter. */
export interface Instant extends Moment {
  readonly random: number;
}

/** The most time that may have passed, milliseconds: for what must not be older. */
export const maxAge = (since: Moment, at: Moment): number =>
  Math.max(at.now - since.now, at.monotonic - since.monotonic);

/** The least time that has passed, milliseconds: for what must have lasted. */
export const minAge = (since: Moment, at: Moment): number =>
  Math.min(at.now - since.now, at.monotonic - since.monotonic);

/** What stays the same while one target is backed up. */
export interface RunSettings {
  /** Epoch milliseconds at which the platform ends the invocation. */
  readonly deadline: number;
  readonly timing: Timing;
  /** `caller`: a caller chose the run key and may reuse it by mistake. `none`: no key, so no look is needed. */
  readonly key: 'caller' | 'event' | 'none';
  /** How long another's backup, a lock, or the own write is waited for, milliseconds. */
  readonly maxWaitMs: number;
  /** Whether the remark has a text of the user's beside the marker. */
  readonly hasRemark: boolean;
  /** Do everything but the write. */
  readonly dryRun?: boolean;
  /** Strict mode: take a lease before each write. */
  readonly isLeased?: boolean;
  /** Skip a target that has a good backup younger than this. */
  readonly skipWithinHours?: number;
  /** For how many days such a backup must be kept from its start. */
  readonly skipStorageDays?: number;
}

/** A write that may have been executed: from here on the target ends in `accepted` or `unknown`, never in `refused`. */
export interface Sent {
  /** How many writes of this delivery may have been executed. */
  readonly times: number;
  readonly failure: Failure;
  /** Whether it was sent by an earlier delivery, to this process. */
  readonly isEarlier?: boolean;
  /** What `Evidence.unmarked` was before the write; left out when nobody had looked. */
  readonly unmarkedBefore?: readonly (number | string)[];
}

/** The API has refused a write because something held the instance. */
export interface Locked {
  readonly failure: Failure;
  /** The tasks that had ended by then; left out when nobody had looked. */
  readonly endedBefore?: readonly number[];
}

/** What this process knows of an earlier delivery of the run: it was given a TaskId, or its write went unanswered. */
export type Remembered = RememberedTask | { readonly kind: 'sent'; readonly sent: Sent };

export interface RememberedTask {
  readonly kind: 'started';
  readonly TaskId: number;
  /** Whether it was started for a request with the same fields. */
  readonly sameContent: boolean;
}

export interface State {
  readonly sent?: Sent;
  readonly locked?: Locked;
  /** The first write that a limit has refused, which the API may have executed all the same. */
  readonly limited?: Pick<Sent, 'failure' | 'unmarkedBefore'>;
  /** Strict mode: why the run has no lease, while it waits for one. */
  readonly unleased?: Failure;
  /** The newest look, if it showed nothing that prevents a write; dated by the sending of its last read. */
  readonly clear?: Moment;
  /** The first of the clear looks in a row. */
  readonly clearSince?: Moment;
  /** What the newest look showed, a row of this run that is not proved among the unmarked; to tell what is new after a write. */
  readonly seen?: Pick<Evidence, 'ended' | 'unmarked'>;
  /** Since when the target has been waiting: for another backup, a lock, or its own write to show. */
  readonly waitingSince?: Moment;
  /** Since when each succeeded task without its backup has been watched, by TaskId. */
  readonly watched: ReadonlyMap<number, Moment>;
  /** The API has refused the remark with the user's text, so that the marker goes alone. */
  readonly isRemarkDropped?: boolean;
  readonly reads: number;
  readonly tries: number;
}

export type Fact =
  | { readonly kind: 'begun'; readonly remembered?: Remembered }
  | { readonly kind: 'waited' }
  /** How the task is that this process has started for the run before. */
  | { readonly kind: 'task'; readonly task: RememberedTask; readonly answer: Answer<TaskInfo> }
  /** The rate limiter allows one write. */
  | { readonly kind: 'turn' }
  /** The rate limiter allows no write before the time that was asked for. */
  | { readonly kind: 'no turn' }
  /** Who may send, by the store of leases. */
  | { readonly kind: 'lease'; readonly end: LeaseEnd }
  | SeenFact
  | { readonly kind: 'unreadable'; readonly failure: Failure }
  | { readonly kind: 'started'; readonly started: Started }
  | { readonly kind: 'not started'; readonly failure: Failure };

export interface SeenFact {
  readonly kind: 'seen';
  readonly evidence: Evidence;
  /** The sending of the look's last read. */
  readonly at: Moment;
  /** Why the target needs no backup now. */
  readonly skip?: Skip;
  /** The age of the target's last good backup, milliseconds. */
  readonly lastGoodAgeMs?: number;
}

export type Step =
  /** Ask how a task is that this process has started. */
  | { readonly do: 'ask'; readonly task: RememberedTask; readonly timeoutMs: number }
  /** Read the backups and the tasks of the instance, until this epoch time at the latest. */
  | { readonly do: 'look'; readonly until: number }
  /** Ask the rate limiter for one write, at this epoch time at the latest. */
  | { readonly do: 'queue'; readonly until: number }
  /** Take a lease, until this epoch time at the latest. */
  | { readonly do: 'lease'; readonly until: number }
  | SendStep
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'end'; readonly outcome: Outcome };

export interface SendStep {
  readonly do: 'send';
  readonly timeoutMs: number;
  /** The look that allows the write: no byte of it leaves later than `maxLookAgeMs` after. */
  readonly look?: Moment;
  readonly withRemark: boolean;
}

export interface Transition {
  readonly state: State;
  readonly step: Step;
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
  /** How long every look after an ambiguous write must have been clear before it is sent once more. */
  readonly absenceProofMs: number;
  /** How long every look after a lock must have been clear, where no list shows what held the instance. */
  readonly lockProofMs: number;
  /** How long a succeeded task without its backup is watched before it counts as settled. */
  readonly maxLagMs: number;
  /** How long a target waits for another's backup, a lock, or its own write to show: by who waits for the delivery. */
  readonly maxCallerWaitMs: number;
  readonly maxSynchronousWaitMs: number;
  readonly maxEventWaitMs: number;
  /** First and longest pause between two looks; each is twice the one before. */
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
  absenceProofMs: 60_000,
  lockProofMs: 300_000,
  maxLagMs: 300_000,
  maxCallerWaitMs: 10_000,
  maxSynchronousWaitMs: 240_000,
  maxEventWaitMs: 600_000,
  pollMs: 500,
  maxPollMs: 30_000,
  backoffMs: 200,
  maxBackoffMs: 5_000,
  maxTries: 6,
};

/** The pause before the next look: growing, so that those that wait leave the reads to those that don't. */
export const toPollPause = (timing: Timing, reads: number): number =>
  Math.min(timing.maxPollMs, timing.pollMs * 2 ** reads);

/** Full jitter, from 0 to a bound that doubles, so that targets throttled together are not repeated together. */
export const toBackoffPause = (timing: Timing, tries: number, random: number): number =>
  random * Math.min(timing.maxBackoffMs, timing.backoffMs * 2 ** tries);
