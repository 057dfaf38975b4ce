// Standard Webhooks 1.0, symmetric signatures: https://github.com/standard-webhooks/standard-webhooks, spec/.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SigningKey } from './webhook-secrets';

const TOLERANCE_SECONDS = 300;
/** Of a whole `webhook-signature`: room for some forty signatures. */
const MAX_LIST = 2000;

/** No dot: `id.timestamp.body` must have one reading. No comma: two headers joined into one are no id. */
const ID = /^[!-+\-/-~]{1,255}$/;
const TIMESTAMP = /^[1-9]\d{0,10}$/;
/** `v1` is HMAC-SHA256, whose base64 has 44 characters; signatures of other versions may stand beside it. */
const VERSION_1 = /^v1,[A-Za-z0-9+/]{43}=$/;
const OTHER_VERSION = /^v(?!1,)\d{1,3}[a-z]{0,8},[A-Za-z0-9+/=_-]+$/;

export interface Signed {
  readonly id: string;
  readonly timestamp: string;
  /** The list: `v1,<base64>`, separated by single spaces. */
  readonly signature: string;
}

/** `flaw` is for the log; a caller is told nothing. */
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
  const isList =
    signature.length <= MAX_LIST &&
    signature.split(' ').every((one) => VERSION_1.test(one) || OTHER_VERSION.test(one));
  return isList ? undefined : 'webhook-signature is malformed';
}

/** Every key against every signature, to the end: the time does not tell which of them matched, or where. */
export function verify(
  signed: Signed,
  body: Uint8Array,
  keys: readonly SigningKey[],
  nowMs: number,
): Verdict {
  const flaw = invalidReason(signed, nowMs);
  if (flaw !== undefined) return { flaw };
  const { id, timestamp, signature } = signed;
  const given = signature.split(' ').filter((one) => VERSION_1.test(one));
  const matching = keys.filter((key) => {
    const expected = Buffer.from(sign(key, id, timestamp, body));
    return given.filter((one) => timingSafeEqual(Buffer.from(one), expected)).length > 0;
  });
  const [by] = matching;
  return by === undefined ? { flaw: 'no signature matches a whsec_ secret' } : { by };
}
