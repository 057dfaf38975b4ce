// Every deliberate fault still meets the code that it breaks.
import { existsSync, readFileSync } from 'node:fs';
import { BREAKAGES } from '../../proofs/breakages/list';

test('there are at least forty, each with words of its own', () => {
  expect(BREAKAGES.length).toBeGreaterThanOrEqual(40);
  expect(new Set(BREAKAGES.map(({ protects }) => protects)).size).toBe(BREAKAGES.length);
});

test.each(BREAKAGES)('$protects: its text is in $file once', ({ file, find, replace, test }) => {
  expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2);
  expect(replace).not.toBe(find);
  expect(existsSync(test)).toBe(true);
});
