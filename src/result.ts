// How a target ends, and what a failed call says: the one question is whether a backup may have been started.
import type { InstanceId, Region } from './request/ids';

/**
 * - `refused`: a definite no; the API looked and declined.
 * - `busy`: a definite no for now; the instance is locked by another process, which may be our own earlier send.
 * - `not executed`: the request never reached the service (throttled at the gate, or never connected). Safe to repeat.
 * - `ambiguous`: the write may have been executed. Never repeated before a proof of absence.
 */
export type FailureClass = 'refused' | 'busy' | 'not executed' | 'ambiguous';

/** What is known of a code: the row of a table, whether Tencent's codes or our own. */
export interface CodeRow {
  /** The code, or a prefix ending in `*`. */
  readonly code: string;
  readonly failureClass: FailureClass;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Whether the same request, repeated later, can succeed. */
  readonly retryable: boolean;
  readonly retryAfterSeconds?: number;
  /** One sentence for people; the `title` of the problem. */
  readonly title: string;
}

/** One failed call or decision. `message` is for the log and for callers below 500; it holds no secret. */
export interface Failure extends CodeRow {
  readonly message: string;
  /** Tencent's RequestId, when the API answered. */
  readonly requestId?: string;
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export const failed = (failure: Failure): Answer<never> => ({ ok: false, failure });

/** Whether it was one call too many in a second: stopped at the gate, never executed. */
export const isLimited = ({ code }: Failure): boolean => code.startsWith('RequestLimitExceeded');

/** Whether it happened between this function and the API, so that no API answer stands behind it. */
export const isTransport = ({ code }: Failure): boolean => code.startsWith('ClientError.');

export interface Target {
  readonly InstanceId: InstanceId;
  readonly Region: Region;
}

/** The backup that exists: the API's TaskId when it is known, else the BackupId it was found by. */
export interface Proof {
  readonly TaskId?: number;
  readonly BackupId?: string;
  /** Tencent's RequestId of the call that proved it. */
  readonly RequestId?: string;
}

/** Why a target was left out on purpose, and what is known of it. */
export type Skip =
  | { readonly Reason: 'not running'; readonly State: string }
  /** Its newest good backup is young enough. */
  | {
      readonly Reason: 'backed up recently';
      readonly BackupId: string;
      readonly StartTime: string;
      readonly AgeHours: number;
    }
  /** A backup of it is being made, by whomever. */
  | { readonly Reason: 'backup in progress'; readonly TaskId: number }
  | { readonly Reason: 'dry run' };

/** The backup as the list shows it, once it is good. Times are the API's own texts. */
export interface Verified extends Proof {
  readonly BackupId: string;
  readonly EndTime: string;
  readonly ExpireTime: string;
}

/**
 * - `accepted`: this run started the backup.
 * - `adopted`: an earlier delivery of the same run key had started it; nothing was sent.
 * - `verified`: started or adopted, and by now in the list and good.
 * - `skipped`: left out on purpose.
 * - `refused`: a definite no; no backup was started by this run.
 * - `unknown`: sent (or an earlier delivery may have sent), and neither the reply nor the lists could tell.
 * - `deferred`: not attempted; the deadline was too near.
 * - `failed`: started or adopted, and its task ended badly.
 */
export type Outcome =
  | ({ readonly Outcome: 'accepted' | 'adopted' } & Proof)
  | ({ readonly Outcome: 'verified' } & Verified)
  | ({ readonly Outcome: 'skipped' } & Skip)
  | { readonly Outcome: 'refused' | 'unknown' | 'deferred'; readonly failure: Failure }
  | {
      readonly Outcome: 'failed';
      readonly failure: Failure;
      readonly TaskId: number;
      /** The API's own text. */
      readonly TaskMessage: string;
    };

export type TargetResult = Target & Outcome;

/** A result that an operator need not look at: the backup exists, as far as this run can know, or is not wanted. */
export type Success = Exclude<TargetResult, { readonly failure: Failure }>;

export const isTargetSuccess = (result: TargetResult): result is Success => !('failure' in result);

/** A region of a selector that could not be read through: instances of it may be missing from the results. */
export interface UnlistedRegion {
  readonly Region: Region;
  readonly failure: Failure;
}
