// WEBHOOK_SECRETS → what callers are checked by. The secrets' own texts go no further than this file.
import { createHash } from 'node:crypto';

export interface Secret {
  /** The first eight hexadecimal digits of the text's SHA-256: names the secret in a log without showing it. */
  readonly fingerprint: string;
}

/** A bearer token; its SHA-256 is enough to compare with. */
export interface Token extends Secret {
  readonly digest: Uint8Array;
}

/** A key of Standard Webhooks: HMAC-SHA256. */
export interface SigningKey extends Secret {
  readonly key: Uint8Array;
}

export interface WebhookSecrets {
  readonly tokens: readonly Token[];
  readonly keys: readonly SigningKey[];
}

const KEY_PREFIX = 'whsec_';
const MIN_TOKEN = 24;
/** In bytes; the specification's own limits. */
const [SHORTEST_KEY, LONGEST_KEY] = [24, 64];

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

const getFingerprint = (secret: string): string => sha256(secret).toString('hex').slice(0, 8);

const toToken = (secret: string): Token => ({
  digest: sha256(secret),
  fingerprint: getFingerprint(secret),
});

/** Strict base64: Node's decoder skips what it does not know, and a key would silently be another one. */
function toKey(secret: string): SigningKey {
  const key = Buffer.from(secret.slice(KEY_PREFIX.length), 'base64');
  return { key, fingerprint: getFingerprint(secret) };
}

function invalidKeyReason(secret: string): string | undefined {
  const { key } = toKey(secret);
  const isBase64 = Buffer.from(key).toString('base64') === secret.slice(KEY_PREFIX.length);
  return isBase64 && key.length >= SHORTEST_KEY && key.length <= LONGEST_KEY
    ? undefined
    : `begins with whsec_ and must go on with the base64 of ${SHORTEST_KEY} to ${LONGEST_KEY} bytes; make one with: echo "whsec_$(openssl rand -base64 32)"`;
}

function invalidTokenReason(secret: string): string | undefined {
  // `whpk_` is a public key: taken as a token, it would open the webhook to everybody who knows it.
  if (/^wh(sec|sk|pk)/i.test(secret))
    return 'looks like a key of Standard Webhooks, of which only whsec_ ones (HMAC) are supported';
  if (!/^[!-~]+$/.test(secret)) return 'must be printable ASCII, since it travels in a header';
  return secret.length >= MIN_TOKEN
    ? undefined
    : `must have at least ${MIN_TOKEN} characters; make one with: openssl rand -hex 24`;
}

const isKey = (secret: string): boolean => secret.startsWith(KEY_PREFIX);

/** Reads secrets: `whsec_` ones sign, the others are bearer tokens. A problem names the place, never the text. */
export function parseWebhookSecrets(
  secrets: readonly string[],
): { readonly value: WebhookSecrets } | { readonly problem: string } {
  for (const [index, secret] of secrets.entries()) {
    const flaw = isKey(secret) ? invalidKeyReason(secret) : invalidTokenReason(secret);
    if (flaw !== undefined) return { problem: `secret ${index + 1} of ${secrets.length} ${flaw}` };
  }
  return {
    value: {
      tokens: secrets.filter((secret) => !isKey(secret)).map(toToken),
      keys: secrets.filter(isKey).map(toKey),
    },
  };
}
