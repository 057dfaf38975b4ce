// Text and bytes → JSON value, or a message that a caller can act on.
import { invalid, type Parsed } from './issues';

/** A JSON object: not null, not a list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of a JSON object; any other value has none. */
export const toFields = (value: unknown): Readonly<Record<string, unknown>> =>
  isObject(value) ? value : {};

/** The deepest request of the documentation has five levels. */
export const MAX_DEPTH = 16;

const QUOTE = '"';
const BACKSLASH = '\\';

/** Whether brackets outside strings nest deeper than `maxDepth`. Scans the text before anything is built from it. */
function isDeeperThan(maxDepth: number, text: string): boolean {
  let [depth, inString] = [0, false];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (inString) {
      if (char === BACKSLASH) at += 1;
      else if (char === QUOTE) inString = false;
    } else if (char === QUOTE) inString = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}

/**
 * Parses JSON text. The parser's own message is left out: it repeats the start of the text, which may hold a secret.
 *
 * @param path where the text stands in its event
 */
export function parseJson(text: string, path = ''): Parsed<unknown> {
  const no = (message: string) => invalid({ path, message: `the request is ${message}` });
  if (text.trim() === '') return no('empty; send a JSON object');
  if (isDeeperThan(MAX_DEPTH, text)) return no(`nested deeper than ${MAX_DEPTH} levels`);
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return no('not valid JSON; check quotes, commas and braces');
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
