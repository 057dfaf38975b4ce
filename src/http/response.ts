// Result → status, headers, body: the only place where an outcome gets a status. Rendered once a delivery, for every trigger.

import { SEE_LOG } from '../rejection';
import {
  type BackedUp,
  CRASH_CODE,
  countWords,
  type Failure,
  isSuccess,
  isTargetSuccess,
  type Rejected,
  type RejectionRow,
  type Result,
  type TargetResult,
} from '../result';
import {
  type About,
  CONTENT_TYPE,
  toOwnProblem,
  toProblem,
  toTargetProblem,
  toUnlistedProblem,
} from './problem';

/** What a caller over HTTP gets; an event's invocation returns the body alone. */
export interface Rendered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A JSON value, or the text of a page. */
  readonly body: unknown;
}

const CRASHED: RejectionRow = {
  code: CRASH_CODE,
  status: 500,
  title: 'The function failed.',
  retryable: false,
  logLevel: 'error',
};

const toHeaders = (
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  'Content-Type': 'application/json',
  'Cache-Control': 'no-store',
  ...headers,
});

const toProblemHeaders = ({ retryAfterSeconds: wait }: Pick<Failure, 'retryAfterSeconds'>) => ({
  'Content-Type': CONTENT_TYPE,
  ...(wait === undefined ? {} : { 'Retry-After': String(wait) }),
});

/** The wire form of one target: the API's own names on success, a problem otherwise. */
function renderTarget(result: TargetResult, about: About): object {
  if (!isTargetSuccess(result)) {
    const problem = toTargetProblem(result, result.Outcome, result.failure, about);
    if (result.Outcome !== 'failed') return problem;
    const { TaskId, TaskMessage } = result;
    return { ...problem, TaskId, TaskMessage };
  }
  const { InstanceId, Region, Outcome, ...proof } = result;
  return { ...proof, InstanceId, Region, Outcome };
}

function renderBackedUp(result: BackedUp, about: About): Rendered {
  const { form, results, unlisted } = result;
  const [only] = results;
  if (form === 'one' && only !== undefined) {
    const body = renderTarget(only, about);
    return isTargetSuccess(only)
      ? { status: 202, headers: toHeaders({}), body }
      : { status: only.failure.status, headers: toHeaders(toProblemHeaders(only.failure)), body };
  }
  return {
    status: isSuccess(result) ? 202 : 207,
    headers: toHeaders({}),
    body: {
      Results: results.map((one) => renderTarget(one, about)),
      Summary: countWords(results.map(({ Outcome }) => Outcome)),
      ...(unlisted.length === 0
        ? {}
        : { Unlisted: unlisted.map((region) => toUnlistedProblem(region, about)) }),
    },
  };
}

function renderRejected(
  { row, detail, issues, headers = {}, failure }: Rejected,
  about: About,
): Rendered {
  const body =
    failure === undefined ? toOwnProblem(row, detail, about, issues) : toProblem(failure, about);
  return {
    status: row.status,
    headers: toHeaders({ ...toProblemHeaders(failure ?? {}), ...headers }),
    body,
  };
}

/** The answer to a delivery. `instance` is the invocation's id, under which the log has its lines. */
export function toResponse(result: Result, about: About): Rendered {
  switch (result.kind) {
    case 'backedUp':
      return renderBackedUp(result, about);
    case 'answered': {
      const { status, headers, body } = result;
      return { status, headers: toHeaders(headers), body };
    }
    case 'rejected':
      return renderRejected(result, about);
    case 'crashed':
      return renderRejected({ kind: 'rejected', row: CRASHED, detail: SEE_LOG }, about);
    default:
      return result satisfies never;
  }
}
