// Every fault × every way it can end: never a backup too many, never an untrue answer. Printed by `npm run test:proofs -- faults`.
import { whenQuiet } from '../support/quiet';
import { ANSWERED, CELLS, firstOutcome, isQuiet, TROUBLES } from './cells';
import type { Delivered } from './in-process';
import { LATE_CELLS } from './late-cells';
import { type Matrix, playMatrix } from './matrix';
import { READING_CELLS, type ReadingResult } from './reading-cells';

let matrix: Matrix;
beforeAll(async () => {
  matrix = await playMatrix();
}, 600_000);

test('every cell was played, most of them without the machine getting in the way', async () => {
  expect(matrix.cells).toHaveLength(CELLS.length);
  expect(matrix.readings).toHaveLength(READING_CELLS.length);
  expect(matrix.late).toHaveLength(LATE_CELLS.length);
  const isAloneQuiet = ({ told }: { told: Delivered }) => isQuiet({ told: [told] }, 1);
  await whenQuiet(() => {
    expect(matrix.cells.filter((cell) => isQuiet(cell)).length).toBeGreaterThan(CELLS.length / 2);
    const once = matrix.readings.filter((cell) => !cell.forEver && isAloneQuiet(cell));
    // A reading that fails once costs a list of its own, and often a second one.
    expect(once.length).toBeGreaterThan(READING_CELLS.length / 8);
    expect(matrix.late.filter(isAloneQuiet).length).toBeGreaterThan(LATE_CELLS.length / 2);
  });
});

describe.each(TROUBLES)('%s', (trouble) => {
  const cells = () => matrix.cells.filter((cell) => cell.trouble === trouble);
  const readings = () => matrix.readings.filter((cell) => cell.trouble === trouble);

  test('on the write: at most one backup a run, and every answer is true', () => {
    expect(cells().filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  });

  test('on the write: a run ends as well as can be known', async () => {
    const ended = cells().filter((cell) => isQuiet(cell) && firstOutcome(cell) !== undefined);
    await whenQuiet(() =>
      expect(ended.map((cell) => ({ ...cell, ended: cell.told[0]?.outcome }))).toEqual(
        ended.map((cell) => ({ ...cell, ended: firstOutcome(cell) })),
      ),
    );
  });

  const late = () => matrix.late.filter((cell) => cell.trouble === trouble);

  test('on a write that is executed late: at most one backup, and every answer is true', () => {
    expect(late().filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  });

  test('on a write that is executed late: its backup is found', async () => {
    const quiet = late().filter(({ told }) => isQuiet({ told: [told] }));
    await whenQuiet(() =>
      expect(quiet.map(({ told, backups }) => [told.outcome, backups])).toEqual(
        quiet.map(() => ['accepted', 1]),
      ),
    );
  });

  test('on a list: at most one backup a run, and every answer is true', () => {
    expect(readings().filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  });

  test('on a list, once: it is read again', async () => {
    const once = readings().filter(({ forEver, told }) => !forEver && isQuiet({ told: [told] }, 1));
    await whenQuiet(() =>
      expect(once.map(({ told, backups }) => [told.outcome, backups])).toEqual(
        once.map(() => ['accepted', 1]),
      ),
    );
  });
});

describe('a list that can never be read', () => {
  const shut = () =>
    matrix.readings.filter(
      ({ trouble, forEver, told }) => forEver && told.unread > 0 && !ANSWERED.includes(trouble),
    );
  const isSent = ({ told }: ReadingResult) => told.unanswered > 0;

  test('before the write: nothing is sent', () => {
    const ended = shut().filter((cell) => !isSent(cell));
    expect(ended.length).toBeGreaterThan(TROUBLES.length);
    expect(ended.map(({ told, backups }) => [told.outcome, backups])).toEqual(
      ended.map(() => [expect.stringMatching('refused|deferred'), 0]),
    );
  });

  test('after the write: the marker is proof without the tasks, the tasks are none without it', async () => {
    const ended = shut().filter(isSent);
    // On a busy machine the scaled time can run out before the write, or before the marker is read.
    await whenQuiet(() => {
      expect(ended.length).toBeGreaterThan(TROUBLES.length);
      expect(
        ended.map(({ trouble, list, told, backups }) => [trouble, list, told.outcome, backups]),
      ).toEqual(
        ended.map(({ trouble, list }) => [
          ...[trouble, list],
          list === 'DescribeTaskList' ? 'accepted' : 'unknown',
          1,
        ]),
      );
    });
  });
});
