import { pairedRatios, quantile, slope, summarise } from '../../../proofs/bench/statistics';
import fc from '../../support/property';

test.each([
  ['one', [7], 0.5, 7],
  ['an odd number, unsorted', [30, 10, 20], 0.5, 20],
  ['an even number', [1, 2, 3, 4], 0.5, 2.5],
  ['as numbers, not as text', [9, 10, 100], 0.5, 10],
  ['the lower quarter', [0, 10, 20, 30, 40], 0.25, 10],
  ['between two samples', [0, 10], 0.25, 2.5],
  ['the least', [3, 1, 2], 0, 1],
  ['the most', [3, 1, 2], 1, 3],
])('quantile of %s', (_name, samples, share, expected) => {
  expect(quantile(samples, share)).toBeCloseTo(expected);
});

test('a quantile lies between the least and the most, and changes nothing', () => {
  const samples = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
      const before = [...given];
      const found = quantile(given, share);
      expect(found).toBeGreaterThanOrEqual(Math.min(...given) - 1e-6);
      expect(found).toBeLessThanOrEqual(Math.max(...given) + 1e-6);
      expect(given).toEqual(before);
    }),
  );
});

test('a summary has the middle half around the median', () => {
  expect(summarise([0, 10, 20, 30, 40])).toEqual({ median: 20, low: 10, high: 30, runs: 5 });
});

test('ratios are taken round by round: what slows both slows no ratio', () => {
  const base = [10, 100, 12];
  expect(
    pairedRatios(
      base.map((ms) => ms * 1.5),
      base,
    ),
  ).toMatchObject({ median: 1.5, low: 1.5, high: 1.5 });
});

// biome-ignore format: points
const LINES: [string, [number, number][], number][] = [
  ['flat', [[1, 5], [2, 5], [3, 5]], 0],
  ['rising', [[0, 1], [10, 21], [20, 41]], 2],
  ['falling', [[0, 4], [2, 0]], -2],
  ['scattered around a rise', [[0, 1], [1, 0], [2, 3], [3, 2]], 0.6],
];

test.each(LINES)('slope of a line that is %s', (_name, points, expected) => {
  expect(slope(points)).toBeCloseTo(expected);
});
