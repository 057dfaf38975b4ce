// Ending → HTTP answer: the only place where an outcome gets a status.
import type { Result } from '../ending';
import { isSuccess, NOTHING_SELECTED } from '../fine';
import { formatIssues } from '../request/issues';
import type { Failure } from '../result';
import { isTargetSuccess, type TargetResult } from '../result';
import { countWords } from '../summary';
import {
  CONTENT_TYPE,
  type Problem,
  toOwnProblem,
  toProblem,
  toTargetProblem,
  toUnlistedProblem,
} from './problem';

/** What an HTTP gateway of SCF takes as an answer; all four fields, always, so that none of them guesses. */
export interface HttpResponse {
  readonly isBase64Encoded: false;
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const OWN = {
  invalid: { code: 'ValidationFailed', status: 400, title: 'The request is not valid.' },
  forbidden: { code: 'NotAllowed', status: 403, title: 'The settings do not allow this request.' },
  unauthenticated: { code: 'Unauthenticated', status: 401, title: 'Authentication failed.' },
  'nothing selected': {
    code: 'NothingSelected',
    status: 422,
    title: 'The selector finds no instance.',
  },
  closed: { code: 'WebhookClosed', status: 503, title: 'This webhook is not open.' },
  'no such route': { code: 'NoSuchRoute', status: 404, title: 'There is nothing at this path.' },
  'wrong method': { code: 'MethodNotAllowed', status: 405, title: 'Not with this method.' },
  'wrong media type': { code: 'UnsupportedMediaType', status: 415, title: 'The body is not JSON.' },
  'too large': { code: 'BodyTooLarge', status: 413, title: 'The body is too large.' },
  misconfigured: { code: 'Misconfigured', status: 500, title: 'The function is misconfigured.' },
  deferred: { code: 'DeadlineTooNear', status: 503, title: 'The time limit was too near.' },
  crashed: { code: 'InternalFault', status: 500, title: 'The function failed.' },
} as const;

/** `Basic` comes first: some browsers read no further, and it is theirs. The same in every mode, so it tells nothing. */
const CHALLENGE = 'Basic realm="scf-redis-backup", Bearer';

const SEE_LOG = 'The operator finds the reason in the function log under this instance id.';

const renderProblem = (problem: Problem, headers: Record<string, string> = {}): Reply => ({
  status: problem.status,
  body: problem,
  headers: { 'Content-Type': CONTENT_TYPE, ...headers },
});

const renderFailure = (
  body: object,
  { status, retryAfterSeconds: wait }: Pick<Failure, 'status' | 'retryAfterSeconds'>,
): Reply => ({
  status,
  body,
  headers: {
    'Content-Type': CONTENT_TYPE,
    ...(wait === undefined ? {} : { 'Retry-After': String(wait) }),
  },
});

/** The wire form of one target: the API's own names on success, a problem otherwise. */
function renderTarget(result: TargetResult, instance: string): object {
  if (!isTargetSuccess(result)) {
    const problem = toTargetProblem(result, result.Outcome, result.failure, instance);
    if (result.Outcome !== 'failed') return problem;
    const { TaskId, TaskMessage } = result;
    return { ...problem, TaskId, TaskMessage };
  }
  const { InstanceId, Region, Outcome, ...proof } = result;
  return { ...proof, InstanceId, Region, Outcome };
}

function renderOne(result: TargetResult, instance: string): Reply {
  if (isTargetSuccess(result)) return { status: 202, body: renderTarget(result, instance) };
  return renderFailure(renderTarget(result, instance), result.failure);
}

function renderMany(ending: Extract<Result, { kind: 'backed up' }>, instance: string): Reply {
  const { results, unlisted = [] } = ending;
  return {
    status: isSuccess(ending) ? 202 : 207,
    body: {
      Results: results.map((result) => renderTarget(result, instance)),
      Summary: countWords(results.map(({ Outcome }) => Outcome)),
      ...(unlisted.length === 0
        ? {}
        : { Unlisted: unlisted.map((region) => toUnlistedProblem(region, instance)) }),
    },
  };
}

/** The status and the body of an ending, for every trigger. `instance` is the invocation's id. */
export function toReply(ending: Result, instance: string): Reply {
  const own = (
    kind: keyof typeof OWN,
    detail: string,
    extra: { issues?: Problem['issues']; headers?: Record<string, string> } = {},
  ): Reply => renderProblem(toOwnProblem(OWN[kind], detail, instance, extra.issues), extra.headers);
  switch (ending.kind) {
    case 'backed up': {
      const [only] = ending.results;
      return ending.form === 'one' && only !== undefined
        ? renderOne(only, instance)
        : renderMany(ending, instance);
    }
    case 'coverage':
    case 'task':
    case 'backups':
      return ending.reply(instance);
    case 'unread':
      return renderFailure(toProblem(ending.failure, instance), ending.failure);
    case 'nothing selected':
      return own(ending.kind, NOTHING_SELECTED);
    case 'healthy':
      return { status: 200, body: { version: ending.version } };
    case 'invalid':
    case 'forbidden':
      return own(ending.kind, formatIssues(ending.issues).slice(0, 500), { issues: ending.issues });
    case 'unauthenticated':
      return own(ending.kind, SEE_LOG, { headers: { 'WWW-Authenticate': CHALLENGE } });
    case 'wrong media type':
      return own(ending.kind, 'Send Content-Type: application/json, in UTF-8 and not compressed.');
    case 'too large':
      return own(ending.kind, `Send at most ${ending.mostBytes} bytes (setting MAX_BODY_BYTES).`);
    case 'wrong method':
      return own(ending.kind, `Use ${ending.allow}.`, { headers: { Allow: ending.allow } });
    case 'no such route':
      return own(
        ending.kind,
        'POST starts a backup; GET …/coverage, …/backups, …/tasks/{TaskId} and …/health answer.',
      );
    case 'closed':
    case 'misconfigured':
    case 'deferred':
    case 'crashed':
      return own(ending.kind, SEE_LOG);
    default:
      return ending satisfies never;
  }
}

/** The ending as an HTTP gateway of SCF expects it. */
export function toResponse(ending: Result, instance: string): HttpResponse {
  const { status, body, headers, page } = toReply(ending, instance);
  const shown = page?.();
  return {
    isBase64Encoded: false,
    statusCode: status,
    headers: {
      ...(shown?.headers ?? { 'Content-Type': 'application/json' }),
      'Cache-Control': 'no-store',
      ...headers,
    },
    body: shown?.html ?? JSON.stringify(body),
  };
}

/** A status and a JSON body; `retryAfterSeconds` becomes `Retry-After`. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The same for a person, where a browser asked; not every reader of a reply wants it. */
  page?(): Page;
}

export interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}
