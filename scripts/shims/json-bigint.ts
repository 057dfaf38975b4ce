/**
 * Stands in for `json-bigint` and its `bignumber.js`: the SDK uses `stringify` alone, for the body it signs and sends.
 * JSON.stringify will not do: it knows no bigint, and the body's bytes would not be those that the SDK sends.
 */

/** Escaped although JSON does not ask for it: what json-bigint takes for invisible. Lone surrogates are not among them. */
const ESCAPED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the first that JSON escapes
  /[\\"\x00-\x1f\x7f-\x9f\u00ad\u0600-\u0604\u070f\u17b4\u17b5\u200c-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff0-\uffff]/g;

const escaped = (char: string): string => {
  const plain = JSON.stringify(char).slice(1, -1);
  return plain === char ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : plain;
};

const quoted = (text: string): string => `"${text.replace(ESCAPED, escaped)}"`;

/** `undefined` for what JSON has no form of: in an object it is left out, in a list it is null. */
function textOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? 'null' : compound(value);
    default:
      return undefined;
  }
}

function compound(value: object): string {
  if (Array.isArray(value))
    return `[${Array.from(value, (item, index) => member(String(index), item) ?? 'null').join()}]`;
  const members = Object.entries(value).flatMap(([name, item]) => {
    const text = member(name, item);
    return text === undefined ? [] : [`${quoted(name)}:${text}`];
  });
  return `{${members.join()}}`;
}

/** What has a `toJSON`, such as a date, is asked for what stands in for it. */
function member(name: string, value: unknown): string | undefined {
  const speaks = typeof value === 'object' && value !== null && 'toJSON' in value;
  return textOf(speaks && typeof value.toJSON === 'function' ? value.toJSON(name) : value);
}

export default () => ({ stringify: (value: unknown) => member('', value) });
