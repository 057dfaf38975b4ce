// What a request is about: one kind of target, known fields, one place for the region.
import type { InstanceId, Region } from '../../src/request/ids';
import {
  findTargetIssues,
  findUnknownFields,
  hasSelector,
  listRegions,
  toTargets,
} from '../../src/request/targets';

const HOME = 'ap-guangzhou' as Region;
const [seoul, tokyo] = ['ap-seoul', 'ap-tokyo'] as Region[] as [Region, Region];
const InstanceIds = ['crs-a' as InstanceId];

test('only a request with a selector has one, an empty one included', () => {
  expect(hasSelector({ InstanceIds, Region: HOME })).toBe(false);
  expect(hasSelector({ InstanceIds: [], Region: HOME, Selector: {} })).toBe(true);
});

test('a request reaches into the regions of its selector, each once, else into its own', () => {
  expect(listRegions({ InstanceIds, Region: HOME })).toEqual([HOME]);
  expect(listRegions({ InstanceIds: [], Region: HOME, Selector: {} })).toEqual([HOME]);
  const Selector = { Regions: [seoul, tokyo, seoul] };
  expect(listRegions({ InstanceIds: [], Region: HOME, Selector })).toEqual([seoul, tokyo]);
});

const fallbackRegion = 'ap-guangzhou' as Region;
const DAILY = { TagKey: 'backup', TagValue: 'daily' };
const told = (issues: readonly { path: string; message: string }[]) =>
  issues.map(({ path, message }) => `${path}: ${message}`);

describe('findTargetIssues', () => {
  const table: [name: string, given: object, issues: string[]][] = [
    ['one instance', { InstanceId: 'crs-a' }, []],
    ['a selector', { Selector: { Tags: [DAILY] } }, []],
    [
      'two targets',
      { InstanceId: 'crs-a', Selector: {} },
      ['Selector: two targets; give one of InstanceId, Selector'],
    ],
    [
      'two places for a region',
      { Region: 'ap-seoul', Selector: { Regions: ['ap-seoul'] } },
      ['Region: given twice; leave it out beside Selector.Regions'],
    ],
  ];
  test.each(table)('%s', (_name, given, issues) => {
    expect(told(findTargetIssues({ ...given }, { fallbackRegion }))).toEqual(issues);
  });

  test('a selector with regions needs no other region', () => {
    expect(findTargetIssues({ Selector: { Regions: ['ap-seoul'] } }, {})).toEqual([]);
  });
});

describe('toTargets', () => {
  const tokyo = 'ap-tokyo' as Region;
  const seoul = 'ap-seoul' as Region;
  const table: [name: string, fields: Parameters<typeof toTargets>[0], targets: object][] = [
    [
      'the region of the request',
      { Selector: {}, Region: seoul },
      { InstanceIds: [], Selector: {}, Region: seoul },
    ],
    [
      'else the first of the selector',
      { Selector: { Regions: [seoul, tokyo] } },
      { Region: seoul },
    ],
    [
      'else the fallback',
      { Selector: { Tags: [DAILY] } },
      { Selector: { Tags: [DAILY] }, Region: fallbackRegion },
    ],
    [
      'what was asked of an empty selection',
      { Selector: {}, AllowEmpty: true },
      { AllowEmpty: true },
    ],
  ];
  test.each(table)('%s', (_name, fields, targets) => {
    expect(toTargets(fields, fallbackRegion)).toMatchObject(targets);
  });
});

test('fields that are unknown, those of a selector and its tags included', () => {
  const found = findUnknownFields(
    { Selector: { tags: [], Tags: [{ ...DAILY, tagkey: 'b' }, 7] }, regoin: 1 },
    ['Selector', 'Region'],
  );
  expect(found.map(({ path }) => path)).toEqual([
    'regoin',
    'Selector.tags',
    'Selector.Tags[0].tagkey',
  ]);
});
