import fc from 'fast-check';
import { reserve } from '../../src/backup/pace';

describe('one call after another', () => {
  const table: [
    name: string,
    nextFreeAt: number,
    perSecond: number,
    now: number,
    waitMs: number,
    then: number,
  ][] = [
    ['the first goes at once', 0, 10, 5_000, 0, 5_100],
    ['the next waits its share of a second', 5_100, 10, 5_000, 100, 5_200],
    ['a part of it when it comes later', 5_100, 10, 5_060, 40, 5_200],
    ['no wait at the very moment', 5_100, 10, 5_100, 0, 5_200],
    ['what was not used is not saved up', 5_100, 10, 9_000, 0, 9_100],
    ['once a second', 5_000, 1, 5_000, 0, 6_000],
  ];
  test.each(table)('%s', (_name, free, perSecond, now, waitMs, nextFreeAt) => {
    expect(reserve(free, perSecond, now)).toEqual({ waitMs, nextFreeAt });
  });
});

test('no window of a second ever holds more calls than the limit', () => {
  const arrivals = fc.array(fc.nat(400), { maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), arrivals, (perSecond, gaps) => {
      let [now, free] = [1_700_000_000_000, 0];
      const sent: number[] = [];
      for (const gap of gaps) {
        now += gap;
        const turn = reserve(free, perSecond, now);
        free = turn.nextFreeAt;
        sent.push(now + turn.waitMs);
      }
      for (const [index, at] of sent.entries()) {
        const later = sent[index + perSecond];
        // A thousandth of a millisecond for the rounding of 1000 / perSecond.
        if (later !== undefined) expect(later - at).toBeGreaterThanOrEqual(1_000 - 0.001);
      }
    }),
  );
});
