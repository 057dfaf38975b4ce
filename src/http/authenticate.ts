// Authenticates a caller by a token or a signature. Without secrets the webhook is closed.
import { timingSafeEqual } from 'node:crypto';
import type { Config } from '../config';
import type { HttpRequest } from '../delivery';
import { hasAtMost } from '../request/payload';
import type { Payload } from '../triggers/trigger';
import { type Signed, verify } from './signature';
import { type Secret, sha256, type Token } from './webhook-secrets';

/** An authenticated caller, with the fingerprint of the secret. With `platform` SCF has checked the caller. */
export type Caller =
  | { readonly by: 'token' | 'signature'; readonly fingerprint: string }
  | { readonly by: 'platform' };

/** `reason` is for the log alone; every rejected caller gets the same answer, so that it reveals nothing. */
export type Admission =
  | { readonly kind: 'admitted'; readonly caller: Caller }
  | { readonly kind: 'unauthenticated'; readonly reason: string }
  | { readonly kind: 'closed' };

const rejectCaller = (reason: string): Admission => ({ kind: 'unauthenticated', reason });
const admitCaller = (by: 'token' | 'signature', { fingerprint }: Secret): Admission => ({
  kind: 'admitted',
  caller: { by, fingerprint },
});

/** Compares with the digests of all tokens, so that the time taken shows neither a length nor which one matched. */
export function findToken(token: string, tokens: readonly Token[]): Token | undefined {
  const given = sha256(token);
  const [found] = tokens.filter(({ digest }) => timingSafeEqual(given, digest));
  return found;
}

/** The value of a header; undefined when it was given more than once. */
const getSingleHeader = ({ headers, repeated }: HttpRequest, name: string): string | undefined =>
  repeated.has(name) ? undefined : headers.get(name);

/** The password of `Basic` credentials (RFC 7617). The user name before the colon is ignored. */
function parsePassword(basic: string): string | undefined {
  const text = Buffer.from(basic, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : text.slice(colon + 1);
}

/**
 * The token of `Authorization`: `Bearer` (RFC 6750 §2.1), and on GET `Basic` too, so that a browser can ask for it.
 * Only on GET, because a browser repeats `Basic` by itself, even in a request that another site makes it send.
 */
function findBearerToken(message: HttpRequest): string | undefined {
  const [, scheme = '', credentials = ''] =
    /^(bearer|basic) +([!-~]+)$/i.exec(getSingleHeader(message, 'authorization') ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return credentials;
  return scheme !== '' && message.method === 'GET' ? parsePassword(credentials) : undefined;
}

function findSignature(message: HttpRequest): Signed | undefined {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
    (name) => getSingleHeader(message, name),
  );
  if (id === undefined || timestamp === undefined || signature === undefined) return undefined;
  return { id, timestamp, signature };
}

/** A signature covers neither method nor path, so it is accepted for POST alone, which is what senders sign. */
function authenticateSignature(
  signed: Signed,
  { method }: HttpRequest,
  payload: Payload,
  { WEBHOOK_SECRETS, MAX_BODY_BYTES }: AuthenticationOptions,
  nowMs: number,
): Admission {
  if (method !== 'POST') return rejectCaller('a signature is for POST alone');
  if (payload.from !== 'body') return rejectCaller('the body did not arrive as text');
  if (!hasAtMost(payload.body, MAX_BODY_BYTES))
    return rejectCaller('the body is over MAX_BODY_BYTES, so its signature was not computed');
  const bytes = payload.body.bytes();
  if (bytes === undefined) return rejectCaller('the body is marked as base64 and is not');
  const verdict = verify(signed, bytes, WEBHOOK_SECRETS.keys, nowMs);
  return 'by' in verdict ? admitCaller('signature', verdict.by) : rejectCaller(verdict.flaw);
}

export type AuthenticationOptions = Pick<
  Config,
  'WEBHOOK_AUTH' | 'WEBHOOK_SECRETS' | 'MAX_BODY_BYTES'
>;

/** The secrets that the mode `WEBHOOK_AUTH` uses. */
function selectSecrets({
  WEBHOOK_AUTH,
  WEBHOOK_SECRETS: { tokens, keys },
}: Pick<AuthenticationOptions, 'WEBHOOK_AUTH' | 'WEBHOOK_SECRETS'>) {
  return {
    tokens: WEBHOOK_AUTH === 'signature' ? [] : tokens,
    keys: WEBHOOK_AUTH === 'bearer' ? [] : keys,
  };
}

/** Whether any caller can be authenticated: the mode uses a secret that is set, or the platform checks callers. */
export function canAuthenticate(
  settings: Pick<AuthenticationOptions, 'WEBHOOK_AUTH' | 'WEBHOOK_SECRETS'>,
): boolean {
  const { tokens, keys } = selectSecrets(settings);
  return settings.WEBHOOK_AUTH === 'platform' || tokens.length + keys.length > 0;
}

/** Authenticates a request by its token or its signature; with `platform` SCF has checked it already. */
export function authenticate(
  message: HttpRequest,
  payload: Payload,
  settings: AuthenticationOptions,
  nowMs: number,
): Admission {
  if (settings.WEBHOOK_AUTH === 'platform') return { kind: 'admitted', caller: { by: 'platform' } };
  if (!canAuthenticate(settings)) return { kind: 'closed' };
  const { tokens, keys } = selectSecrets(settings);
  const token = findBearerToken(message);
  const found = token === undefined ? undefined : findToken(token, tokens);
  if (found !== undefined) return admitCaller('token', found);
  const signed = keys.length === 0 ? undefined : findSignature(message);
  if (signed !== undefined) return authenticateSignature(signed, message, payload, settings, nowMs);
  return rejectCaller(
    token === undefined ? 'no token and no complete signature' : 'the token is unknown',
  );
}
