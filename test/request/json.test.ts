// JSON from text and from bytes.
import { isObject, MAX_DEPTH, parseJson, parseJsonBytes } from '../../src/request/json';
import fc from '../support/property';

const bytes = (...values: number[]) => Uint8Array.from(values);
const utf8 = (text: string) => new TextEncoder().encode(text);
const EMPTY = 'the request is empty; send a JSON object';
const NOT_JSON = 'the request is not valid JSON; check quotes, commas and braces';
const NOT_UTF8 = 'the request is not UTF-8 text; send JSON as UTF-8';

test.each([
  ['an object', '{"a":[1,null,"é"]}', { a: [1, null, 'é'] }],
  ['white space around it', ' \n{}\t', {}],
  ['any other value', '"text"', 'text'],
])('%s is read, as text and as bytes', (_name, text, value) => {
  expect(parseJson(text)).toEqual({ ok: true, value });
  expect(parseJsonBytes(utf8(text))).toEqual({ ok: true, value });
});

test.each([
  ['nothing', '', EMPTY],
  ['white space', ' \n\t ', EMPTY],
  ['half an object', '{"a":', NOT_JSON],
  ['single quotes', "{'a':1}", NOT_JSON],
  ['a comma too many', '{"a":1,}', NOT_JSON],
  ['form data', 'InstanceId=crs-demo0001', NOT_JSON],
  ['NaN', 'NaN', NOT_JSON],
  ['two values', '{}{}', NOT_JSON],
  ['a comment', '{}//', NOT_JSON],
])('%s is not, and the message repeats none of it', (_name, text, message) => {
  const issues = [{ path: '', message }];
  expect(parseJson(text)).toEqual({ ok: false, issues });
  expect(parseJsonBytes(utf8(text))).toEqual({ ok: false, issues });
});

test.each([
  ['a byte that starts nothing', bytes(0x7b, 0xff, 0x7d), NOT_UTF8],
  ['half a character', bytes(0x22, 0xc3, 0x22), NOT_UTF8],
  ['a surrogate in UTF-8', bytes(0x22, 0xed, 0xa0, 0x80, 0x22), NOT_UTF8],
  ['UTF-16', bytes(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00), NOT_UTF8],
  ['no bytes', bytes(), EMPTY],
])('%s', (_name, given, message) => {
  expect(parseJsonBytes(given)).toEqual({ ok: false, issues: [{ path: '', message }] });
});

test('a byte order mark is not part of the text; a second one is no JSON', () => {
  const mark = [0xef, 0xbb, 0xbf];
  expect(parseJsonBytes(bytes(...mark, 0x7b, 0x7d))).toEqual({ ok: true, value: {} });
  expect(parseJsonBytes(bytes(...mark, ...mark, 0x7b, 0x7d)).ok).toBe(false);
});

test.each([
  [{}, true],
  [{ a: 1 }, true],
  [null, false],
  [[], false],
  ['text', false],
  [undefined, false],
])('%p is an object: %p', (value, is) => expect(isObject(value)).toBe(is));

describe('the depth of JSON', () => {
  const lists = (levels: number, inner = '') =>
    `${'['.repeat(levels)}${inner}${']'.repeat(levels)}`;
  const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const table: [name: string, text: string, ok: boolean][] = [
    ['lists up to the limit', lists(MAX_DEPTH), true],
    ['lists over it', lists(MAX_DEPTH + 1), false],
    ['objects up to the limit', objects(MAX_DEPTH), true],
    ['objects over it', objects(MAX_DEPTH + 1), false],
    ['brackets in a string', JSON.stringify('['.repeat(100)), true],
    ['brackets behind an escaped quote', JSON.stringify(`"${'['.repeat(100)}`), true],
    ['brackets behind a backslash', JSON.stringify(`\\${'['.repeat(100)}`), true],
    ['brackets behind a string that ends in a backslash', `["\\\\",${lists(MAX_DEPTH)}]`, false],
    ['brackets without an end', '['.repeat(30_000), false],
    ['many side by side', `[${'[],'.repeat(1000)}[]]`, true],
  ];
  test.each(table)('%s', (_name, text, ok) => {
    expect(parseJson(text).ok).toBe(ok);
  });

  test('any JSON within it parses as ever', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: MAX_DEPTH - 2 }), (text) => {
        expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });
});
