// A webhook's run key, read after authentication because only then its origin is known. Reasons: docs/once-only.md.

import type { Caller, HttpRequest, RunKey } from '../delivery';
import type { Parsed } from '../request/issues';
import { wrongKey } from './refusals';

/** A text without quotes, as most clients send it. */
const BARE = /^[!#-~]+$/;
/** An item that is a string, and its parameters (RFC 8941 §3.3), as draft-ietf-httpapi-idempotency-key-header has it. */
const STRING =
  /^"((?:[ !#-[\]-~]|\\["\\])+)"(?:; *[a-z*][\w.*-]*(?:=(?:"(?:[^"\\]|\\.)*"|[^ ",;]+))?)*$/;
const MAX_KEY = 255;

/** The text that a header means; undefined when it is neither a string in quotes nor a text without any. */
function parseKey(given: string): string | undefined {
  const [value] = BARE.exec(given) ?? [STRING.exec(given)?.[1]?.replace(/\\(.)/g, '$1')];
  return value === undefined || value.length > MAX_KEY ? undefined : value;
}

/** The value of a key header, or an issue; undefined when the header is not given. */
function parseKeyHeader(
  name: string,
  { headers, repeated }: HttpRequest,
): Parsed<string> | undefined {
  const [given, isRepeated] = [headers.get(name.toLowerCase()), repeated.has(name.toLowerCase())];
  if (given === undefined && !isRepeated) return undefined;
  const value = isRepeated ? undefined : parseKey(given ?? '');
  return value === undefined ? wrongKey(name, 'grammar') : { ok: true, value };
}

const toRunKey = (name: string, value: string): Parsed<RunKey> => ({
  ok: true,
  value: { value: `${name} ${value}`, chosenBy: 'caller' },
});

/**
 * The run key of an authenticated request: `Idempotency-Key`, else `webhook-id`, else none. With a signature it is
 * `webhook-id` alone, which is signed: with any other key, whoever has caught a signed request could replay it.
 */
export function readIdempotencyKey(
  message: HttpRequest,
  caller: Caller,
): Parsed<RunKey | undefined> {
  // A caller who sends it believes that a repetition is safe.
  if (message.headers.has('x-idempotency-key'))
    return wrongKey('X-Idempotency-Key', 'other header');
  const key = parseKeyHeader('Idempotency-Key', message);
  const id = parseKeyHeader('webhook-id', message);
  if (key?.ok === false) return key;
  if (id?.ok === false) return id;
  const isUnsigned = caller.by === 'signature' && key !== undefined && key.value !== id?.value;
  if (isUnsigned) return wrongKey('Idempotency-Key', 'unsigned');
  if (key !== undefined && caller.by !== 'signature') return toRunKey('idempotency-key', key.value);
  return id === undefined ? { ok: true, value: undefined } : toRunKey('webhook-id', id.value);
}
