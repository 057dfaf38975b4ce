// How long and how varied a secret of WEBHOOK_SECRETS must be, and what can be wrong with one.

/** Characters of a token. */
export const MIN_TOKEN = 24;
/** Characters of a token, bytes of a key. Of 24 random hexadecimal digits, fewer are different once in 42,000 times; of the 48 of `openssl rand -hex 24`, never. */
export const MIN_DIFFERENT = 8;
/** The limits of the Standard Webhooks specification. */
export const MIN_KEY_BYTES = 24;
export const MAX_KEY_BYTES = 64;

export type SecretFlaw = 'key' | 'prefix' | 'characters' | 'token';
