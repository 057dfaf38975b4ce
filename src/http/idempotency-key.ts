// A webhook's run key, read after authentication because only then its origin is known. Reasons: docs/idempotency.md.

import type { Caller, HttpRequest, RunKey } from '../delivery';
import { invalid, type Parsed } from '../request/issues';

const KEY = /^[\x21-\x7e]{1,255}$/;
const GRAMMAR = 'must be given once, as 1 to 255 printable ASCII characters without spaces';
const UNSIGNED =
  'is not covered by the signature, and so cannot name the run; leave it out, webhook-id does';

// draft-ietf-httpapi-idempotency-key-header defines a quoted string, but most clients send the value without quotes.
const unquote = (value: string): string => value.replace(/^"(.*)"$/, '$1');

/** The whole value of a key header, or an issue; undefined when the header is not given. */
function parseKeyHeader(
  name: string,
  { headers, repeated }: HttpRequest,
): Parsed<string> | undefined {
  const given = headers.get(name.toLowerCase());
  if (given === undefined && !repeated.has(name.toLowerCase())) return undefined;
  const value = unquote(given ?? '');
  return KEY.test(value) && !repeated.has(name.toLowerCase())
    ? { ok: true, value }
    : invalid({ path: name, message: GRAMMAR });
}

const toRunKey = (name: string, value: string): Parsed<RunKey> => ({
  ok: true,
  value: { value: `${name.toLowerCase()} ${value}`, chosenBy: 'caller' },
});

/**
 * The run key of an authenticated request: `Idempotency-Key`, else `webhook-id`, else none. With a signature it is
 * `webhook-id` alone, which is signed: with any other key, whoever has caught a signed request could replay it.
 */
export function readIdempotencyKey(
  message: HttpRequest,
  caller: Caller,
): Parsed<RunKey | undefined> {
  const key = parseKeyHeader('Idempotency-Key', message);
  const id = parseKeyHeader('webhook-id', message);
  if (key?.ok === false) return key;
  if (id?.ok === false) return id;
  const isUnsigned = caller.by === 'signature' && key !== undefined && key.value !== id?.value;
  if (isUnsigned) return invalid({ path: 'Idempotency-Key', message: UNSIGNED });
  if (key !== undefined && caller.by !== 'signature') return toRunKey('Idempotency-Key', key.value);
  return id === undefined ? { ok: true, value: undefined } : toRunKey('webhook-id', id.value);
}
