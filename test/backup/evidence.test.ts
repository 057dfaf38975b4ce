// What two lists, read together, say about a run. Times of rows are in seconds.
import { formatTime } from '../../emulator/redis/model/time';
import {
  type BackupRow,
  type ClockFacts,
  collectEvidence,
  type Evidence,
  findGood,
  isInProgress,
  type RunStart,
  uniqueBy,
} from '../../src/backup/evidence';
import { formatMarker, type Marker } from '../../src/backup/marker';
import type { TaskRecord } from '../../src/redis-api';
import { readBackup, readTask } from '../../src/tencent/rows';
import fc from '../support/property';

const OURS: Marker = { run: 'aaaaaaaaaa', content: 'bbbb' };

const MINUTE = 60;
const HOUR = 60 * MINUTE;

const backup = (BackupId: string, start: number, part: Partial<BackupRow> = {}): BackupRow => ({
  BackupId,
  startedAt: start * 1_000,
  Remark: '',
  state: 'good',
  ...part,
});
/** A backup with a marker of the run. */
const ours = (start: number, part: Partial<BackupRow> = {}, content = 'bbbb') =>
  backup('ours', start, { Remark: `run-aaaaaaaaaa-${content} nightly`, ...part });
/** A backup with another run's marker. */
const theirs = (BackupId: string, start: number, part: Partial<BackupRow> = {}) =>
  backup(BackupId, start, { Remark: `run-zzzzzzzzzz-bbbb ${BackupId}`, ...part });

const running = { state: 'running' } as const;
const gone = { state: 'gone' } as const;
const atOne = { isAtOne: true } as const;

/** A manual task: one without an end runs, one with an end has succeeded. */
const task = (
  TaskId: number,
  start: number,
  end?: number,
  part: Partial<TaskRecord> = {},
): TaskRecord => ({
  TaskId,
  kind: 'manual',
  state: end === undefined ? 'unfinished' : 'succeeded',
  startedAt: start * 1_000,
  endedAt: end === undefined ? undefined : end * 1_000,
  ...part,
});
const automatic = { kind: 'automatic' } as const;
const resize = { kind: 'resize' } as const;
const change = { kind: 'change' } as const;
const other = { kind: 'other' } as const;
const deletion = { kind: 'deletion' } as const;
const failed = { state: 'failed' } as const;
const ended = { state: 'ended' } as const;

/** Early enough that no time has settled anything. */
const EARLY: ClockFacts = { now: 0 };

const collect = (
  backups: BackupRow[],
  tasks: TaskRecord[],
  clock = EARLY,
  start?: RunStart,
): Evidence => collectEvidence(backups, tasks, OURS, clock, start);

test('nothing at all', () => {
  expect(collect([], [])).toEqual({ unlisted: [], ended: [], unmarked: [], duplicates: [] });
});

