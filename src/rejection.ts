// Why a delivery was turned away before or without a backup: one row a reason, like a code of the API.
import { formatIssues, type Issue } from './request/issues';
import type { Failure, Rejected, RejectionRow } from './result';

/** What a caller can correct is a warning. What the operator has to correct is an error. */
const row = (status: number, title: string, retryable = false): Omit<RejectionRow, 'code'> => ({
  status,
  retryable,
  logLevel: status < 500 ? 'warn' : 'error',
  title,
});

// biome-ignore format: a table is read by its columns
export const REJECTIONS = {
  ValidationFailed:     row(400, 'The request is not valid.'),
  TimerTimeIsAhead:     row(400, 'The timer event is ahead of its time.'),
  TimerTimeIsOld:       row(400, 'The timer event is too old.'),
  Unauthenticated:      row(401, 'Authentication failed.'),
  NotAllowed:           row(403, 'The settings do not allow this request.'),
  NoSuchRoute:          row(404, 'There is nothing at this path.'),
  MethodNotAllowed:     row(405, 'Not with this method.'),
  BodyTooLarge:         row(413, 'The body is too large.'),
  UnsupportedMediaType: row(415, 'The body is not JSON.'),
  NothingSelected:      row(422, 'The selector finds no instance.'),
  Misconfigured:        row(500, 'The function is misconfigured.'),
  WebhookClosed:        row(503, 'This webhook is not open.'),
  DeadlineTooNear:      row(503, 'The time limit was too near.', true),
} as const;

export type RejectionCode = keyof typeof REJECTIONS;

export const SEE_LOG = 'The operator finds the reason in the function log under this instance id.';

/** A rejection with the row of its code. Without a detail, the caller is sent to the operator's log. */
export const reject = (
  code: RejectionCode,
  { detail = SEE_LOG, ...rest }: Partial<Omit<Rejected, 'kind' | 'row'>> = {},
): Rejected => ({ kind: 'rejected', row: { code, ...REJECTIONS[code] }, detail, ...rest });

/** Characters of a detail: a caller chooses the names of unknown fields, which are quoted in it. */
const MAX_DETAIL = 500;

/** A rejection whose detail is its issues; the log has more of them than the caller. */
export const rejectIssues = (code: RejectionCode, issues: readonly Issue[]): Rejected => {
  const reason = formatIssues(issues);
  return reject(code, { detail: reason.slice(0, MAX_DETAIL), reason, issues });
};

/** A question that the API did not let be answered. */
export const rejectUnread = (failure: Failure): Rejected => ({
  kind: 'rejected',
  row: { ...failure, logLevel: 'error' },
  detail: failure.status >= 500 ? failure.title : failure.message,
  reason: failure.message,
  failure,
});
