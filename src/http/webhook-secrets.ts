// WEBHOOK_SECRETS → tokens and signing keys. The texts of the secrets do not leave this file.
import { createHash } from 'node:crypto';
import { describeFlaw } from './secret-flaws';
import {
  MAX_KEY_BYTES,
  MIN_DIFFERENT,
  MIN_KEY_BYTES,
  MIN_TOKEN,
  type SecretFlaw,
} from './secret-limits';

export interface Secret {
  /** The first eight hexadecimal digits of the text's SHA-256, which name the secret in the log without showing it. */
  readonly fingerprint: string;
}

/** A bearer token. Its SHA-256 is kept instead of the text, and suffices for comparing. */
export interface Token extends Secret {
  readonly digest: Uint8Array;
}

/** A symmetric key of Standard Webhooks, for HMAC-SHA256. */
export interface SigningKey extends Secret {
  readonly key: Uint8Array;
}

export interface WebhookSecrets {
  readonly tokens: readonly Token[];
  readonly keys: readonly SigningKey[];
}

const KEY_PREFIX = 'whsec_';
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

const getFingerprint = (secret: string): string => sha256(secret).toString('hex').slice(0, 8);

const toToken = (secret: string): Token => ({
  digest: sha256(secret),
  fingerprint: getFingerprint(secret),
});

function toKey(secret: string): SigningKey {
  const key = Buffer.from(secret.slice(KEY_PREFIX.length), 'base64');
  return { key, fingerprint: getFingerprint(secret) };
}

/** Checks the base64 by encoding it again: Node's decoder skips other characters, which would give another key. */
function findKeyFlaw(secret: string): SecretFlaw | undefined {
  const { key } = toKey(secret);
  const bytes = Buffer.from(key);
  const isBase64 = bytes.toString('base64') === secret.slice(KEY_PREFIX.length);
  const isSized = key.length >= MIN_KEY_BYTES && key.length <= MAX_KEY_BYTES;
  return isBase64 && isSized && isVaried(bytes.toString('latin1')) ? undefined : 'key';
}

function findTokenFlaw(secret: string): SecretFlaw | undefined {
  // `whpk_` is a public key. Taken for a token, it would let everybody in who knows it.
  if (/^wh(sec|sk|pk)/i.test(secret)) return 'prefix';
  if (!/^[!-~]+$/.test(secret)) return 'characters';
  return secret.length >= MIN_TOKEN && isVaried(secret) ? undefined : 'token';
}

/** Whether a text could be a random one: a word repeated, found again in itself twice, is not. */
const isVaried = (text: string): boolean =>
  new Set(text).size >= MIN_DIFFERENT && `${text}${text}`.indexOf(text, 1) === text.length;

const isKey = (secret: string): boolean => secret.startsWith(KEY_PREFIX);

/** Parses secrets: those with `whsec_` are signing keys, others bearer tokens. A problem never quotes the text. */
export function parseWebhookSecrets(
  secrets: readonly string[],
): { readonly value: WebhookSecrets } | { readonly problem: string } {
  for (const [index, secret] of secrets.entries()) {
    const flaw = isKey(secret) ? findKeyFlaw(secret) : findTokenFlaw(secret);
    if (flaw !== undefined)
      return { problem: `secret ${index + 1} of ${secrets.length} ${describeFlaw(flaw)}` };
  }
  return {
    value: {
      tokens: secrets.filter((secret) => !isKey(secret)).map(toToken),
      keys: secrets.filter(isKey).map(toKey),
    },
  };
}