describe('the run’s own backup', () => {
  type Own = NonNullable<Evidence['ownBackup']>;
  const found: Own = { BackupId: 'ours', sameContent: true, isGone: false };
  const withTask: Own = { ...found, TaskId: 1 };
  const table: [name: string, backups: BackupRow[], tasks: TaskRecord[], own: Own | undefined][] = [
    ['made, with its task', [ours(0)], [task(1, 0, 60)], withTask],
    ['made, its task in no list', [ours(0)], [], found],
    ['another run’s', [theirs('x', 0)], [task(1, 0, 60)], undefined],
    ['nobody’s', [backup('x', 0)], [task(1, 0, 60)], undefined],
    [
      'a look-alike in a text',
      [backup('x', 0, { Remark: 'nightly run-aaaaaaaaaa-bbbb' })],
      [],
      undefined,
    ],
    ['for another request', [ours(0, {}, 'cccc')], [], { ...found, sameContent: false }],
    ['gone', [ours(0, gone)], [task(1, 0, 60)], { ...withTask, isGone: true }],
    ['without a readable time', [ours(Number.NaN)], [task(1, 0, 60)], found],

    ['being made, with its task', [ours(0, running)], [task(1, 0)], withTask],
    ['listed as good while its task runs', [ours(0)], [task(1, 0)], withTask],
    ['listed as running, its task in no list: not yet', [ours(0, running)], [], undefined],
    [
      'listed as running, its task ended: it lags, or was locked',
      [ours(0, running)],
      [task(1, 0, 60)],
      withTask,
    ],

    [
      'a row at 1 that a failed task has left',
      [ours(0, running)],
      [task(1, 0, 60, failed)],
      undefined,
    ],
    ['at 1 with an end, its task succeeded', [ours(0, atOne)], [task(1, 0, 60)], withTask],
    ['at 1 with an end, its task in no list', [ours(0, atOne)], [], found],
    [
      'at 1 with an end, its task ended with a number unknown here: it may have failed',
      [ours(0, atOne)],
      [task(1, 0, 60, ended)],
      undefined,
    ],
    [
      'at 1 without an end, its task ended with a number unknown here',
      [ours(0, running)],
      [task(1, 0, 60, ended)],
      undefined,
    ],
    [
      'at 2, its task ended with a number unknown here',
      [ours(0)],
      [task(1, 0, 60, ended)],
      withTask,
    ],
    [
      'a deleted row that a failed task has left',
      [ours(0, gone)],
      [task(1, 0, 60, failed)],
      undefined,
    ],
    [
      'a row within a failed task and another one',
      [ours(30, running)],
      [task(1, 0, 60, failed), task(2, 30, 60)],
      found,
    ],
    [
      'a row that looks good, within a failed task and another one',
      [ours(30)],
      [task(1, 0, 60, failed), task(2, 30, 60)],
      found,
    ],
    [
      'a row that looks good, left by a task that failed',
      [ours(0)],
      [task(1, 0, 60, failed)],
      undefined,
    ],

    [
      'a task of that time that makes no backup is not its',
      [ours(0)],
      [task(1, 0, 60, other)],
      found,
    ],
    ['an automatic task is not its', [ours(0)], [task(1, 0, 60, automatic)], found],
    ['a change of size is not its', [ours(0)], [task(1, 0, 60, resize)], found],
    ['two tasks may be its: none is certain', [ours(30)], [task(1, 0, 60), task(2, 30, 60)], found],
    [
      'one that meets it in a second is another that may be',
      [ours(60)],
      [task(1, 0, 60), task(2, 60, 90)],
      found,
    ],
    ['a task 5 s later may be, but is not certain', [ours(0)], [task(1, 5, 60)], found],
    ['a task 90 s earlier, as from a queue', [ours(90)], [task(1, 0, 120)], withTask],
    [
      'a task that ended a second before, as times are rounded',
      [ours(61)],
      [task(1, 0, 60)],
      withTask,
    ],
    ['not a task that ended 2 s before', [ours(62)], [task(1, 0, 60)], found],

    ['of two, the one for this request', [ours(60, { BackupId: 'x' }, 'cccc'), ours(0)], [], found],
    [
      'even if that one is gone',
      [ours(60, { BackupId: 'x' }, 'cccc'), ours(0, gone)],
      [],
      { ...found, isGone: true },
    ],
    [
      'of two, the one that is still there',
      [ours(0, { ...gone, BackupId: 'x' }), ours(60)],
      [],
      found,
    ],
  ];
  test.each(table)('%s', (_name, backups, tasks, own) => {
    expect(collect(backups, tasks).ownBackup).toEqual(own);
  });

  test.each<[name: string, start: number, own: boolean]>([
    ['older than the run', 99, false],
    ['at its earliest time', 100, true],
    ['of no time', Number.NaN, true],
  ])('one that is %s: %p', (_name, start, own) => {
    const { ownBackup } = collect([ours(start)], [], EARLY, { earliest: 100_000, begun: 100_000 });
    expect(ownBackup !== undefined).toBe(own);
  });

  test.each([
    ['in no list: it is started', [], { BackupId: 'ours', sameContent: true }],
    ['of another time: the same', [task(1, 100, 160)], { BackupId: 'ours', sameContent: true }],
    ['listed: it is the run’s own', [task(1, 0)], undefined],
    ['one that failed: it is none', [task(1, 0, 60, failed)], undefined],
  ])('a row that runs, with its task %s', (_name, tasks, startedBackup) => {
    expect(collect([theirs('x', 0, running), ours(0, running)], tasks).startedBackup).toEqual(
      startedBackup,
    );
  });

  test('an older one under the same marker is no sign of one being made either', () => {
    expect(
      collect([ours(99, running)], [], EARLY, { earliest: 100_000, begun: 100_000 }).inProgress,
    ).toBeUndefined();
  });
});

