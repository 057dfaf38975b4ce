// Every fault × every way it can end: never a backup too many, never an untrue answer. Printed by `npm run test:faults`.
import { CELLS, firstOutcome, isQuiet, TROUBLES } from './cells';
import { type Matrix, playMatrix } from './matrix';
import { READING_CELLS } from './reading-cells';

let matrix: Matrix;
beforeAll(async () => {
  matrix = await playMatrix();
}, 110_000);

test('every cell was played, most of them without the machine getting in the way', () => {
  expect(matrix.cells).toHaveLength(CELLS.length);
  expect(matrix.readings).toHaveLength(READING_CELLS.length);
  expect(matrix.cells.filter(isQuiet).length).toBeGreaterThan(CELLS.length / 2);
});

describe.each(TROUBLES)('%s', (trouble) => {
  const cells = () => matrix.cells.filter((cell) => cell.trouble === trouble);
  const readings = () => matrix.readings.filter((cell) => cell.trouble === trouble);

  test('on the write: at most one backup a run, and every answer is true', () => {
    expect(cells().filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  });

  test('on the write: a run ends as well as can be known', () => {
    const ended = cells().filter((cell) => isQuiet(cell) && firstOutcome(cell) !== undefined);
    expect(ended.map((cell) => ({ ...cell, ended: cell.told[0]?.outcome }))).toEqual(
      ended.map((cell) => ({ ...cell, ended: firstOutcome(cell) })),
    );
  });

  test('on a list: at most one backup a run, and every answer is true', () => {
    expect(readings().filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  });

  test('on a list, once: it is read again', () => {
    const once = readings().filter(({ forEver, told }) => !forEver && isQuiet({ told: [told] }, 1));
    expect(once.map(({ told, backups }) => [told.outcome, backups])).toEqual(
      once.map(() => ['accepted', 1]),
    );
  });
});

test('a list that can never be read: nothing is sent before, nothing is claimed after', () => {
  const shut = matrix.readings.filter(({ forEver, told }) => forEver && told.unread > 0);
  const sent = shut.filter(({ told }) => told.unanswered > 0);
  const unsent = shut.filter(({ told }) => told.unanswered === 0);
  expect(sent.map(({ told, backups }) => [told.outcome, backups])).toEqual(
    sent.map(() => ['unknown', 1]),
  );
  expect(unsent.map(({ told, backups }) => [told.outcome, backups])).toEqual(
    unsent.map(() => [expect.stringMatching('refused|deferred'), 0]),
  );
  expect(Math.min(sent.length, unsent.length)).toBeGreaterThan(TROUBLES.length);
});
