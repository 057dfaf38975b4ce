// Builds the bodies of all error answers, as RFC 9457 problem details.

import type { Issue } from '../request/issues';
import type { Failure, Target, UnlistedRegion } from '../result';

/** The body of every error answer. `instance` is the invocation's id, by which it is found in the log. */
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

/** A problem that the API has no part in: with the request, its authentication or the settings. */
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

/** A 5xx shows the title of the code's row, because the message may tell about the inside of this function. */
const toDetail = ({ status, title, message }: Failure): string => (status >= 500 ? title : message);

/** The problem of a failed call or decision. */
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

/** The problem of a region whose list could not be read to its end, so that instances may be missing. */
export const toUnlistedProblem = (
  { Region, failure }: UnlistedRegion,
  instance: string,
): Problem => ({
  ...toProblem(failure, instance),
  Region,
});