describe('what keeps the instance from being backed up', () => {
  const table: [
    name: string,
    backups: BackupRow[],
    tasks: TaskRecord[],
    says: Pick<Evidence, 'inProgress' | 'change'>,
  ][] = [
    ['a manual backup', [], [task(1, 0)], { inProgress: 'task 1 (a manual backup)' }],
    [
      'an automatic backup',
      [],
      [task(1, 0, undefined, automatic)],
      { inProgress: 'task 1 (an automatic backup)' },
    ],
    [
      'a change of size',
      [],
      [task(1, 0, undefined, resize)],
      { inProgress: 'task 1 (a change of size)' },
    ],
    [
      'a deletion',
      [],
      [task(1, 0, undefined, deletion)],
      { inProgress: 'task 1 (the deletion of a backup)' },
    ],
    [
      'a task of an unknown type',
      [],
      [task(1, 0, undefined, other)],
      { inProgress: 'task 1 (a task of another type)' },
    ],
    [
      'a change that runs beside a backup: alone, it does not',
      [],
      [task(1, 0, undefined, change)],
      { change: 'task 1 (a change of parameters, accounts or bandwidth)' },
    ],
    [
      'a backup beside a change',
      [],
      [task(1, 0, undefined, change), task(2, 0)],
      {
        inProgress: 'task 2 (a manual backup)',
        change: 'task 1 (a change of parameters, accounts or bandwidth)',
      },
    ],
    ['an ended change does not', [], [task(1, 0, 60, change)], {}],
    [
      'ended tasks do not',
      [],
      [task(1, 0, 60, ended), task(2, 0, 60, failed), task(3, 0, 60, other)],
      {},
    ],
    [
      'a task without a readable time',
      [],
      [task(1, Number.NaN)],
      { inProgress: 'task 1 (a manual backup)' },
    ],
    [
      'the run’s row, its task in no list',
      [ours(0, running)],
      [],
      { inProgress: 'backup ours (of this run)' },
    ],
    [
      'the run’s row, with its task',
      [ours(0, running)],
      [task(1, 0)],
      { inProgress: 'task 1 (a manual backup)' },
    ],
    [
      'the run’s row that a failed task has left does not',
      [ours(0, running)],
      [task(1, 0, 60, failed)],
      {},
    ],
    [
      'a row of another run without a task does not: it may be locked for ever',
      [theirs('x', 0, running)],
      [],
      {},
    ],
    ['a finished row of the run does not', [ours(0)], [], {}],
  ];
  test.each(table)('%s', (_name, backups, tasks, says) => {
    const { inProgress, change: beside } = collect(backups, tasks);
    expect({ inProgress, change: beside }).toEqual(says);
  });

  test.each<[part: Partial<TaskRecord>, is: boolean]>([
    [{}, true],
    [automatic, true],
    [resize, true],
    [deletion, false],
    [change, false],
    [other, false],
    [failed, false],
    [ended, false],
    [{ state: 'succeeded' }, false],
  ])('of an unfinished manual task with %p, that a backup is in progress: %p', (part, is) => {
    expect(isInProgress(task(1, 0, undefined, part))).toBe(is);
  });
});

