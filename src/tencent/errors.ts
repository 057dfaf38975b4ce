// What the SDK throws → Failure. The SDK keeps neither errno nor cause, so the connection tells whether it was reached.
import type { Failure } from '../result';
import { hideValues, REDACTED } from './credentials';
import { findRow } from './error-table';

/** Matches signatures, keys and tokens, because an error message can contain whole request headers. */
const SECRETS =
  /TC3-HMAC-SHA256[\s\S]*|Credential=[^,\s"]*|Signature=[^,\s"]*|\bAKID[A-Za-z0-9_-]+/g;
const MAX_MESSAGE = 300;

/** Makes a message safe to log: without secrets, on one line, of bounded length; a part of a secret is one too. */
export const redact = (message: string, values: readonly string[] = []): string =>
  hideValues(message, values).replace(SECRETS, REDACTED).replace(/\s+/g, ' ').slice(0, MAX_MESSAGE);

const makeFailure = (code: string, message: string, values: readonly string[] = []): Failure => ({
  ...findRow(redact(code, values)),
  message: redact(message, values),
});

export const noCredentials = (): Failure =>
  makeFailure(
    'ClientError.NoCredentials',
    'no credentials: give the function an execution role, or set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY',
  );

/** The HTTP library's error for a header value it refuses. It quotes the value, here a secret, so it is replaced. */
const ILLEGAL_HEADER = /is not a legal HTTP header value/;

const illegalCredentials = (): Failure =>
  makeFailure(
    'ClientError.NoCredentials',
    'the credentials hold a character that no HTTP header may have, perhaps a line break at the end; nothing was sent',
  );

/** Something arrived that is no API answer: without `TaskId`, not JSON, or not status 200. */
export const badReply = (message: string, values?: readonly string[]): Failure =>
  makeFailure('ClientError.BadReply', message, values);

/** Fields of the SDK's exception and of node-fetch's errors. Which of them exist tells the two apart. */
interface Thrown {
  readonly code?: unknown;
  readonly httpCode?: unknown;
  readonly requestId?: unknown;
  readonly traceId?: unknown;
  readonly type?: unknown;
}

/** The code of an API error. A socket error has its errno in `code`, but only the SDK's exception has a `traceId`. */
const getApiCode = ({ code, traceId }: Thrown): string | undefined =>
  typeof code === 'string' && code !== '' && traceId !== undefined ? code : undefined;

/** The SDK reads `Response.Error` without checking for a `Response`, so a TypeError means that there was none. */
const isNotJson = (thrown: Error): boolean =>
  thrown instanceof TypeError || ('type' in thrown && thrown.type === 'invalid-json');

/**
 * Converts what the SDK threw. An API error keeps its code; without a connection it is `NeverConnected`, whatever the
 * message says; a status other than 200 or invalid JSON is `BadReply`; a time-out, hang-up or reset is `NoReply`.
 *
 * @param reachedServer whether a connection was ever up, so that the request may have been sent
 * @param values of the credential in use, which nothing of a failure may show
 */
export function toFailure(
  thrown: unknown,
  reachedServer: boolean,
  values: readonly string[] = [],
): Failure {
  if (!(thrown instanceof Error)) return makeFailure('ClientError.NoReply', String(thrown), values);
  const fields = thrown as Thrown;
  const { message } = thrown;
  const code = getApiCode(fields);
  if (code !== undefined)
    return { ...makeFailure(code, message, values), ...getRequestId(fields, values) };
  if (ILLEGAL_HEADER.test(message)) return illegalCredentials();
  if (!reachedServer) return makeFailure('ClientError.NeverConnected', message, values);
  if (typeof fields.httpCode === 'number')
    return badReply(`HTTP ${fields.httpCode} ${message}`, values);
  // The message of a JSON error repeats the start of the body, so it is left out.
  if (isNotJson(thrown)) return badReply('the answer is not the JSON of an API answer');
  return makeFailure('ClientError.NoReply', message, values);
}

const getRequestId = ({ requestId }: Thrown, values: readonly string[]): { requestId?: string } =>
  typeof requestId === 'string' && requestId !== '' ? { requestId: redact(requestId, values) } : {};
