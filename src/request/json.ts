// Text and bytes → JSON value, with a message a person can act on instead of an exception.
import { invalid, type Parsed } from './backup-request';

/** A JSON object: not null, not a list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parses JSON text. The parser's own message is left out: it repeats the start of the text, which may hold a secret. */
export function parseJson(text: string): Parsed<unknown> {
  if (text.trim() === '')
    return invalid({ path: '', message: 'the request is empty; send a JSON object' });
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return invalid({
      path: '',
      message: 'the request is not valid JSON; check quotes, commas and braces',
    });
  }
}

/** Parses JSON bytes, which must be UTF-8 (RFC 8259 §8.1). */
export function parseJsonBytes(bytes: Uint8Array): Parsed<unknown> {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return invalid({ path: '', message: 'the request is not UTF-8 text; send JSON as UTF-8' });
  }
}
