// The verdict on one instance, and which is the most urgent.
import {
  type Coverage,
  type CoverageRow,
  compareUrgency,
  getOldestAgeHours,
  type InstanceBackups,
  isCovered,
  toCoverageRow,
} from '../../src/queries/coverage';
import type { ListedBackup } from '../../src/redis-api';
import { backup, failure, GUANGZHOU, id, target, task } from '../support/builders';
import { START_OF_TIME } from '../support/clock';

const HOUR = 3_600_000;

const CHINA = 8 * HOUR;

/** A backup that began so many hours ago, by a clock in UTC+8 unless said otherwise. */
const old = (hours: number, part: Partial<ListedBackup> = {}, zoneMs = CHINA): ListedBackup =>
  backup({
    BackupId: `backup-${hours}`,
    startedAt: START_OF_TIME + zoneMs - hours * HOUR,
    ...part,
  });

describe('the coverage of one instance, of 26 hours', () => {
  const facts = { MaxAgeHours: 26, zoneMs: CHINA, latest: undefined, now: START_OF_TIME };
  const running = task({ state: 'unfinished', endedAt: undefined });
  const table: [
    name: string,
    part: Partial<InstanceBackups>,
    state: CoverageRow['State'],
    why: string,
    age: number | undefined,
  ][] = [
    ['never backed up', {}, 'never', 'no backup in the last 7 days', undefined],
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
      'never',
      'no backup in the last 7 days',
      undefined,
    ],
    [
      'the first one in progress: no proof yet',
      { tasks: [running] },
      'never',
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
      'never',
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
    [
      'unreadable',
      { failure: failure('InternalError', { message: 'down' }) },
      'unreadable',
      'cannot be read: InternalError: down',
      undefined,
    ],
    ['isolated', { Status: -2, backups: [old(90)] }, 'stopped', 'not running: isolated', 90],
    [
      'in process, perhaps by its own backup',
      { Status: 1, backups: [old(1)] },
      'covered',
      'last good backup 1 h ago',
      1,
    ],
    [
      'not there',
      { failure: failure('ResourceNotFound.InstanceNotExists', { message: 'gone' }) },
      'missing',
      'the API knows no such instance: gone',
      undefined,
    ],
  ];
  test.each(table)('%s', (_name, part, State, Why, AgeHours) => {
    const holdings = {
      InstanceId: id('crs-a'),
      Region: GUANGZHOU,
      backups: [],
      tasks: [],
      days: 7,
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
      row('h', 'stopped', 99),
      row('g', 'covered', 1),
      row('f', 'covered', 20),
      row('e', 'stale', 30),
      row('d', 'stale', 900),
      row('c', 'unreadable'),
      row('b', 'missing'),
      row('a', 'never'),
    ];
    expect(
      rows
        .sort(compareUrgency)
        .map(({ InstanceId }) => InstanceId)
        .join(''),
    ).toBe('abcdefgh');
  });
});

describe('a coverage as a whole', () => {
  const judged = (State: CoverageRow['State'], AgeHours?: number) => ({
    ...target(`crs-${State}`),
    ...{ State, Why: '', marks: [] },
    ...(AgeHours === undefined ? {} : { AgeHours }),
  });
  const coverage = (rows: Coverage['rows'], mayBeEmpty = false): Coverage => ({
    ...{ MaxAgeHours: 26, rows, unlisted: [], mayBeEmpty },
  });
  const good = judged('covered', 3);
  const table: [name: string, rows: Coverage['rows'], covered: boolean, oldest: number | null][] = [
    ['all covered', [good], true, 3],
    ['a stopped one is not watched', [good, judged('stopped', 900)], true, 3],
    ['one stale', [good, judged('stale', 40)], false, 40],
    ['one never backed up, which is worse than any age', [good, judged('never')], false, null],
    ['one missing', [good, judged('missing')], false, null],
    ['one unreadable', [good, judged('unreadable')], false, null],
    ['nothing to watch proves nothing', [judged('stopped')], false, null],
    ['nothing at all', [], false, null],
  ];
  test.each(table)('%s', (_name, rows, covered, oldest) => {
    expect([isCovered(coverage(rows)), getOldestAgeHours(coverage(rows))]).toEqual([
      covered,
      oldest,
    ]);
  });
  test('nothing is fine where that is said', () =>
    expect(isCovered(coverage([], true))).toBe(true));
});
