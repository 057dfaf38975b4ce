// A webhook's run key: only what its sender vouched for, so it is read behind the door. Reasons: docs/idempotency.md.

import type { Caller, HttpRequest, RunKey } from '../delivery';
import { invalid, type Parsed } from '../request/issues';

const KEY = /^[\x21-\x7e]{1,255}$/;
const GRAMMAR = 'must be given once, as 1 to 255 printable ASCII characters without spaces';
const UNSIGNED =
  'is not covered by the signature, and so cannot name the run; leave it out, webhook-id does';

// Draft-ietf-httpapi-idempotency-key-header makes the value a quoted string; most clients send it bare.
const unquoted = (value: string): string => value.replace(/^"(.*)"$/, '$1');

/** Undefined: not given. Never a part of what was given. */
function parseKeyHeader(
  name: string,
  { headers, repeated }: HttpRequest,
): Parsed<string> | undefined {
  const given = headers.get(name.toLowerCase());
  if (given === undefined && !repeated.has(name.toLowerCase())) return undefined;
  const value = unquoted(given ?? '');
  return KEY.test(value) && !repeated.has(name.toLowerCase())
    ? { ok: true, value }
    : invalid({ path: name, message: GRAMMAR });
}

const toRunKey = (name: string, value: string): Parsed<RunKey> => ({
  ok: true,
  value: { value: `${name.toLowerCase()} ${value}`, chosenBy: 'caller' },
});

/**
 * The run key of an admitted request: `Idempotency-Key`, else `webhook-id`, else none. Behind a signature it is
 * `webhook-id` alone: whoever has caught a signed request could send it again under a key of his own.
 */
export function readIdempotencyKey(
  message: HttpRequest,
  caller: Caller,
): Parsed<RunKey | undefined> {
  const key = parseKeyHeader('Idempotency-Key', message);
  const id = parseKeyHeader('webhook-id', message);
  if (key?.ok === false) return key;
  if (id?.ok === false) return id;
  const isForeign = caller.by === 'signature' && key !== undefined && key.value !== id?.value;
  if (isForeign) return invalid({ path: 'Idempotency-Key', message: UNSIGNED });
  if (key !== undefined && caller.by !== 'signature') return toRunKey('Idempotency-Key', key.value);
  return id === undefined ? { ok: true, value: undefined } : toRunKey('webhook-id', id.value);
}
