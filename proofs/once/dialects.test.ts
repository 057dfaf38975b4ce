// A fixed sample of the dialect matrix: each reading alone, and some pairs; all of them by `npm run test:dialects`.
import { PAIRS, playCells, READINGS, toCells } from './dialect-matrix';
import { windowOf } from './windows';

const EVERY = 80;
const SETS = [
  [],
  ...READINGS.map((reading) => [reading]),
  ...PAIRS.filter((_, index) => index % EVERY === 0),
];

test('whatever is not zero lies in a window of docs/once-only.md, and what must show does', async () => {
  const { cells, finds } = await playCells(toCells(SETS));
  expect(cells).toBeGreaterThan(900);
  expect(finds.filter((find) => windowOf(find) === undefined)).toEqual([]);
  // Without a lock, two deliveries at once make two: a matrix that did not see it would see nothing.
  expect(finds).toContainEqual(
    expect.objectContaining({ kind: 'duplicates', scene: 'two deliveries at once' }),
  );
}, 600_000);
