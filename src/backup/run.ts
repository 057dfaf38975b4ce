// The state of one target's run, and the facts and steps that lead through it.
import type { Started } from './api';
import type { Evidence } from './evidence';
import type { Failure } from './failure';
import type { Outcome } from './outcome';
import type { Timing } from './timing';

/** What stays the same through a run. */
export interface Run {
  /** Epoch milliseconds at which the platform ends the invocation. */
  readonly deadline: number;
  readonly timing: Timing;
  /** `caller`: somebody chose the run key and may reuse it by mistake. `none`: nobody redelivers this; no look first. */
  readonly key: 'caller' | 'event' | 'none';
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

export const START: State = { reads: 0, tries: 0 };

export type Fact =
  | { readonly kind: 'begun' }
  | { readonly kind: 'waited' }
  /** The pace gives this run its turn for a write. */
  | { readonly kind: 'turn' }
  /** The pace has none before the time it was asked for. */
  | { readonly kind: 'no turn' }
  | { readonly kind: 'seen'; readonly evidence: Evidence }
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

export interface Next {
  readonly state: State;
  readonly step: Step;
}

/** The time of a decision in epoch milliseconds, and a number in [0, 1) for its jitter. */
export interface Moment {
  readonly now: number;
  readonly chance: number;
}
