// What the settings allow a request to concern.
import { findForbidden, matchesPattern } from '../../src/request/allow-list';
import { parseBackupRequest } from '../../src/request/backup-request';
import { backupRequest } from '../support/builders';
import { configOf, type Settings } from '../support/deps';

describe('an id fits a pattern', () => {
  const table: [id: string, pattern: string, does: boolean][] = [
    ['crs-demo0001', 'crs-demo0001', true],
    ['crs-demo0001', 'crs-demo0002', false],
    ['crs-demo0001', 'crs-demo000', false],
    ['crs-demo0001', 'crs-demo00011', false],
    ['crs-demo0001', '*', true],
    ['crs-demo0001', 'crs-*', true],
    ['crs-demo0001', 'crs-demo*', true],
    ['crs-demo0001', 'crs-prod*', false],
    ['crs-demo0001', '*0001', true],
    ['crs-demo0001', '*0002', false],
    ['crs-demo0001', 'crs-*0001', true],
    ['crs-demo0001', 'crs-d*m*1', true],
    ['crs-demo0001', 'crs-d*x*1', false],
    ['crs-demo0001', 'crs-demo0001*', true],
    ['crs-demo0001', '**', true],
    // The head and the tail may not share characters.
    ['crs-aba', 'crs-ab*ba', false],
    ['crs-abba', 'crs-ab*ba', true],
    // Nothing in a pattern but the star is special.
    ['crs-demo0001', 'crs-demo....', false],
    ['crs-demo0001', 'crs-[a-z]*', false],
  ];
  test.each(table)('%s %s: %p', (id, pattern, does) =>
    expect(matchesPattern(id, pattern)).toBe(does),
  );

  test('a pattern of many stars is quick', () => {
    const pattern = `crs-${'a*'.repeat(500)}b`;
    const before = performance.now();
    expect(matchesPattern(`crs-${'a'.repeat(60)}`, pattern)).toBe(false);
    // Trying every way to share out the characters would take longer than anybody lives.
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe('what the settings allow', () => {
  const one = { InstanceId: 'crs-demo0001' };
  const many = { InstanceIds: ['crs-demo0001', 'crs-prod0001', 'crs-prod0002'] };
  const table: [name: string, settings: Settings, value: object, issues: [string, string][]][] = [
    ['everything, when none is set', {}, { ...many, StorageDays: 1825 }, []],
    ['an instance that is named', { ALLOWED_INSTANCES: 'crs-demo0001' }, one, []],
    ['one of two patterns', { ALLOWED_INSTANCES: 'crs-prod* crs-demo*' }, many, []],
    [
      'no other instance',
      { ALLOWED_INSTANCES: 'crs-prod*' },
      one,
      [['InstanceId', 'crs-demo0001 is not allowed by the setting ALLOWED_INSTANCES']],
    ],
    [
      'none of several others',
      { ALLOWED_INSTANCES: 'crs-demo*' },
      many,
      [
        ['InstanceIds', 'crs-prod0001 is not allowed by the setting ALLOWED_INSTANCES'],
        ['InstanceIds', 'crs-prod0002 is not allowed by the setting ALLOWED_INSTANCES'],
      ],
    ],
    ['a region that is named', { ALLOWED_REGIONS: 'ap-tokyo ap-guangzhou' }, one, []],
    [
      'no other region',
      { ALLOWED_REGIONS: 'ap-tokyo' },
      one,
      [['Region', 'ap-guangzhou is not allowed by the setting ALLOWED_REGIONS']],
    ],
    ['as many days as set', { MAX_STORAGE_DAYS: '7' }, { ...one, StorageDays: 7 }, []],
    ['days left out', { MAX_STORAGE_DAYS: '0' }, one, []],
    [
      'no more days',
      { MAX_STORAGE_DAYS: '7' },
      { ...one, StorageDays: 8 },
      [['StorageDays', '8 is over the setting MAX_STORAGE_DAYS (7)']],
    ],
    ['as few days as set', { MIN_STORAGE_DAYS: '7' }, { ...one, StorageDays: 7 }, []],
    ["the instance's own days", { MIN_STORAGE_DAYS: '7' }, one, []],
    [
      'no fewer days',
      { MIN_STORAGE_DAYS: '7' },
      { ...one, StorageDays: 6 },
      [['StorageDays', '6 is under the setting MIN_STORAGE_DAYS (7)']],
    ],
    [
      'nothing of it',
      { ALLOWED_INSTANCES: 'crs-x', ALLOWED_REGIONS: 'ap-tokyo', MAX_STORAGE_DAYS: '0' },
      { ...one, StorageDays: 1 },
      [
        ['InstanceId', 'crs-demo0001 is not allowed by the setting ALLOWED_INSTANCES'],
        ['Region', 'ap-guangzhou is not allowed by the setting ALLOWED_REGIONS'],
        ['StorageDays', '1 is over the setting MAX_STORAGE_DAYS (0)'],
      ],
    ],
  ];
  test.each(table)('%s', (_name, settings, value, issues) => {
    const found = findForbidden(backupRequest(value), configOf(settings));
    expect(found.map(({ path, message }) => [path, message])).toEqual(issues);
  });
});

test('each region of a selector must be allowed', () => {
  const parsed = parseBackupRequest({ Selector: { Regions: ['ap-seoul', 'ap-tokyo'] } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  expect(findForbidden(parsed.value, configOf({ ALLOWED_REGIONS: 'ap-seoul' }))).toEqual([
    {
      path: 'Selector.Regions',
      message: 'ap-tokyo is not allowed by the setting ALLOWED_REGIONS',
    },
  ]);
});
