// Where a batch is begun, and when it is broken off.
import { TIMING } from '../src/backup/state';
import { isOutOfTime, startIndex } from '../src/batch';

describe('startIndex', () => {
  const clock = { now: () => 1000, random: () => 0.5 };
  test.each([
    ['fits', 180, 11_000, 0],
    ['is one too long', 181, 11_000, 90],
    ['has no time left', 4, 1000, 2],
    ['is one alone, without time', 1, 1000, 0],
  ])('a batch that %s', (_name, count, deadline, first) => {
    expect(startIndex(count, deadline, 18, clock)).toBe(first);
  });
});

describe('isOutOfTime', () => {
  // Send 500 ms, read back 700 ms, reply 300 ms.
  test.each([
    [1501, false],
    [1500, false],
    [1499, true],
    [0, true],
    [-1, true],
  ])('%d ms before the deadline: %s', (leftMs, last) => {
    expect(isOutOfTime(10_000, 10_000 - leftMs, TIMING)).toBe(last);
  });
});
