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

/**
 * - `accepted`: this run started the backup.
 * - `adopted`: an earlier delivery of the same run key had started it; nothing was sent.
 * - `refused`: a definite no; no backup was started by this run.
 * - `unknown`: sent (or an earlier delivery may have sent), and neither the reply nor the lists could tell.
 * - `deferred`: not attempted; the deadline was too near.
 */
export type Outcome =
  | ({ readonly Outcome: 'accepted' | 'adopted' } & Proof)
  | { readonly Outcome: 'refused' | 'unknown' | 'deferred'; readonly failure: Failure };

export type TargetResult = Target & Outcome;

/** Whether the backup exists, as far as this run can know: the two endings an operator need not look at. */
export const isMade = (
  result: TargetResult,
): result is Target & Extract<Outcome, Proof> & { readonly Outcome: 'accepted' | 'adopted' } =>
  result.Outcome === 'accepted' || result.Outcome === 'adopted';
