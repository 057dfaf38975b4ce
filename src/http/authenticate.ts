// Who is calling: closed unless a secret is set and the request proves that its sender has one.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Caller, HttpRequest, Payload } from '../delivery';
import { reject } from '../rejection';
import { hasAtMost } from '../request/payload';
import type { Rejected } from '../result';
import { type Signed, verify } from './signature';
import type { Secret, Token, WebhookSecrets } from './webhook-secrets';

/** Every caller who is not let in gets the same answer; the reason is for the log alone. */
export type Admission = { readonly kind: 'admitted'; readonly caller: Caller } | Rejected;

/** `Basic` comes first: some browsers read no further, and it is theirs. The same in every mode, so it tells nothing. */
const CHALLENGE = 'Basic realm="scf-redis-backup", Bearer';

const CLOSED =
  'the setting WEBHOOK_SECRETS holds no secret that WEBHOOK_AUTH makes use of, so no webhook is let in';

const rejectCaller = (reason: string): Rejected =>
  reject('Unauthenticated', { reason, headers: { 'WWW-Authenticate': CHALLENGE } });

const admitCaller = (by: 'token' | 'signature', { fingerprint }: Secret): Admission => ({
  kind: 'admitted',
  caller: { by, fingerprint },
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
  if (payload.from !== 'body' || payload.body.isParsed === true)
    return rejectCaller('the body did not arrive as text');
  if (!hasAtMost(payload.body, MAX_BODY_BYTES))
    return rejectCaller('the body is over MAX_BODY_BYTES, so its signature was not computed');
  const bytes = payload.body.bytes();
  if (bytes === undefined) return rejectCaller('the body is marked as base64 and is not');
  const verdict = verify(signed, bytes, WEBHOOK_SECRETS.keys, nowMs);
  return 'by' in verdict ? admitCaller('signature', verdict.by) : rejectCaller(verdict.flaw);
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
  const token = findBearerToken(message);
  const found = token === undefined ? undefined : findToken(token, tokens);
  if (found !== undefined) return admitCaller('token', found);
  const signed = keys.length === 0 ? undefined : findSignature(message);
  if (signed !== undefined) return authenticateSignature(signed, message, payload, settings, nowMs);
  return rejectCaller(
    token === undefined ? 'no token and no complete signature' : 'the token is unknown',
  );
}
