// The webhook's door: closed unless a secret is set and the request proves that it has one.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config';
import type { HttpMessage } from '../triggers/trigger';

export type Admission = 'admitted' | 'unauthenticated' | 'closed';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares digests, all of them, so that neither the length nor the place of the right one shows in the time taken. */
function isOneOf(token: string, secrets: readonly string[]): boolean {
  const given = digest(token);
  return secrets.map((secret) => timingSafeEqual(given, digest(secret))).includes(true);
}

/** `Authorization: Bearer <token>` (RFC 6750 §2.1), the scheme in any case. */
const bearerToken = ({ headers }: HttpMessage): string | undefined =>
  /^bearer +([!-~]+)$/i.exec(headers.get('authorization') ?? '')?.[1];

/** Whether a request may come in. With `platform` the gateway has checked the caller already. */
export function authenticate(
  message: HttpMessage,
  { WEBHOOK_AUTH, WEBHOOK_SECRETS }: Pick<Config, 'WEBHOOK_AUTH' | 'WEBHOOK_SECRETS'>,
): Admission {
  if (WEBHOOK_AUTH === 'platform') return 'admitted';
  if (WEBHOOK_SECRETS.length === 0) return 'closed';
  const token = bearerToken(message);
  return token !== undefined && isOneOf(token, WEBHOOK_SECRETS) ? 'admitted' : 'unauthenticated';
}
