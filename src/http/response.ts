// Result → status, headers, body: the only place where an outcome gets a status. Rendered once a delivery, for every trigger.

import { SEE_LOG } from '../rejection';
import {
  type BackedUp,
  type CodeRow,
  CRASH_CODE,
  countWords,
  isTargetSuccess,
  type Rejected,
  type RejectionRow,
  type Result,
  type TargetResult,
} from '../result';
import {
  type About,
  toFailureProblem,
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

const render = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Rendered => ({
  status,
  headers: {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  },
  body,
});

/** Seconds, where a code has no number of its own: a lock or a doubt lasts about as long. */
const RETRY_AFTER = 60;

/** `Retry-After` stands on an answer if and only if its `retryable` is true (RFC 9110 §10.2.3). */
const toProblemHeaders = ({
  retryable,
  retryAfterSeconds = RETRY_AFTER,
}: Pick<CodeRow, 'retryable' | 'retryAfterSeconds'>) => ({
  'Content-Type': 'application/problem+json',
  ...(retryable ? { 'Retry-After': String(retryAfterSeconds) } : {}),
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

/**
 * Fine: 202; in part: 207. Where nothing is fine, no client may take the answer for a success: the status that all
 * share, else 502, which many clients repeat by themselves, unless that could start a second backup.
 */
function toListStatus({ results, unlisted }: BackedUp): number {
  const failures = [...results.filter((one) => !isTargetSuccess(one)), ...unlisted].map(
    (one) => one.failure,
  );
  const [status = 202, ...others] = new Set(failures.map((failure) => failure.status));
  if (failures.length > 0 && results.some(isTargetSuccess)) return 207;
  if (others.length === 0) return status;
  return failures.some(({ code }) => code === 'OutcomeUnknown') ? 409 : 502;
}

function renderBackedUp(result: BackedUp, about: About): Rendered {
  const { form, results, unlisted, selection } = result;
  const { runKey } = about;
  const [only] = results;
  if (form === 'one' && only !== undefined) {
    const body = { ...renderTarget(only, about), runKey };
    return isTargetSuccess(only)
      ? render(202, body)
      : render(only.failure.status, body, toProblemHeaders(only.failure));
  }
  return render(toListStatus(result), {
    Results: results.map((one) => renderTarget(one, about)),
    Summary: countWords(results.map(({ Outcome }) => Outcome)),
    ...selection,
    ...(unlisted.length === 0
      ? {}
      : { Unlisted: unlisted.map((region) => toUnlistedProblem(region, about)) }),
    runKey,
  });
}

const renderRejected = (
  { row, detail, issues, headers, failure }: Omit<Rejected, 'kind'>,
  about: About,
): Rendered =>
  render(
    row.status,
    failure === undefined
      ? toProblem('scf-redis-backup', row, detail, about, { issues })
      : toFailureProblem(failure, about),
    { ...toProblemHeaders(failure ?? row), ...headers },
  );

/** The answer to a delivery. `instance` is the invocation's id, under which the log has its lines. */
export function toResponse(result: Result, about: About): Rendered {
  switch (result.kind) {
    case 'backedUp':
      return renderBackedUp(result, about);
    case 'answered':
      return render(result.status, result.body, result.headers);
    case 'rejected':
      return renderRejected(result, about);
    case 'crashed':
      return renderRejected({ row: CRASHED, detail: SEE_LOG }, about);
    default:
      return result satisfies never;
  }
}
