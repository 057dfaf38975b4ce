// How old the newest good backup is, by a clock of an unknown zone, and whether it is recent enough to skip a target.
import {
  findNewest,
  isRecent,
  lastsFor,
  skipReason,
  toAgeMs,
  toHours,
  zoneOffset,
} from '../../src/backup/freshness';
import type { ListedBackup, TaskRecord } from '../../src/redis-api';
import { backup, task } from '../support/builders';
import { START_OF_TIME } from '../support/clock';
import fc from '../support/property';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const CHINA = 8 * HOUR;

/** A backup that began so many hours ago, by a clock in UTC+8 unless said otherwise. */
const old = (hours: number, part: Partial<ListedBackup> = {}, zoneMs = CHINA): ListedBackup =>
  backup({
    BackupId: `backup-${hours}`,
    startedAt: START_OF_TIME + zoneMs - hours * HOUR,
    ...part,
  });

describe('the newest good backup', () => {
  const table: [name: string, backups: ListedBackup[], good: string | undefined][] = [
    ['none', [], undefined],
    ['the youngest of several', [old(30), old(5), old(50)], 'backup-5'],
    ['not one in progress', [old(30), old(1, { state: 'running' })], 'backup-30'],
    ['not an expired one', [old(30), old(5, { state: 'gone' })], 'backup-30'],
    ['an automatic one as well', [old(30), old(5, { BackupType: '1' })], 'backup-5'],
    ['not one without a time', [old(30), old(5, { startedAt: Number.NaN })], 'backup-30'],
  ];
  test.each(table)('%s', (_name, backups, good) => {
    expect(findNewest(backups).good?.BackupId).toBe(good);
  });

  const inTask = (kind: TaskRecord['kind'], state: TaskRecord['state']) => {
    const { startedAt } = old(5);
    return task({
      kind,
      state,
      startedAt,
      endedAt: state === 'unfinished' ? undefined : startedAt,
    });
  };
  test.each<[name: string, task: TaskRecord, good: string]>([
    ['not one listed as good while its task runs', inTask('manual', 'unfinished'), 'backup-30'],
    ['nor while an automatic task does', inTask('automatic', 'unfinished'), 'backup-30'],
    ['one whose task has ended', inTask('manual', 'succeeded'), 'backup-5'],
    ['one while a change runs beside it', inTask('change', 'unfinished'), 'backup-5'],
  ])('%s', (_name, maker, good) => {
    expect(findNewest([old(30), old(5)], [maker]).good?.BackupId).toBe(good);
  });
});

describe('the latest time that the API’s clock has reached', () => {
  const at = (startedAt: number) => task({ startedAt });
  const table: [name: string, ListedBackup[], TaskRecord[], latest: number | undefined][] = [
    ['nothing is listed', [], [], undefined],
    ['the start of a backup', [backup({ startedAt: 5 }), backup({ startedAt: 3 })], [at(4)], 5],
    ['of a task', [backup({ startedAt: 5 })], [at(4), at(6)], 6],
    ['of one that runs', [backup({ startedAt: 7, state: 'running' })], [at(6)], 7],
    ['of one that is gone', [backup({ startedAt: 7, state: 'gone' })], [], 7],
    ['none without a time', [backup({ startedAt: Number.NaN })], [at(Number.NaN)], undefined],
  ];
  test.each(table)('%s', (_name, backups, tasks, latest) => {
    expect(findNewest(backups, tasks).latest).toBe(latest);
  });
});

