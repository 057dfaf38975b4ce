// What two lists, read together, say about a run.

import { formatTime } from '../../emulator/redis/model/time';
import {
  type BackupRow,
  collectEvidence,
  type Evidence,
  uniqueBy,
} from '../../src/backup/evidence';
import type { Marker } from '../../src/backup/marker';
import type { TaskRecord } from '../../src/redis-api';
import { readBackup, readTask } from '../../src/tencent/rows';
import fc from '../support/property';

const OURS: Marker = { run: 'aaaaaaaaaa', content: 'bbbb' };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const backup = (BackupId: string, startedAt: number, Remark = ''): BackupRow => ({
  BackupId,
  startedAt,
  Remark,
  state: 'good',
  EndTime: '2026-01-02 11:00:30',
});
/** As it is listed while it is made. */
const unended = (row: BackupRow): BackupRow => ({ ...row, state: 'running', EndTime: '' });
const ours = (startedAt: number, content = 'bbbb') =>
  backup('ours', startedAt, `nightly [run:aaaaaaaaaa.${content}]`);

const task = (
  TaskId: number,
  startedAt: number,
  endedAt?: number,
  part: Partial<TaskRecord> = {},
): TaskRecord => ({
  TaskId,
  kind: 'manual',
  state: endedAt === undefined ? 'unfinished' : 'succeeded',
  startedAt,
  endedAt,
  ...part,
});

const automatic = { kind: 'automatic' } as const;
const other = { kind: 'other' } as const;
const failed = { state: 'failed' } as const;

/** Evidence in short: ids, and whether the content is the same. */
const shortOf = ({ ownBackup, inProgress, unlisted }: Evidence) => ({
  ...(ownBackup === undefined
    ? {}
    : { found: [ownBackup.BackupId, ownBackup.TaskId, ownBackup.sameContent] }),
  ...(inProgress === undefined ? {} : { unfinished: inProgress.TaskId }),
  ...(unlisted === undefined ? {} : { unlisted: unlisted.TaskId }),
});

type Case = [name: string, backups: BackupRow[], tasks: TaskRecord[], says: object];