describe('succeeded manual tasks whose backup is in no list', () => {
  /** TaskIds; one with `hasRunningRow` is negative. */
  const table: [name: string, backups: BackupRow[], tasks: TaskRecord[], unlisted: number[]][] = [
    ['one without any row', [], [task(1, 0, 60)], [1]],
    ['one whose result is a number unknown here', [], [task(1, 0, 60, ended)], [1]],
    ['one without an end', [], [task(1, 0, 60, { endedAt: undefined })], [1]],
    ['not one with its backup', [backup('x', 0)], [task(1, 0, 60)], []],
    ['not one whose backup is gone', [backup('x', 0, gone)], [task(1, 0, 60)], []],
    ['not a failed one', [], [task(1, 0, 60, failed)], []],
    ['not one that runs', [], [task(1, 0)], []],
    ['not an automatic one', [], [task(1, 0, 60, automatic)], []],
    ['not a change of size', [], [task(1, 0, 60, resize)], []],
    [
      'not a task that makes none',
      [],
      [task(1, 0, 60, other), task(2, 0, 60, change), task(3, 0, 60, deletion)],
      [],
    ],

    ['a backup 10 s before its task is its', [backup('x', 0)], [task(1, 10, 60)], []],
    ['one 11 s before is not', [backup('x', 0)], [task(1, 11, 60)], [1]],
    ['a backup 90 s after the start of its task is its', [backup('x', 90)], [task(1, 0, 120)], []],
    ['one a second after its end is its', [backup('x', 61)], [task(1, 0, 60)], []],
    ['one of nobody’s 2 s after its end is not', [backup('x', 62)], [task(1, 0, 60)], [1]],
    ['one without a readable time is nobody’s', [backup('x', Number.NaN)], [task(1, 0, 60)], [1]],

    ['a row that runs is told', [backup('x', 0, running)], [task(1, 0, 60)], [-1]],
    [
      'a row that runs within another task is not',
      [backup('x', 100, running)],
      [task(1, 0, 60), task(2, 90, 120)],
      [1, -2],
    ],
    [
      'a row that a failed task may have left explains none',
      [backup('x', 30)],
      [task(1, 0, 60), task(2, 30, 60, failed)],
      [1],
    ],
    [
      'a row at 1 whose task may have failed explains none',
      [backup('x', 0, atOne)],
      [task(1, 0, 60, ended)],
      [1],
    ],
    [
      'a row at 2 within a task that has not ended explains none',
      [backup('x', 58)],
      [task(1, 0, 60), task(2, 58)],
      [1],
    ],

    [
      'two tasks far apart, one backup',
      [backup('x', 100)],
      [task(1, 0, 60), task(2, 100, 160)],
      [],
    ],
    [
      'two tasks far apart, the earlier backup',
      [backup('x', 0)],
      [task(1, 0, 60), task(2, 100, 160)],
      [2],
    ],
    [
      'overlapping tasks, a backup fewer: a doubt about each',
      [backup('x', 30)],
      [task(1, 0, 60), task(2, 30, 90)],
      [1, 2],
    ],
    [
      'overlapping tasks, as many backups',
      [backup('x', 30), backup('y', 30)],
      [task(1, 0, 60), task(2, 30, 90)],
      [],
    ],
    [
      'overlapping tasks, a backup within each',
      [backup('x', 0), backup('y', 100)],
      [task(1, 0, 60), task(2, 50, 120)],
      [],
    ],
    [
      'a chain of overlapping tasks is one stretch, whatever their order',
      [backup('x', 0), backup('y', 45)],
      [task(3, 80, 120), task(1, 0, 50), task(2, 40, 90)],
      [1, 2, 3],
    ],
    [
      'a long task and the short ones within it are one stretch',
      [backup('x', 0), backup('y', 10)],
      [task(1, 0, 200), task(2, 10, 20), task(3, 150, 160)],
      [1, 2, 3],
    ],
    [
      'tasks 10 s apart are one stretch',
      [backup('x', 62)],
      [task(1, 0, 60), task(2, 70, 90)],
      // The backup started after the first one had ended.
      [2],
    ],
    [
      'a stretch ends before the next one, whatever came before both',
      [backup('x', 0), backup('y', 110)],
      [task(1, 0, 60), task(2, 100, 160), task(3, 110, 170)],
      [2, 3],
    ],
    ['tasks 11 s apart are two', [backup('x', 62)], [task(1, 0, 60), task(2, 71, 90)], []],
    [
      'an automatic task in a stretch needs its backup as well',
      [backup('x', 30)],
      [task(1, 0, 60), task(2, 30, 60, automatic)],
      [1],
    ],
    [
      'a change of size in a stretch needs its backup as well',
      [backup('x', 30)],
      [task(1, 0, 60), task(2, 30, 60, resize)],
      [1],
    ],
    [
      'changes beside it take no backup from it',
      [backup('x', 0)],
      [task(1, 0, 60), task(2, 0, 60, change), task(3, 2, undefined, change)],
      [],
    ],
    [
      'a failed task takes no backup from the one before it',
      [backup('x', 0)],
      [task(1, 0, 60), task(2, 65, 70, failed)],
      [],
    ],
    [
      'a row shown twice, as by a list that moves, explains one task',
      [backup('x', 30), backup('x', 30)],
      [task(1, 0, 60), task(2, 30, 60)],
      [1, 2],
    ],

    [
      'until a finished manual backup that started later is listed',
      [backup('x', 100)],
      [task(1, 0, 60), task(2, 100, 160)],
      [],
    ],
    ['by its marker, though its task is in no list', [theirs('x', 100)], [task(1, 0, 60)], []],
    ['that is gone by now', [backup('x', 100, gone)], [task(1, 0, 60), task(2, 100, 160)], []],
    [
      'not one that started before the end',
      [theirs('x', 60), backup('y', 0)],
      [task(1, 0, 60), task(2, 0, 60), task(3, 30, 60)],
      [1, 2, 3],
    ],
    [
      'not one that started within a second of the end, and may be its own',
      [backup('x', 61)],
      [task(1, 0, 60), task(2, 0, 60)],
      [1, 2],
    ],
    ['not one that runs', [backup('x', 100, running)], [task(1, 0, 60), task(2, 100)], [1]],
    [
      'not one listed as good while its task runs',
      [backup('x', 100)],
      [task(1, 0, 60), task(2, 100)],
      [1],
    ],
    [
      'not one that a failed task has left',
      [theirs('x', 100)],
      [task(1, 0, 60), task(2, 100, 160, failed)],
      [1],
    ],
    [
      'not an automatic one',
      [backup('x', 100)],
      [task(1, 0, 60), task(2, 100, 160, automatic)],
      [1],
    ],
    [
      'not an automatic one so soon after it that either may have made the row',
      [backup('x', 61)],
      [task(1, 0, 60), task(2, 61, 90, automatic)],
      [1],
    ],
    [
      'not one that an automatic task may have made as well',
      [backup('x', 100)],
      [task(1, 0, 60), task(2, 100, 160), task(3, 100, 160, automatic)],
      [1, 2],
    ],

    [
      'until a deletion began five minutes later',
      [],
      [task(1, 0, 60), task(2, 360, 361, deletion)],
      [],
    ],
    ['even one that runs', [], [task(1, 0, 60), task(2, 360, undefined, deletion)], []],
    ['not one a second earlier', [], [task(1, 0, 60), task(2, 359, 361, deletion)], [1]],
    ['not another task', [], [task(1, 0, 60), task(2, 360, 361, other)], [1]],
  ];
  test.each(table)('%s', (_name, backups, tasks, unlisted) => {
    const told = collect(backups, tasks).unlisted;
    expect(told).toEqual(unlisted.map((id) => ({ TaskId: Math.abs(id), hasRunningRow: id < 0 })));
  });

  describe('until time has settled it', () => {
    const at = (seconds: number, zoneHours?: number): ClockFacts => ({
      now: seconds * 1_000,
      provenZoneMs: zoneHours === undefined ? undefined : zoneHours * HOUR * 1_000,
    });
    const ages: [name: string, end: number, clock: ClockFacts, inDoubt: boolean][] = [
      ['14 hours by a clock of an unknown zone', 0, at(14 * HOUR), true],
      ['a millisecond more', 0, at(14 * HOUR + 0.001), false],
      ['five minutes in a proven zone', 0, at(5 * MINUTE, 0), true],
      ['a second more', 0, at(5 * MINUTE + 1, 0), false],
      ['five minutes in UTC+8', 8 * HOUR, at(5 * MINUTE, 8), true],
      ['a second more', 8 * HOUR, at(5 * MINUTE + 1, 8), false],
      ['five minutes west of Greenwich', -3 * HOUR, at(5 * MINUTE, -3), true],
      ['a second more', -3 * HOUR, at(5 * MINUTE + 1, -3), false],
    ];
    test.each(ages)('%s (its end at %p s)', (_name, end, clock, inDoubt) => {
      expect(collect([], [task(1, end - 30, end)], clock).unlisted).toHaveLength(Number(inDoubt));
    });

    test('each task of a stretch by itself', () => {
      const stretch = [task(1, 0, 60), task(2, 50, 300)];
      const { unlisted } = collect([], stretch, at(5 * MINUTE + 61, 0));
      expect(unlisted.map(({ TaskId }) => TaskId)).toEqual([2]);
    });
  });
});

