// What the SDK throws → Failure. The SDK keeps neither errno nor cause, so what is certain comes from the connection.
import type { Failure } from '../result';
import { findRow } from './error-table';

/** Anything that looks like a signature, a key or a token of the request; messages can carry whole headers. */
const SECRETS =
  /TC3-HMAC-SHA256[\s\S]*|Credential=[^,\s"]*|Signature=[^,\s"]*|\bAKID[A-Za-z0-9_-]+/g;
const MAX_MESSAGE = 300;

/** A message fit for a log: secrets out, one line, bounded. */
export const redact = (message: string): string =>
  message.replace(SECRETS, '[redacted]').replace(/\s+/g, ' ').slice(0, MAX_MESSAGE);

const makeFailure = (code: string, message: string): Failure => ({
  ...findRow(code),
  message: redact(message),
});

/** No credentials were found where SCF and the SDK put them. */
export const noCredentials = (): Failure =>
  makeFailure(
    'ClientError.NoCredentials',
    'no credentials: give the function an execution role, or set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY',
  );

/** What the SDK's HTTP library says of a header it refuses: the whole value, here a signature or a session token. */
const ILLEGAL_HEADER = /is not a legal HTTP header value/;

const illegalCredentials = (): Failure =>
  makeFailure(
    'ClientError.NoCredentials',
    'the credentials hold a character that no HTTP header may have, perhaps a line break at the end; nothing was sent',
  );

/** An answer that arrived and is not one: no `TaskId`, not JSON, not status 200. */
export const badReply = (message: string): Failure => makeFailure('ClientError.BadReply', message);

/** The fields the SDK's exception and node-fetch's errors carry; which of them, tells one from another. */
interface Thrown {
  readonly code?: unknown;
  readonly httpCode?: unknown;
  readonly requestId?: unknown;
  readonly traceId?: unknown;
  readonly type?: unknown;
}

/** The code of an API error. A socket error has its errno in `code`, but only the SDK's exception has a `traceId`. */
const apiCode = ({ code, traceId }: Thrown): string | undefined =>
  typeof code === 'string' && code !== '' && traceId !== undefined ? code : undefined;

/** The SDK reads `Response.Error` before it looks whether there is a `Response`: a TypeError means there was none. */
const isNotJson = (thrown: Error): boolean =>
  thrown instanceof TypeError || ('type' in thrown && thrown.type === 'invalid-json');

/**
 * Sorts what the SDK threw: an API error by its code; without a connection, never connected, whatever the message says;
 * a status other than 200 or JSON that is none, a bad reply; all else (time-out, hang-up, reset, abort), no reply.
 *
 * @param reachedServer whether a connection was up, so that the request may have been sent
 */
export function toFailure(thrown: unknown, reachedServer: boolean): Failure {
  if (!(thrown instanceof Error)) return makeFailure('ClientError.NoReply', String(thrown));
  const fields = thrown as Thrown;
  const code = apiCode(fields);
  if (code !== undefined) return { ...makeFailure(code, thrown.message), ...getRequestId(fields) };
  if (ILLEGAL_HEADER.test(thrown.message)) return illegalCredentials();
  if (!reachedServer) return makeFailure('ClientError.NeverConnected', thrown.message);
  if (typeof fields.httpCode === 'number')
    return badReply(`HTTP ${fields.httpCode} ${thrown.message}`);
  // The message of a JSON error repeats the start of the body; it is left out.
  if (isNotJson(thrown)) return badReply('the answer is not the JSON of an API answer');
  return makeFailure('ClientError.NoReply', thrown.message);
}

const getRequestId = ({ requestId }: Thrown): { requestId?: string } =>
  typeof requestId === 'string' && requestId !== '' ? { requestId } : {};
