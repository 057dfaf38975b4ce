// The results of targets, and failures, which are classed by whether a backup may have been started.
import type { InstanceId, Region } from './request/ids';

/**
 * - `refused`: the API declined for good.
 * - `busy`: the API declined for now; another process locks the instance, perhaps our own earlier write.
 * - `not executed`: the request never reached the service, because it was throttled or never connected. Safe to repeat.
 * - `ambiguous`: the write may have been executed. It is not repeated without a proof that it was not.
 */
export type FailureClass = 'refused' | 'busy' | 'not executed' | 'ambiguous';

/** The properties of an error code, whether Tencent's or this function's own. */
export interface CodeRow {
  /** The code, or a prefix ending in `*`. */
  readonly code: string;
  readonly failureClass: FailureClass;
  readonly status: number;
  /** Whether the same request, repeated later, can succeed. */
  readonly retryable: boolean;
  readonly retryAfterSeconds?: number;
  /** One sentence, the `title` of the problem details. */
  readonly title: string;
}

/** One failed call or decision. `message` holds no secret; it is logged, and sent to callers if `status` < 500. */
export interface Failure extends CodeRow {
  readonly message: string;
  /** Tencent's RequestId, when the API answered. */
  readonly requestId?: string;
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export const failed = (failure: Failure): Answer<never> => ({ ok: false, failure });

/** Whether the API throttled the call, in which case it was not executed. */
export const isLimited = ({ code }: Failure): boolean => code.startsWith('RequestLimitExceeded');

/** Whether it happened between this function and the API, so that there is no answer of the API. */
export const isTransport = ({ code }: Failure): boolean => code.startsWith('ClientError.');

export interface Target {
  readonly InstanceId: InstanceId;
  readonly Region: Region;
}

/** Identifies the backup that exists: by its TaskId where that is known, else by the BackupId it was found with. */
export interface Proof {
  readonly TaskId?: number;
  readonly BackupId?: string;
  /** Tencent's RequestId of the call that started it. */
  readonly RequestId?: string;
}

/** Why a target was skipped. */
export type Skip =
  | { readonly Reason: 'not running'; readonly State: string }
  /** Its newest good backup is recent enough. */
  | {
      readonly Reason: 'backed up recently';
      readonly BackupId: string;
      readonly StartTime: string;
      readonly AgeHours: number;
    }
  /** A backup of it is in progress, started by anybody. */
  | { readonly Reason: 'backup in progress'; readonly TaskId: number }
  | { readonly Reason: 'dry run' };

/** A finished, good backup as the list shows it. Times are the API's own texts. */
export interface Verified extends Proof {
  readonly BackupId: string;
  readonly EndTime: string;
  readonly ExpireTime: string;
}

/**
 * - `accepted`: this run started the backup.
 * - `adopted`: an earlier delivery of the same run key started it; nothing was sent.
 * - `verified`: accepted or adopted, and listed as good.
 * - `skipped`: left out on purpose; `Reason` says why.
 * - `refused`: this run started no backup.
 * - `unknown`: a backup may have been started, and neither the reply nor the lists could tell.
 * - `deferred`: not attempted, because the deadline was too near.
 * - `failed`: accepted or adopted, and its task failed.
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

/** A result that needs no attention: the backup exists, as far as this run can know, or is not wanted. */
export type Success = Exclude<TargetResult, { readonly failure: Failure }>;

export const isTargetSuccess = (result: TargetResult): result is Success => !('failure' in result);

/** A region whose list could not be read to its end, so that its instances may be missing from the results. */
export interface UnlistedRegion {
  readonly Region: Region;
  readonly failure: Failure;
}