test('which tasks have ended', () => {
  const tasks = [
    ...[task(1, 0), task(2, 0, 60), task(3, 0, 60, failed)],
    ...[task(4, 0, 60, ended), task(5, 0, undefined, change), task(6, 0, 60, change)],
  ];
  expect(collect([], tasks).ended).toEqual([2, 3, 4, 6]);
});

describe('tasks and backups without anybody’s marker', () => {
  const table: [name: string, BackupRow[], TaskRecord[], unmarked: (number | string)[]][] = [
    [
      'a manual task, running or ended',
      [],
      [task(1, 0), task(2, 100, 160), task(3, 200, 260, ended)],
      [1, 2, 3],
    ],
    ['not a failed one', [], [task(1, 0, 60, failed)], []],
    [
      'no task of another kind',
      [],
      [task(1, 0, 60, automatic), task(2, 0, 60, resize), task(3, 0, 60, other)],
      [],
    ],
    ['not a task of a backup with a marker', [theirs('x', 0)], [task(1, 0, 60)], []],
    ['nor of the run’s own', [ours(0, running)], [task(1, 0)], []],
    ['a task whose backup has none, with it', [backup('x', 0)], [task(1, 0, 60)], [1, 'x']],
    ['a backup without its task', [backup('x', 0)], [], ['x']],
    [
      'not one that an automatic task may have made',
      [backup('x', 30)],
      [task(1, 0, 60), task(2, 30, 60, automatic)],
      [1],
    ],
    [
      'not one that a change of size may have made',
      [backup('x', 30)],
      [task(2, 30, 60, resize)],
      [],
    ],
    ['one while a change runs beside it', [backup('x', 30)], [task(2, 30, 60, change)], ['x']],
  ];
  test.each(table)('%s', (_name, backups, tasks, unmarked) => {
    expect(collect(backups, tasks).unmarked).toEqual(unmarked);
  });
});

