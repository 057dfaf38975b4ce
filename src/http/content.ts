// What an admitted request may be, before anybody reads it: content type and size.
import type { HttpRequest, Payload } from '../delivery';
import { reject } from '../rejection';
import { hasAtMost } from '../request/payload';
import type { Rejected } from '../result';
import type { AuthenticationOptions } from './authenticate';

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

const MEDIA_TYPE = 'Send Content-Type: application/json, in UTF-8 and not compressed.';

/** Why the body of a request for a backup is not read, or undefined. */
export function checkContent(
  message: HttpRequest,
  payload: Payload,
  { WEBHOOK_AUTH, MAX_BODY_BYTES }: Pick<AuthenticationOptions, 'WEBHOOK_AUTH' | 'MAX_BODY_BYTES'>,
): Rejected | undefined {
  if (!isJson(message, WEBHOOK_AUTH !== 'platform'))
    return reject('UnsupportedMediaType', { detail: MEDIA_TYPE });
  return payload.from === 'body' && !hasAtMost(payload.body, MAX_BODY_BYTES)
    ? reject('BodyTooLarge', {
        detail: `Send at most ${MAX_BODY_BYTES} bytes (setting MAX_BODY_BYTES).`,
      })
    : undefined;
}