const TABLE: Case[] = [
  ['nothing at all', [], [], {}],
  ['somebody else’s backup and its task', [backup('x', 0)], [task(1, 0, MINUTE)], {}],
  [
    'a backup listed while it was made, perhaps without its remark, and its task, read when it had ended',
    [unended(backup('x', 0))],
    [task(1, 0, MINUTE)],
    { unlisted: 1 },
  ],
  [
    'a backup that is locked long after it was made',
    [{ ...backup('x', 0), state: 'running' }],
    [task(1, 0, MINUTE)],
    {},
  ],
  [
    'our backup, listed while it is made',
    [unended(ours(0))],
    [task(1, 0)],
    { found: ['ours', 1, true], unfinished: 1 },
  ],
  ['our backup, made', [ours(0)], [task(1, 0, MINUTE)], { found: ['ours', 1, true] }],
  ['our backup, its task no longer listed', [ours(0)], [], { found: ['ours', undefined, true] }],
  [
    'our backup under the same key for another request',
    [ours(0, 'cccc')],
    [],
    { found: ['ours', undefined, false] },
  ],
  [
    'both: the one for this request counts',
    [ours(MINUTE, 'cccc'), ours(0)],
    [],
    { found: ['ours', undefined, true] },
  ],
  ['a manual backup being made', [], [task(1, 0)], { unfinished: 1 }],
  ['an automatic backup being made', [], [task(1, 0, undefined, automatic)], { unfinished: 1 }],
  ['a manual backup made and not listed', [], [task(1, 0, MINUTE)], { unlisted: 1 }],
  [
    'an automatic backup made and not listed is none of ours',
    [],
    [task(1, 0, MINUTE, automatic)],
    {},
  ],
  ['a backup that failed may be made again', [], [task(1, 0, MINUTE, failed)], {}],
  [
    'a backup that starts a minute after its task ended',
    [backup('x', 2 * MINUTE)],
    [task(1, 0, MINUTE)],
    {},
  ],
  [
    'a backup that starts a minute before its task',
    [backup('x', 0)],
    [task(1, MINUTE, 2 * MINUTE)],
    {},
  ],
  [
    'a second later, it is another’s',
    [backup('x', 2 * MINUTE + SECOND)],
    [task(1, 0, MINUTE)],
    { unlisted: 1 },
  ],
  [
    'a second earlier, it is another’s',
    [backup('x', 0)],
    [task(1, MINUTE + SECOND, 2 * MINUTE)],
    { unlisted: 1 },
  ],
  [
    'one backup explains one of two tasks, whichever of them is listed first',
    [backup('x', 0)],
    [task(2, 0, SECOND), task(1, 0, SECOND)],
    { unlisted: 1 },
  ],
  [
    'the nearer task has the backup',
    [backup('x', 40 * SECOND)],
    [task(1, 0, 20 * SECOND), task(2, 38 * SECOND, MINUTE)],
    { unlisted: 1 },
  ],
  [
    'two tasks close to one another, both listed',
    [backup('x', SECOND), backup('y', 31 * SECOND)],
    [task(2, 30 * SECOND, 50 * SECOND), task(1, 0, 25 * SECOND)],
    {},
  ],
  [
    'a failed task takes no backup from the one after it',
    [backup('x', 30 * SECOND)],
    [task(1, 0, 25 * SECOND, failed), task(2, 30 * SECOND, MINUTE)],
    {},
  ],
  [
    'a failed task takes no backup from the one before it, however near',
    [backup('x', 18 * SECOND)],
    [task(1, 0, 20 * SECOND), task(2, 21 * SECOND, 25 * SECOND, failed)],
    {},
  ],
  [
    'a backup within one task does not pass for that of the next one, however near to its start',
    [backup('x', 50 * SECOND)],
    [task(1, 0, MINUTE, automatic), task(2, 61 * SECOND, 82 * SECOND)],
    { unlisted: 2 },
  ],
  [
    'nor for that of the one before',
    [backup('x', 22 * SECOND)],
    [task(1, 0, 21 * SECOND), task(2, 22 * SECOND, MINUTE, automatic)],
    { unlisted: 1 },
  ],
  [
    'in the same second, the automatic task has it, and a manual one is looked for',
    [backup('x', 0)],
    [task(1, 0, 2 * SECOND), task(2, 0, 0, automatic)],
    { unlisted: 1 },
  ],
  [
    'a row shown twice, as by a list that moves, is one backup and explains one task',
    [backup('x', 0), backup('x', 0)],
    [task(1, 0, 20 * SECOND), task(2, 30 * SECOND, 50 * SECOND)],
    { unlisted: 2 },
  ],
  [
    'the backup of a change of size is that task’s, however near to a manual one',
    [backup('x', 30 * SECOND)],
    [task(1, 0, 21 * SECOND), task(2, 25 * SECOND, MINUTE, other)],
    { unlisted: 1 },
  ],
  ['another task under way is no backup under way', [], [task(1, 0, undefined, other)], {}],
  [
    'the listed backup of a task that failed is no other task’s',
    [backup('x', 25 * SECOND)],
    [task(1, 0, 21 * SECOND), task(2, 25 * SECOND, MINUTE, { ...automatic, ...failed })],
    { unlisted: 1 },
  ],
  [
    'a failed task of ours lends its TaskId to nobody',
    [ours(0)],
    [task(1, 0, MINUTE, failed)],
    { found: ['ours', undefined, true] },
  ],
  [
    'tasks that meet in a second, both listed',
    [backup('x', 0), backup('y', 30 * SECOND)],
    [task(1, 0, 30 * SECOND, automatic), task(2, 30 * SECOND, MINUTE)],
    {},
  ],
  [
    'a task under way has the backup that started after it',
    [backup('x', 5 * MINUTE)],
    [task(1, 4 * MINUTE), task(2, 0, 4 * MINUTE)],
    { unfinished: 1, unlisted: 2 },
  ],
  [
    'times that cannot be read pair nothing',
    [backup('x', Number.NaN)],
    [task(1, Number.NaN, Number.NaN)],
    { unlisted: 1 },
  ],
  [
    'a backup of ours without a time is still ours',
    [ours(Number.NaN)],
    [task(1, 0, MINUTE)],
    { found: ['ours', undefined, true], unlisted: 1 },
  ],
  [
    'while its own task is not listed yet, the one before it does not pass for it',
    [ours(MINUTE)],
    [task(1, 0, 30 * SECOND)],
    { found: ['ours', undefined, true] },
  ],
  [
    'an automatic task does not pass for its task',
    [ours(0)],
    [task(1, 0, MINUTE, automatic)],
    { found: ['ours', undefined, true] },
  ],
  [
    'a marker that is not at the end is a user’s text',
    [backup('x', 0, '[run:aaaaaaaaaa.bbbb] nightly')],
    [],
    {},
  ],
  ['another run’s marker', [backup('x', 0, '[run:aaaaaaaaab.bbbb]')], [], {}],
];