describe('a backup without a remark that began since the run did', () => {
  const start: RunStart = { earliest: 0, begun: 100_000 };
  const bare = backup('bare', 100);
  const made = task(1, 100, 160);
  const table: [name: string, BackupRow[], TaskRecord[], told: string | undefined][] = [
    ['may be the run’s', [bare], [made], 'bare'],
    ['beside one that is older', [backup('x', 0), bare], [task(2, 0, 60), made], 'bare'],
    ['not of a task that began before it', [bare], [task(1, 99, 160)], undefined],
    ['not of no readable time', [backup('bare', Number.NaN)], [made], undefined],
    ['not with a remark of somebody’s', [backup('bare', 100, { Remark: 'x' })], [made], undefined],
    ['not where any backup has a marker', [bare, theirs('x', 0, gone)], [made], undefined],
    ['not one that runs', [{ ...bare, ...running }], [made], undefined],
    ['not one that is gone', [{ ...bare, ...gone }], [made], undefined],
    ['not one whose task runs', [bare], [task(1, 100)], undefined],
    ['of the day, though its task is in no list', [bare], [], 'bare'],
    ['not of before the run, its task in no list', [backup('x', 99)], [], undefined],
    ['not an automatic one', [bare], [task(1, 100, 160, automatic)], undefined],
    ['not one that may be automatic', [bare], [made, task(2, 100, 160, automatic)], undefined],
  ];
  test.each(table)('%s', (_name, backups, tasks, told) => {
    expect(collect(backups, tasks, EARLY, start).bare).toBe(told);
  });

  test.each([
    [100 + 24 * HOUR, 'bare'],
    [100 + 24 * HOUR + 1, undefined],
  ])('its task in no list, %d s later: the tasks of a day are read', (now, told) => {
    expect(collect([bare], [], { now: now * 1_000 }, start).bare).toBe(told);
  });

  test('the list has whole seconds, and the run has not', () => {
    const second = 1_800_000_000;
    const tellAt = (begun: number) =>
      collect([backup('x', second)], [task(1, second, second + 60)], EARLY, { earliest: 0, begun })
        .bare;
    expect(tellAt(second * 1_000 + 999)).toBe('x');
    expect(tellAt(second * 1_000 + 1_000)).toBeUndefined();
  });

  test('is no question for a run that may have begun at any time', () => {
    expect(collect([bare], [made])).not.toHaveProperty('bare');
  });
});

