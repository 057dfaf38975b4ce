// docs/security.md names the test that holds each sentence of its tables; each one is there, under that title, and is run.
import { existsSync, readFileSync } from 'node:fs';

const PAGE = readFileSync('docs/security.md', 'utf8');
const REFERENCE = /\[[\w.-]+\]\(\.\.\/([\w./-]+\.test\.ts)\) "([^"]+)"/g;

const references = [...PAGE.matchAll(REFERENCE)].map(([, file = '', title = '']) => ({
  file,
  title,
}));

/** Before a title: the beginning of a test, of a block, or of a row in a table of cases, on one line with it. */
const TITLE = /(?:\b(?:test|describe)\(|\)\(|\[)\s*(?<quote>['"`])(?:(?!\k<quote>)[^\n])*$/;
const LEFT_OUT =
  /\b(?:test|describe|it)(?:\.each)?\.(?:skip|only|todo|failing)\b|\bx(?:test|describe|it)\b/;

const isTitle = (source: string, text: string): boolean => {
  const parts = source.split(text);
  return parts.some((_, at) => at > 0 && TITLE.test(parts.slice(0, at).join(text)));
};

test.each(references)('$file has "$title", and leaves nothing out', ({ file, title }) => {
  expect(existsSync(file)).toBe(true);
  const source = readFileSync(file, 'utf8');
  expect(isTitle(source, title)).toBe(true);
  expect(source).not.toMatch(LEFT_OUT);
});

/** The tables whose rows are promises. */
const [, promises = ''] = /^## What holds[^\n]*\n([\s\S]*?)^## /m.exec(PAGE) ?? [];
const rows = promises
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| What holds'));

test('there are promises, and each has its test', () => {
  expect(rows.length).toBeGreaterThan(40);
  expect(rows.filter((row) => !/\.test\.ts\) "/.test(row))).toEqual([]);
});
