// Builds the bodies of all error answers, as RFC 9457 problem details.

import type { Issue } from '../request/issues';
import type { Failure, RejectionRow, Target, UnlistedRegion } from '../result';

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
  readonly requestId?: string;
  /** The run key of the delivery, as the log has it. */
  readonly runKey?: string;
  readonly outcome?: string;
  readonly issues?: readonly Issue[];
  readonly InstanceId?: string;
  readonly Region?: string;
  readonly TaskId?: number;
  /** The API's own text about a task that failed. */
  readonly TaskMessage?: string;
}

export const CONTENT_TYPE = 'application/problem+json';

/** What every problem of a delivery says about it. */
export interface About {
  /** The invocation's id. */
  readonly instance: string;
  readonly runKey?: string;
}

/** A problem of this function's own: the request, the caller or the settings, not the API. */
export const toOwnProblem = (
  { code, title, status, retryable }: Pick<RejectionRow, 'code' | 'title' | 'status' | 'retryable'>,
  detail: string,
  { instance, runKey }: About,
  issues?: readonly Issue[],
): Problem => ({
  type: `urn:scf-redis-backup:${code}`,
  title,
  status,
  detail,
  instance,
  code,
  retryable,
  ...(runKey === undefined ? {} : { runKey }),
  ...(issues === undefined ? {} : { issues }),
});

/** A 5xx shows the title of the code's row, because the message may tell about the inside of this function. */
const toDetail = ({ status, title, message }: Failure): string => (status >= 500 ? title : message);

/** The problem of a failed call of the API, or of a decision about a target. */
export const toProblem = (failure: Failure, { instance, runKey }: About): Problem => ({
  type: `urn:tencentcloud:redis:${failure.code}`,
  title: failure.title,
  status: failure.status,
  detail: toDetail(failure),
  instance,
  code: failure.code,
  ...(failure.requestId === undefined ? {} : { requestId: failure.requestId }),
  retryable: failure.retryable,
  ...(runKey === undefined ? {} : { runKey }),
});

/** The problem of a target that was not backed up. */
export const toTargetProblem = (
  { InstanceId, Region }: Target,
  outcome: string,
  failure: Failure,
  about: About,
): Problem => ({ ...toProblem(failure, about), outcome, InstanceId, Region });

/** A region that could not be read through: instances of it may be missing. */
export const toUnlistedProblem = ({ Region, failure }: UnlistedRegion, about: About): Problem => ({
  ...toProblem(failure, about),
  Region,
});