test.each(TABLE)('%s', (_name, backups, tasks, says) => {
  expect(shortOf(collectEvidence(backups, tasks, OURS))).toEqual(says);
});

test('tasks and backups in any order say the same', () => {
  const shuffled = fc.constantFrom(...TABLE).chain(([, backups, tasks, says]) =>
    fc.record({
      backups: fc.shuffledSubarray(backups, { minLength: backups.length }),
      tasks: fc.shuffledSubarray(tasks, { minLength: tasks.length }),
      says: fc.constant(says),
    }),
  );
  // Which of two equal tasks is left over depends on the order; that one is does not.
  const kinds = (says: object) => Object.keys(says).sort();
  fc.assert(
    fc.property(shuffled, ({ backups, tasks, says }) => {
      expect(kinds(shortOf(collectEvidence(backups, tasks, OURS)))).toEqual(kinds(says));
    }),
  );
});

/** Some history of an instance: tasks one after another, each with its backup, listed or not. */
const history = fc.array(
  fc.record({
    gapMs: fc.integer({ min: 1, max: 3_600_000 }),
    tookMs: fc.integer({ min: 1, max: 600_000 }),
    kind: fc.constantFrom('012', '017'),
    result: fc.constantFrom(0, 1, 2, 2, 2, 4),
    isListed: fc.boolean(),
    isOurs: fc.boolean(),
  }),
  { maxLength: 6 },
);
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

const NOON = Date.UTC(2026, 1, 28, 12);

/** The rows of both lists as an API in this zone writes them, read back and weighed. */
function weighIn(zoneMinutes: number, events: History): object {
  let now = NOON;
  const rows = events.map(({ gapMs, tookMs, kind, result, isListed, isOurs }, index) => {
    const startedAt = now + gapMs;
    now = startedAt + tookMs;
    const StartTime = formatTime(startedAt, zoneMinutes);
    const hasEnded = result === 2 || result === 4;
    const EndTime = formatTime(hasEnded ? now : Number.NaN, zoneMinutes);
    return {
      task: { TaskId: index + 1, TaskType: kind, Result: result, StartTime, EndTime },
      backup: isListed
        ? {
            BackupId: `b${index}`,
            Status: 2,
            StartTime,
            Remark: isOurs ? '[run:aaaaaaaaaa.bbbb]' : 'x',
          }
        : undefined,
    };
  });
  const backups = rows.flatMap(({ backup: row }) => readBackup(row) ?? []);
  const tasks = rows.flatMap(({ task: row }) => readTask(row) ?? []);
  return shortOf(collectEvidence(backups, tasks, OURS));
}

test('whatever zone the API’s times are in, they say the same', () => {
  const zone = fc.integer({ min: -12 * 60, max: 14 * 60 });
  fc.assert(
    fc.property(zone, history, (zoneMinutes, events) => {
      expect(weighIn(zoneMinutes, events)).toEqual(weighIn(0, events));
    }),
    { numRuns: 1_000 },
  );
});

test('every manual backup that was made and is not listed counts, one left over at the least', () => {
  fc.assert(
    fc.property(history, (events) => {
      const made = events.filter(({ kind, result }) => kind === '012' && result === 2);
      const hidden = made.filter(({ isListed }) => !isListed);
      const others = events.filter(({ kind, result }) => kind === '017' || result !== 2);
      // Another kind's backup may pass for a hidden one of the minute before; without any, nothing may.
      fc.pre(hidden.length > 0 && others.every(({ isListed }) => !isListed));
      expect(weighIn(480, events)).toHaveProperty('unlisted');
    }),
    { numRuns: 1_000 },
  );
});

test('a task shown twice is one task, and its later reading counts', () => {
  const evidence = collectEvidence([backup('x', 0)], [task(1, 0), task(1, 0, 20 * SECOND)], OURS);
  expect(shortOf(evidence)).toEqual({});
});

test('each row once, in the place of its first and as its last says', () => {
  const rows = [
    { id: 1, says: 'old' },
    { id: 2, says: 'only' },
    { id: 1, says: 'new' },
  ];
  expect(uniqueBy(rows, ({ id }) => id)).toEqual([
    { id: 1, says: 'new' },
    { id: 2, says: 'only' },
  ]);
});
