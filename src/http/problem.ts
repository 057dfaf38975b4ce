// Builds the bodies of all error answers, as RFC 9457 problem details.

import type { Issue } from '../request/issues';
import {
  type CodeRow,
  type Failure,
  isTransport,
  type Target,
  type UnlistedRegion,
} from '../result';

/** The body of every error answer. `instance` is the invocation's id, by which it is found in the log. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly retryable: boolean;
  /** Tencent's. */
  readonly requestId?: string | undefined;
  /** The run key of the delivery, as the log has it. */
  readonly runKey?: string | undefined;
  readonly outcome?: string;
  readonly issues?: readonly Issue[] | undefined;
  readonly InstanceId?: string;
  readonly Region?: string;
  readonly TaskId?: number;
  /** The API's own text about a task that failed. */
  readonly TaskMessage?: string;
}

/** What every answer to a delivery says about it. */
export interface About {
  /** The invocation's id. */
  readonly instance: string;
  readonly runKey?: string;
}

/** @param origin whose word the code is: the API's, or this function's own */
export const toProblem = (
  origin: 'tencentcloud:redis' | 'scf-redis-backup',
  { code, title, status, retryable }: Pick<CodeRow, 'code' | 'title' | 'status' | 'retryable'>,
  detail: string,
  { instance, runKey }: About,
  others: Pick<Problem, 'issues' | 'requestId'> = {},
): Problem => ({
  ...{ type: `urn:${origin}:${code}`, title, status, detail, instance, code, retryable, runKey },
  ...others,
});

/**
 * The problem of a failed call of the API, or of a decision about a target. A 5xx shows the title of the code's row,
 * because the message may tell about the inside of this function.
 */
export const toFailureProblem = (failure: Failure, about: About): Problem =>
  toProblem(
    failure.isOwn === true || isTransport(failure) ? 'scf-redis-backup' : 'tencentcloud:redis',
    failure,
    failure.status >= 500 ? failure.title : failure.message,
    about,
    { requestId: failure.requestId },
  );

/** The problem of a target that was not backed up. */
export const toTargetProblem = (
  { InstanceId, Region }: Target,
  outcome: string,
  failure: Failure,
  about: About,
): Problem => ({ ...toFailureProblem(failure, about), outcome, InstanceId, Region });

/** A region that could not be read through: instances of it may be missing. */
export const toUnlistedProblem = ({ Region, failure }: UnlistedRegion, about: About): Problem => ({
  ...toFailureProblem(failure, about),
  Region,
});
