/**
 * Stands in for `json-bigint` and its `bignumber.js`: the SDK uses `stringify` alone, for the body it signs and sends.
 * No request of a caller holds a bigint, and JSON.stringify throws for one before anything is sent.
 */

/** Escaped although JSON does not ask for it: what json-bigint takes for invisible. All of it stands inside strings. */
const INVISIBLE =
  /[\x7f-\x9f\u00ad\u0600-\u0604\u070f\u17b4\u17b5\u200c-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff0-\uffff]/g;

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Half a surrogate pair becomes U+FFFD, which is what the installed SDK sends for it. */
const wellFormed = (_name: string, value: unknown): unknown =>
  typeof value === 'string' ? Buffer.from(value).toString() : value;

export default () => ({
  stringify: (value: unknown): string | undefined =>
    JSON.stringify(value, wellFormed)?.replace(INVISIBLE, escaped),
});