describe('several backups of one run', () => {
  const [x, y] = [theirs('x', 0), theirs('y', 60)];
  const table: [name: string, BackupRow[], duplicates: string[]][] = [
    ['two', [x, y], ['x', 'y']],
    ['three, beside another run’s', [x, ours(0), y, theirs('z', 120)], ['x', 'y', 'z']],
    ['for different requests', [ours(0), ours(60, { BackupId: 'x' }, 'cccc')], ['ours', 'x']],
    ['of two runs', [ours(0), ours(0, { BackupId: 'o' }), x, y], ['ours', 'o', 'x', 'y']],
    ['not one that runs', [x, { ...y, ...running }], []],
    ['not one that is gone', [x, { ...y, ...gone }], []],
    ['not the same one twice', [x, x], []],
    ['not two without a marker', [backup('x', 0), backup('y', 0)], []],
    ['no older than 12 hours before the newest', [x, y, backup('z', 12 * HOUR)], ['x', 'y']],
    ['not a second older', [x, y, backup('z', 12 * HOUR + 1)], []],
    ['of no readable time', [theirs('x', Number.NaN), y], ['x', 'y']],
    [
      'not a second older, beside one of no readable time',
      [x, y, backup('z', 12 * HOUR + 1), backup('n', Number.NaN)],
      [],
    ],
  ];
  test.each(table)('%s', (_name, backups, duplicates) => {
    expect(collect(backups, []).duplicates).toEqual(duplicates);
  });
});