describe('the clock of the API', () => {
  const table: [name: string, latest: number | undefined, offset: number][] = [
    ['nothing is known: as assumed', undefined, CHINA],
    ['a backup in the past: as assumed', START_OF_TIME + 7 * HOUR, CHINA],
    ['a moment ahead, as clocks differ', START_OF_TIME + CHINA + 4 * MINUTE, CHINA],
    ['an hour ahead: Tokyo', START_OF_TIME + 9 * HOUR - MINUTE, 9 * HOUR],
    [
      'most of six hours ahead: up to the whole hour',
      START_OF_TIME + CHINA + 345 * MINUTE,
      14 * HOUR,
    ],
  ];
  test.each(table)('%s', (_name, latest, offset) => {
    expect(zoneOffset(CHINA, latest, START_OF_TIME)).toBe(offset);
  });

  test('a correction never makes a backup younger than it is, nor gives it an age below nothing', () => {
    const quarter = fc.integer({ min: -12 * 4, max: 14 * 4 }).map((n) => n * 15 * MINUTE);
    fc.assert(
      fc.property(quarter, quarter, fc.integer({ min: 0, max: 600 }), (real, assumed, minutes) => {
        const startedAt = START_OF_TIME + real - minutes * MINUTE;
        const ageWith = (offset: number) =>
          toAgeMs(startedAt, zoneOffset(offset, startedAt, START_OF_TIME), START_OF_TIME);
        expect(ageWith(assumed)).toBeGreaterThanOrEqual(0);
        // With an offset that is not too low, or one that is caught, the age is the true one or more.
        expect(ageWith(Math.max(assumed, real))).toBeGreaterThanOrEqual(minutes * MINUTE);
      }),
    );
  });
});

describe('young enough to be skipped, of 24 hours', () => {
  const table: [name: string, age: number, young: boolean][] = [
    ['a minute', MINUTE, true],
    ['six minutes short of a day', 24 * HOUR - 6 * MINUTE, true],
    ['a schedule that is a second early does not skip itself', 24 * HOUR - 1_000, false],
    ['nor one that is four minutes early', 24 * HOUR - 4 * MINUTE, false],
    ['a day', 24 * HOUR, false],
  ];
  test.each(table)('%s', (_name, age, young) => {
    expect(isRecent(age, 24)).toBe(young);
  });
});

describe('why a target is skipped', () => {
  const good = old(3, { StartTime: '2026-01-02 08:04:05' });
  const skip = {
    Reason: 'backed up recently',
    BackupId: 'backup-3',
    StartTime: '2026-01-02 08:04:05',
    AgeHours: 3,
  };
  const table: [name: string, ageMs: number, skip: object | undefined][] = [
    ['a young one', 3 * HOUR, skip],
    ['one of this very moment', 0, { ...skip, AgeHours: 0 }],
    ['one five minutes too young', 24 * HOUR - 5 * MINUTE, undefined],
    ['an old one', 25 * HOUR, undefined],
  ];
  test.each(table)('%s', (_name, ageMs, expected) => {
    expect(skipReason(24, good, ageMs)).toEqual(expected);
  });
});

test('hours have one decimal place', () => {
  expect([0, 90 * MINUTE, 26.04 * HOUR].map(toHours)).toEqual([0, 1.5, 26]);
});

describe('a backup that is kept as long as the request asks', () => {
  const DAY = 24 * HOUR;
  const kept = (ms: number) => ({ startedAt: 0, expiresAt: ms });
  const table: [
    name: string,
    row: { startedAt: number; expiresAt: number },
    days: number | undefined,
    lasts: boolean,
  ][] = [
    ['any, when it asks for none', kept(DAY), undefined, true],
    ['any, for the default', kept(DAY), 0, true],
    ['as long', kept(30 * DAY), 30, true],
    ['longer', kept(31 * DAY), 30, true],
    ['as long from a start that was rounded', kept(30 * DAY - HOUR), 30, true],
    ['shorter', kept(7 * DAY), 30, false],
    ['without an end that can be read', kept(Number.NaN), 30, false],
    ['without a start that can be read', { startedAt: Number.NaN, expiresAt: DAY }, 1, false],
  ];
  test.each(table)('%s', (_name, row, days, lasts) => expect(lastsFor(row, days)).toBe(lasts));
});
