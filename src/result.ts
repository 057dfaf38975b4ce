// How a delivery ends: four kinds; how each target of a backup ends; and what a failed call says about both.

import type { InstanceId, Region } from './request/ids';
import type { Issue } from './request/issues';

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
  /** Left out, the answer has a number of its own (http/response.ts). */
  readonly retryAfterSeconds?: number;
  /** One sentence, the `title` of the problem details. */
  readonly title: string;
}

/** One failed call or decision. `message` holds no secret; it is logged, and sent to callers if `status` < 500. */
export interface Failure extends CodeRow {
  readonly message: string;
  /** Tencent's RequestId, when the API answered. */
  readonly requestId?: string;
  /** This function has decided it; the code is its own and not the API's. */
  readonly isOwn?: true;
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

/** A region that "all" does not reach from here. */
export interface LeftOut {
  readonly Region: Region;
  readonly Reason:
    | 'finance region, served by a host of its own'
    | 'not in ALLOWED_REGIONS'
    | 'not in the list of the API';
}

/** What a selector has searched, and what it leaves out: numbers that show a gap. The answer has it unchanged. */
export interface Selection {
  readonly Regions: readonly Region[];
  readonly RegionsLeftOut?: readonly LeftOut[];
  /** Instances that have the tags and the name, and something that excludes them. */
  readonly Excluded: number;
  /** Instances that are selected and that the settings let no request concern; never named. */
  readonly NotAllowed: number;
  /** Instances that are selected and not running. */
  readonly Stopped: number;
}

/** The targets of a backup request, each with its outcome. */
export interface BackedUp {
  readonly kind: 'backedUp';
  /** `one`: the request named one instance and is answered with one object; `many`: with a list. */
  readonly form: 'one' | 'many';
  readonly results: readonly TargetResult[];
  /** Regions of a selector whose instances may be missing from the results. */
  readonly unlisted: readonly UnlistedRegion[];
  readonly selection?: Selection;
}

/** What was asked has been read and judged. */
export interface Answered {
  readonly kind: 'answered';
  /** What was asked, and for a coverage its verdict; the word of the log. */
  readonly outcome: 'healthy' | 'covered' | 'stale' | 'backups' | 'task';
  readonly status: number;
  /** A JSON value, or the text of a page whose headers say so. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** What needs a look; empty when all is as it should be. */
  readonly failures: readonly NamedFailure[];
  /** Whether asking again, and nothing else, may make it right: a coverage that could not read everything. */
  readonly isTransient?: boolean;
  /** The instances that a coverage has judged. */
  readonly rows: readonly JudgedInstance[];
  /** The greatest age of a last good backup among them. */
  readonly oldestAgeHours?: number;
  readonly selection?: Selection;
}

export interface JudgedInstance extends Target {
  readonly State: string;
}

/** What is known of a reason. The code is the same in an answer, a throw and the log. */
export interface RejectionRow {
  readonly code: string;
  /** HTTP status of the answer. */
  readonly status: number;
  /** One sentence for people; the `title` of the problem. */
  readonly title: string;
  /** Whether the same request, repeated later, can succeed. */
  readonly retryable: boolean;
  /** Over HTTP; without a caller a rejection is always an error, like every backup that was not made. */
  readonly logLevel: 'warn' | 'error';
}

/** Turned away: no backup was tried, or nothing could be read. */
export interface Rejected {
  readonly kind: 'rejected';
  readonly row: RejectionRow;
  /** For the caller. */
  readonly detail: string;
  /** For the log, where a caller must not see it; left out, the log has the detail. */
  readonly reason?: string;
  readonly issues?: readonly Issue[];
  readonly headers?: Readonly<Record<string, string>>;
  /** The failed call of the API behind it, if there is one. */
  readonly failure?: Failure;
}

/** A fault of this program. The log has it; a caller gets nothing of it. */
export interface Crashed {
  readonly kind: 'crashed';
}

/** How a delivery ends. */
export type Result = BackedUp | Answered | Rejected | Crashed;

/** The code of a crash, in an answer, a throw and the log. */
export const CRASH_CODE = 'InternalFault';

/** A failure with what it is about, as a throw and the log tell it. */
export interface NamedFailure {
  readonly InstanceId?: string;
  readonly Region?: string;
  readonly outcome?: string;
  readonly code: string;
  readonly message: string;
}

/** A region that could not be read through, as a failure of its own. */
export const toRegionFailure = ({ Region, failure }: UnlistedRegion): NamedFailure => ({
  Region,
  code: failure.code,
  message: `${Region} could not be listed, so instances may be missing: ${failure.message}`,
});

function toTargetFailure(result: TargetResult): NamedFailure[] {
  if (isTargetSuccess(result)) return [];
  const { InstanceId, Outcome: outcome, failure } = result;
  return [{ InstanceId, outcome, code: failure.code, message: failure.message }];
}

/** What failed, with its name; empty when nobody needs to look. */
export function findFailures(result: Result): readonly NamedFailure[] {
  switch (result.kind) {
    case 'backedUp':
      return [...result.unlisted.map(toRegionFailure), ...result.results.flatMap(toTargetFailure)];
    case 'answered':
      return result.failures;
    case 'rejected':
      return [{ code: result.row.code, message: result.reason ?? result.detail }];
    case 'crashed':
      return [{ code: CRASH_CODE, message: 'The function failed; its log has the reason.' }];
    default:
      return result satisfies never;
  }
}

/** Whether nobody needs to look: what was asked for is done, or all is as it should be. */
export const isSuccess = (result: Result): boolean => findFailures(result).length === 0;

/** How often each word is there: `{"accepted":2,"refused":1}`. */
export function countWords(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** How many targets, and instances judged for their coverage, ended how. */
export const countOutcomes = (results: readonly Result[]): Record<string, number> =>
  countWords(
    results.flatMap((result): readonly string[] => {
      if (result.kind === 'backedUp') return result.results.map(({ Outcome }) => Outcome);
      return result.kind === 'answered' ? result.rows.map(({ State }) => State) : [];
    }),
  );