describe('good backups that have ended for sure', () => {
  const table: [name: string, row: BackupRow, tasks: TaskRecord[], good: boolean][] = [
    ['a good one', backup('x', 0), [], true],
    ['one whose task has ended', backup('x', 0), [task(1, 0, 60)], true],
    ['one within a task of no backup', backup('x', 0), [task(1, 0, undefined, change)], true],
    ['one listed at 2 while its task runs', backup('x', 0), [task(1, 0)], false],
    [
      'one listed at 2 while an automatic task runs',
      backup('x', 0),
      [task(1, 0, undefined, automatic)],
      false,
    ],
    ['one that runs', backup('x', 0, running), [task(1, 0, 60)], false],
    ['one that is gone', backup('x', 0, gone), [], false],
    ['one that a failed task has left', backup('x', 0), [task(1, 0, 60, failed)], false],
  ];
  test.each(table)('%s', (_name, row, tasks, good) => {
    expect(findGood([row], tasks)).toEqual(good ? [row] : []);
  });
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

test('a task shown twice is one task, and its later reading counts', () => {
  const evidence = collect([backup('x', 0)], [task(1, 0), task(1, 0, 20)]);
  expect(evidence).toMatchObject({ unlisted: [], ended: [1], unmarked: [1, 'x'] });
  expect(evidence.inProgress).toBeUndefined();
});

test('a backup shown twice is one backup, and its later reading counts', () => {
  expect(collect([ours(0, running), ours(0)], [])).toMatchObject({
    ownBackup: { BackupId: 'ours', isGone: false },
    duplicates: [],
  });
});

/** A history of an instance: tasks one after another, far enough apart, each with its backup, listed or not. */
const history = fc.array(
  fc.record({
    gapMs: fc.integer({ min: 13_000, max: 3_600_000 }),
    tookMs: fc.integer({ min: 1, max: 600_000 }),
    kind: fc.constantFrom('012', '017'),
    result: fc.constantFrom(2, 2, 2, 3, 4),
    isListed: fc.boolean(),
    hasMarker: fc.boolean(),
  }),
  { maxLength: 6 },
);
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

const NOON = Date.UTC(2026, 1, 28, 12);

/** The rows of both lists as an API in this zone writes them, read back and weighed at a time before all of them. */
function weighIn(zoneMinutes: number, events: History, part: Partial<ClockFacts> = {}): Evidence {
  let now = NOON;
  const rows = events.map(({ gapMs, tookMs, kind, result, isListed, hasMarker }, index) => {
    const startedAt = now + gapMs;
    now = startedAt + tookMs;
    const StartTime = formatTime(startedAt, zoneMinutes);
    const EndTime = formatTime(now, zoneMinutes);
    const Remark = hasMarker && kind === '012' ? formatMarker(OURS) : 'x';
    return {
      task: { TaskId: index + 1, TaskType: kind, Result: result, StartTime, EndTime },
      backup: { BackupId: `b${index}`, Status: 2, StartTime, Remark, isListed },
    };
  });
  const backups = rows.flatMap(({ backup: row }) => (row.isListed && readBackup(row)) || []);
  const tasks = rows.flatMap(({ task: row }) => readTask(row) ?? []);
  return collectEvidence(backups, tasks, OURS, { now: NOON - 26 * HOUR * 1_000, ...part });
}

const zone = fc.integer({ min: -12 * 60, max: 14 * 60 });

test('whatever zone the API’s times are in, they say the same', () => {
  fc.assert(
    fc.property(zone, history, (zoneMinutes, events) => {
      expect(weighIn(zoneMinutes, events)).toEqual(weighIn(0, events));
    }),
  );
});

test('in a proven zone, the time that settles a doubt is the same', () => {
  fc.assert(
    fc.property(zone, history, fc.integer({ min: 0, max: 4 * HOUR }), (minutes, events, after) => {
      const now = NOON + after * 1_000;
      const there = weighIn(minutes, events, { now, provenZoneMs: minutes * 60_000 });
      expect(there).toEqual(weighIn(0, events, { now, provenZoneMs: 0 }));
    }),
  );
});

test('in doubt are the manual tasks without a backup since the last manual one that is listed', () => {
  fc.assert(
    fc.property(history, (events) => {
      const made = events
        .map((event, index) => ({ ...event, TaskId: index + 1 }))
        .filter(({ kind, result }) => kind === '012' && result !== 4);
      const last = made.findLastIndex(({ isListed }) => isListed);
      const inDoubt = made.slice(last + 1).map(({ TaskId }) => TaskId);
      const { unlisted } = weighIn(480, events);
      expect(unlisted.map(({ TaskId }) => TaskId)).toEqual(inDoubt);
    }),
  );
});

test('rows in any order say the same', () => {
  const rows = fc.array(
    fc.record({
      start: fc.integer({ min: 0, max: 120 }),
      length: fc.integer({ min: 0, max: 60 }),
      kind: fc.constantFrom('manual', 'automatic', 'resize', 'change', 'deletion', 'other'),
      state: fc.constantFrom('unfinished', 'succeeded', 'failed', 'ended'),
      isListed: fc.boolean(),
    }),
    { maxLength: 5 },
  );
  const sorted = ({ unlisted, ended: done, unmarked, duplicates }: Evidence) => ({
    unlisted: unlisted.map(({ TaskId, hasRunningRow }) => `${TaskId} ${hasRunningRow}`).sort(),
    ended: [...done].sort(),
    unmarked: [...unmarked].map(String).sort(),
    duplicates: [...duplicates].sort(),
  });
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.nat()), (events, numbers) => {
      const shuffle = <T>(list: readonly T[]) =>
        list
          .map((row) => ({ row, order: Number(numbers.next().value) }))
          .sort((a, b) => a.order - b.order)
          .map(({ row }) => row);
      const tasks = events.map(({ start, length, kind, state }, index) =>
        task(index, start, state === 'unfinished' ? undefined : start + length, { kind, state }),
      );
      const backups = events.flatMap(({ start, isListed }, index) =>
        isListed ? [theirs(`b${index}`, start)] : [],
      );
      const straight = collect(backups, tasks);
      const mixed = collect(shuffle(backups), shuffle(tasks));
      expect(sorted(mixed)).toEqual(sorted(straight));
      expect(mixed.inProgress === undefined).toBe(straight.inProgress === undefined);
    }),
  );
});
