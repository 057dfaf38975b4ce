// Standard Webhooks 1.0, symmetric signatures: https://github.com/standard-webhooks/standard-webhooks, spec/.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SigningKey } from './webhook-secrets';

const TOLERANCE_SECONDS = 300;
/** The most characters of a `webhook-signature`: 41 signatures of 47 characters with spaces between them. */
const MAX_LIST = 2000;

/** No dot, so that `id.timestamp.body` is unambiguous. No comma, so that two joined headers are not taken for one. */
const ID = /^[!-+\-/-~]{1,255}$/;
const TIMESTAMP = /^[1-9]\d{0,10}$/;
/** HMAC-SHA256, 44 characters in base64. Whatever else is listed with it is skipped, as the official libraries do. */
const VERSION_1 = /^v1,[A-Za-z0-9+/]{43}=$/;

export interface Signed {
  readonly id: string;
  readonly timestamp: string;
  /** A list of `v1,<base64>`, separated by single spaces. */
  readonly signature: string;
}

/** `flaw` says why a signature was rejected. It is for the log alone, so that a caller learns nothing from it. */
export type Verdict = { readonly by: SigningKey } | { readonly flaw: string };

/** The signature of a message: HMAC-SHA256 over `id.timestamp.body`, the body as it was received. */
export const sign = (
  { key }: Pick<SigningKey, 'key'>,
  id: string,
  timestamp: string,
  body: Uint8Array,
): string =>
  `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;

function invalidReason({ id, timestamp, signature }: Signed, nowMs: number): string | undefined {
  if (!ID.test(id)) return 'webhook-id is malformed';
  if (!TIMESTAMP.test(timestamp)) return 'webhook-timestamp is malformed';
  const age = Math.floor(nowMs / 1000) - Number(timestamp);
  if (Math.abs(age) > TOLERANCE_SECONDS) return `webhook-timestamp is ${age} seconds old`;
  return signature.length > MAX_LIST ? 'webhook-signature is too long' : undefined;
}

/** Compares every key with every signature and never stops early, so that the time taken does not show what matched. */
export function verify(
  signed: Signed,
  body: Uint8Array,
  keys: readonly SigningKey[],
  nowMs: number,
): Verdict {
  const flaw = invalidReason(signed, nowMs);
  if (flaw !== undefined) return { flaw };
  const { id, timestamp, signature } = signed;
  const signatures = signature.split(' ').filter((part) => VERSION_1.test(part));
  const matching = keys.filter((key) => {
    const expected = Buffer.from(sign(key, id, timestamp, body));
    return signatures.filter((one) => timingSafeEqual(Buffer.from(one), expected)).length > 0;
  });
  const [by] = matching;
  return by === undefined ? { flaw: 'no signature matches a whsec_ secret' } : { by };
}
