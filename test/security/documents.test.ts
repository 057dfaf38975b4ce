// docs/security.md names the test that holds each sentence of its tables; each one is there, under that title.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = readFileSync('docs/security.md', 'utf8');
const REFERENCE = /\[[\w.-]+\]\(\.\.\/([\w./-]+\.test\.ts)\) "([^"]+)"/g;

const references = [...PAGE.matchAll(REFERENCE)].map(([, file = '', title = '']) => ({
  file,
  title,
}));

test.each(references)('$file has "$title"', ({ file, title }) => {
  expect(existsSync(join(file))).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain(title);
});

/** The tables whose rows are promises. */
const [, promises = ''] = /^## What holds[^\n]*\n([\s\S]*?)^## /m.exec(PAGE) ?? [];
const rows = promises
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| What holds'));

test('there are promises, and each has its test', () => {
  expect(rows.length).toBeGreaterThan(25);
  expect(rows.filter((row) => !/\.test\.ts\) "/.test(row))).toEqual([]);
});
