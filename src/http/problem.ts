// RFC 9457 problem details: the one place where an error body is made.

import type { Issue } from '../request/issues';
import type { Failure, Target, UnlistedRegion } from '../result';

/** The body of every error answer. `instance` is the invocation's id, for finding it in the log. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly retryable: boolean;
  readonly requestId?: string;
  readonly outcome?: string;
  readonly issues?: readonly Issue[];
  readonly InstanceId?: string;
  readonly Region?: string;
  readonly TaskId?: number;
  /** The API's own text about a task that failed. */
  readonly TaskMessage?: string;
}

export const CONTENT_TYPE = 'application/problem+json';

/** A problem of this function's own: the request, the door or the settings, not the API. */
export const toOwnProblem = (
  row: { readonly code: string; readonly status: number; readonly title: string },
  detail: string,
  instance: string,
  issues?: readonly Issue[],
): Problem => ({
  type: `urn:scf-redis-backup:${row.code}`,
  title: row.title,
  status: row.status,
  detail,
  instance,
  code: row.code,
  retryable: row.status === 503,
  ...(issues === undefined ? {} : { issues }),
});

/** A 5xx shows the row's own sentence, never the message of what failed inside. */
const toDetail = ({ status, title, message }: Failure): string => (status >= 500 ? title : message);

/** The problem of something that the API did not let be read. */
export const toProblem = (failure: Failure, instance: string): Problem => ({
  type: `urn:tencentcloud:redis:${failure.code}`,
  title: failure.title,
  status: failure.status,
  detail: toDetail(failure),
  instance,
  code: failure.code,
  ...(failure.requestId === undefined ? {} : { requestId: failure.requestId }),
  retryable: failure.retryable,
});

/** The problem of a target that was not backed up. */
export const toTargetProblem = (
  target: Target,
  outcome: string,
  failure: Failure,
  instance: string,
): Problem => ({
  ...toProblem(failure, instance),
  outcome,
  InstanceId: target.InstanceId,
  Region: target.Region,
});

/** A region that could not be read through: instances of it may be missing. */
export const toUnlistedProblem = (
  { Region, failure }: UnlistedRegion,
  instance: string,
): Problem => ({
  ...toProblem(failure, instance),
  Region,
});
