// The API’s texts of times.
import { fromApiText, toApiText } from '../../src/tencent/time';

test.each([
  [0, '1970-01-01 00:00:00'],
  [Date.UTC(2026, 1, 28, 23, 59, 59, 999), '2026-02-28 23:59:59'],
])('%d is written %s', (ms, text) => expect(toApiText(ms)).toBe(text));

test.each([
  ['2026-02-28 23:59:59', Date.UTC(2026, 1, 28, 23, 59, 59)],
  ['0000-00-00 00:00:00', undefined],
  ['2026-02-28T23:59:59Z', undefined],
  ['2026-02-28', undefined],
  ['', undefined],
  [null, undefined],
  [1767225600, undefined],
])('%p is read %p', (text, ms) => expect(fromApiText(text)).toBe(ms));

test('what is written is read again, to the second', () => {
  const ms = Date.UTC(2026, 10, 24, 1, 2, 3);
  expect(fromApiText(toApiText(ms + 456))).toBe(ms);
});
