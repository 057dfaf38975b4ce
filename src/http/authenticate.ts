// Who is calling: closed unless a secret is set and the request proves that its sender has one.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Caller, HttpRequest, Payload } from '../delivery';
import { reject } from '../rejection';
import { hasAtMost } from '../request/payload';
import type { Rejected } from '../result';
import { isReading } from './routes';
import { type Signed, verify } from './signature';
import type { Secret, Token, WebhookSecrets } from './webhook-secrets';

/** Every caller who is not let in gets the same answer; the reason is for the log alone. */
export type Admission = { readonly kind: 'admitted'; readonly caller: Caller } | Rejected;

const CLOSED =
  'the setting WEBHOOK_SECRETS holds no secret that WEBHOOK_AUTH makes use of, so no webhook is let in';

const BEARER = 'Bearer realm="scf-redis-backup"';

/**
 * What may be sent instead (RFC 9110 §11.6.1). It is the same in every mode, so it tells nothing. `Basic` comes first where
 * it is taken, because some browsers read no further. Elsewhere it is left out, so that no browser asks for a password.
 */
const toChallenge = (method: string): string =>
  isReading(method) ? `Basic realm="scf-redis-backup", ${BEARER}` : BEARER;

const toCaller = (by: 'token' | 'signature', { fingerprint }: Secret): Caller => ({
  by,
  fingerprint,
});

/** Compares with the digests of all tokens, so that the time taken shows neither a length nor which one matched. */
export function findToken(token: string, tokens: readonly Token[]): Token | undefined {
  const given = createHash('sha256').update(token).digest();
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
 * The token of `Authorization`: `Bearer` (RFC 6750 §2.1), and where nothing is started `Basic` too, so that a browser can
 * ask for it. Only there, because a browser repeats `Basic` by itself, even in a request that another site makes it send.
 */
function findBearerToken(message: HttpRequest): string | undefined {
  const [, scheme = '', credentials = ''] =
    /^(bearer|basic) +([!-~]+)$/i.exec(getSingleHeader(message, 'authorization') ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return credentials;
  return scheme !== '' && isReading(message.method) ? parsePassword(credentials) : undefined;
}

function findSignature(message: HttpRequest): Signed | undefined {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
    (name) => getSingleHeader(message, name),
  );
  if (id === undefined || timestamp === undefined || signature === undefined) return undefined;
  return { id, timestamp, signature };
}

/** Who signed, or why it is not believed. A signature covers neither method nor path, so it is for POST, as senders sign it. */
function findSigner(
  signed: Signed,
  { method }: HttpRequest,
  payload: Payload,
  { WEBHOOK_SECRETS, MAX_BODY_BYTES }: AuthenticationOptions,
  nowMs: number,
): Caller | string {
  if (method !== 'POST') return 'a signature is for POST alone';
  if (payload.from !== 'body' || payload.body.isParsed === true)
    return 'the body did not arrive as text';
  if (!hasAtMost(payload.body, MAX_BODY_BYTES))
    return 'the body is over MAX_BODY_BYTES, so its signature was not computed';
  const bytes = payload.body.bytes();
  if (bytes === undefined) return 'the body is marked as base64 and is not';
  const verdict = verify(signed, bytes, WEBHOOK_SECRETS.keys, nowMs);
  return 'by' in verdict ? toCaller('signature', verdict.by) : verdict.flaw;
}

export interface AuthenticationOptions {
  readonly WEBHOOK_AUTH: 'bearer' | 'signature' | 'both' | 'platform';
  readonly WEBHOOK_SECRETS: WebhookSecrets;
  readonly MAX_BODY_BYTES: number;
}

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

/** Who sent a request, by its token or its signature, or why its sender is not known. */
function findCaller(
  message: HttpRequest,
  payload: Payload,
  settings: AuthenticationOptions,
  nowMs: number,
): Caller | string {
  const { tokens, keys } = selectSecrets(settings);
  const token = findBearerToken(message);
  const found = token === undefined ? undefined : findToken(token, tokens);
  if (found !== undefined) return toCaller('token', found);
  const signed = findSignature(message);
  if (signed !== undefined)
    return keys.length === 0
      ? 'a signature, and no secret in use begins with whsec_, so that none verifies it'
      : findSigner(signed, message, payload, settings, nowMs);
  return token === undefined ? 'no token and no complete signature' : 'the token is unknown';
}

/** Authenticates a request by its token or its signature; with `platform` SCF has checked it, except behind a load balancer. */
export function authenticate(
  message: HttpRequest,
  payload: Payload,
  settings: AuthenticationOptions,
  nowMs: number,
): Admission {
  if (settings.WEBHOOK_AUTH === 'platform' && message.isUnchecked !== true)
    return { kind: 'admitted', caller: { by: 'platform' } };
  const { tokens, keys } = selectSecrets(settings);
  if (tokens.length + keys.length === 0) return reject('WebhookClosed', { reason: CLOSED });
  const caller = findCaller(message, payload, settings, nowMs);
  if (typeof caller !== 'string') return { kind: 'admitted', caller };
  const headers = { 'WWW-Authenticate': toChallenge(message.method) };
  return reject('Unauthenticated', { reason: caller, headers });
}
