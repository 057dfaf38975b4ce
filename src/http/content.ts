// What an admitted request may be, before anybody reads it: content type and size.
import type { Config } from '../config';
import type { HttpRequest } from '../delivery';
import type { Result } from '../ending';
import { hasAtMost } from '../request/payload';
import type { Payload } from '../triggers/trigger';

const JSON_TYPE = /^application\/([\w.!#$&^-]+\+)?json(\s*;\s*charset=("utf-8"|utf-8))?$/i;

/**
 * A missing type is taken as JSON, as many small clients leave it out. Not with `platform`: there, a page in a browser
 * inside the network could send such a body without asking first (CORS), and nothing else would stop it.
 */
function isJson({ headers, repeated }: HttpRequest, mayBeMissing: boolean): boolean {
  const type = headers.get('content-type');
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (repeated.has('content-type') || encoding.toLowerCase() !== 'identity') return false;
  return type === undefined ? mayBeMissing : JSON_TYPE.test(type);
}

/** The ending of a request for a backup that is not read, or undefined. */
export function checkContent(
  message: HttpRequest,
  payload: Payload,
  { WEBHOOK_AUTH, MAX_BODY_BYTES }: Pick<Config, 'WEBHOOK_AUTH' | 'MAX_BODY_BYTES'>,
): Result | undefined {
  if (!isJson(message, WEBHOOK_AUTH !== 'platform')) return { kind: 'wrong media type' };
  return payload.from === 'body' && !hasAtMost(payload.body, MAX_BODY_BYTES)
    ? { kind: 'too large', mostBytes: MAX_BODY_BYTES }
    : undefined;
}
