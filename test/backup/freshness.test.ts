import {
  findNewest,
  isRecent,
  skipReason,
  toAgeMs,
  toHours,
  zoneOffset,
} from '../../src/backup/freshness';
import {
  type CoverageRow,
  compareUrgency,
  type InstanceBackups,
  toCoverageRow,
} from '../../src/queries/coverage';
import type { ListedBackup } from '../../src/redis-api';
import { backup, failure, GUANGZHOU, id, task } from '../fleet/fake-api';
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
        const offset = zoneOffset(assumed, startedAt, START_OF_TIME);
        const age = toAgeMs(startedAt, offset, START_OF_TIME);
        expect(age).toBeGreaterThanOrEqual(0);
        // With an offset that is not too low, or one that is caught, the age is the true one or more.
        if (assumed >= real) expect(age).toBeGreaterThanOrEqual(minutes * MINUTE);
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
  const good = old(3);
  const unfinished = task({ state: 'unfinished', TaskId: 9 });
  const table: [
    name: string,
    facts: Partial<Parameters<typeof skipReason>[0]>,
    skip: object | undefined,
  ][] = [
    ['no backup', {}, undefined],
    [
      'a young one',
      { good, lastGoodAgeMs: 3 * HOUR },
      { Reason: 'backed up recently', AgeHours: 3 },
    ],
    ['an old one', { good, lastGoodAgeMs: 25 * HOUR }, undefined],
    ['one in progress', { unfinished }, { Reason: 'backup in progress', TaskId: 9 }],
  ];
  test.each(table)('%s', (_name, facts, skip) => {
    const told = skipReason({ withinHours: 24, unfinished: undefined, ...facts });
    if (skip === undefined) expect(told).toBeUndefined();
    else expect(told).toMatchObject(skip);
  });
});

describe('the coverage of one instance, of 26 hours', () => {
  const facts = { MaxAgeHours: 26, days: 7, zoneMs: CHINA, latest: undefined, now: START_OF_TIME };
  const running = task({ state: 'unfinished', endedAt: undefined });
  const table: [
    name: string,
    part: Partial<InstanceBackups>,
    state: CoverageRow['State'],
    why: string,
    age: number | undefined,
  ][] = [
    ['never backed up', {}, 'stale', 'no backup in the last 7 days', undefined],
    ['fresh', { backups: [old(3)] }, 'covered', 'last good backup 3 h ago', 3],
    ['just in time', { backups: [old(26)] }, 'covered', 'last good backup 26 h ago', 26],
    ['stale', { backups: [old(27.5)] }, 'stale', 'last good backup 27.5 h ago, over 26 h', 27.5],
    [
      'stale with one in progress',
      { backups: [old(30), old(0.1, { state: 'running' })] },
      'stale',
      'last good backup 30 h ago, over 26 h; one is in progress',
      30,
    ],
    [
      'another task in progress: none of a backup',
      { tasks: [{ ...running, kind: 'other' as const }] },
      'stale',
      'no backup in the last 7 days',
      undefined,
    ],
    [
      'the first one in progress: no proof yet',
      { tasks: [running] },
      'stale',
      'no backup in the last 7 days; one is in progress',
      undefined,
    ],
    [
      'automatic only',
      { backups: [old(9, { BackupType: '1' })] },
      'covered',
      'last good backup 9 h ago',
      9,
    ],
    [
      'expired only',
      { backups: [old(5, { state: 'gone' }), old(29, { state: 'gone' })] },
      'stale',
      '2 backups, all gone, in the last 7 days',
      undefined,
    ],
    [
      'a clock in another zone, found out by a backup that would lie in the future',
      { backups: [old(0.5, {}, 9 * HOUR), old(24.5, {}, 9 * HOUR)] },
      'covered',
      'last good backup 0.5 h ago',
      0.5,
    ],
    ['isolated', { Status: -2, backups: [old(90)] }, 'skipped', 'not running: isolated', 90],
    [
      'in process, perhaps by its own backup',
      { Status: 1, backups: [old(1)] },
      'covered',
      'last good backup 1 h ago',
      1,
    ],
    [
      'unreadable',
      { failure: failure('ResourceNotFound.InstanceNotExists', 'gone') },
      'stale',
      'cannot be read: ResourceNotFound.InstanceNotExists: gone',
      undefined,
    ],
  ];
  test.each(table)('%s', (_name, part, State, Why, AgeHours) => {
    const holdings = {
      InstanceId: id('crs-a'),
      Region: GUANGZHOU,
      backups: [],
      tasks: [],
      ...part,
    };
    const row = toCoverageRow(holdings, facts);
    expect(row).toMatchObject({ State, Why });
    expect(row.AgeHours).toBe(AgeHours);
  });

  test('the most urgent come first', () => {
    const row = (name: string, State: CoverageRow['State'], AgeHours?: number) => ({
      InstanceId: id(name),
      Region: GUANGZHOU,
      State,
      Why: '',
      ...(AgeHours === undefined ? {} : { AgeHours }),
    });
    const rows = [
      row('f', 'skipped', 99),
      row('e', 'covered', 1),
      row('d', 'covered', 20),
      row('c', 'stale', 30),
      row('b', 'stale', 40),
      row('a', 'stale'),
    ];
    expect(
      rows
        .sort(compareUrgency)
        .map(({ InstanceId }) => InstanceId)
        .join(''),
    ).toBe('abcdef');
  });
});

test('hours have one decimal place', () => {
  expect([0, 90 * MINUTE, 26.04 * HOUR].map(toHours)).toEqual([0, 1.5, 26]);
});
