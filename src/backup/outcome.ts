// The closed vocabulary of how a target ends.
import type { InstanceId, Region } from '../request/ids';
import type { Failure } from './failure';

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
export type Fine = Exclude<TargetResult, { readonly failure: Failure }>;

export const isMade = (result: TargetResult): result is Fine => !('failure' in result);

/** A region of a selector that could not be read through: instances of it may be missing from the results. */
export interface UnlistedRegion {
  readonly Region: Region;
  readonly failure: Failure;
}
