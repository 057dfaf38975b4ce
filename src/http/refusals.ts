// What an admitted caller did wrong over HTTP, and the remedy. Few requests are wrong, so it is loaded with the first.
import { reject } from '../rejection';
import { invalid, type Parsed } from '../request/issues';
import type { Rejected } from '../result';

export function noSuchRoute(): Rejected {
  return reject('NoSuchRoute', {
    detail:
      'POST starts a backup; GET …/coverage, …/backups, …/tasks/{TaskId} and …/health only read.',
  });
}

/** @param allow every method of the resource (RFC 9110 §15.5.6) */
export function wrongMethod(allow: string): Rejected {
  return reject('MethodNotAllowed', { detail: `Use ${allow}.`, headers: { Allow: allow } });
}

/** The answer says what is accepted (RFC 9110 §15.5.16). */
export function wrongContent(isEncoded: boolean): Rejected {
  return reject('UnsupportedMediaType', {
    detail: 'Send Content-Type: application/json, in UTF-8 and not compressed.',
    headers: isEncoded ? { 'Accept-Encoding': 'identity' } : { Accept: 'application/json' },
  });
}

export function tooLarge(maxBytes: number): Rejected {
  return reject('BodyTooLarge', {
    detail: `Send at most ${maxBytes} bytes (setting MAX_BODY_BYTES).`,
  });
}

const KEY_FLAWS = {
  grammar: 'must be given once: 1 to 255 printable ASCII characters, with spaces only in quotes',
  unsigned:
    'is not covered by the signature, and so cannot name the run; leave it out, webhook-id does',
  'other header': 'is not read; send Idempotency-Key',
};

export function wrongKey(name: string, flaw: keyof typeof KEY_FLAWS): Parsed<never> {
  return invalid({ path: name, message: KEY_FLAWS[flaw] });
}
