// What a selector may hold: tags, each key once, the beginning of a name, regions.
import { parseBackupRequest } from '../../src/request/backup-request';
import type { Region } from '../../src/request/ids';
import { MAX_OF_EACH } from '../../src/request/selector';

const fallbackRegion = 'ap-guangzhou' as Region;
const DAILY = { TagKey: 'backup', TagValue: 'daily' };
const issuesOf = (Selector: object) => {
  const parsed = parseBackupRequest({ Selector }, { fallbackRegion });
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`);
};
const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

const good: [name: string, selector: object][] = [
  ['nothing: every instance', {}],
  ['a tag', { Tags: [DAILY] }],
  ['an empty value of a tag', { Tags: [{ TagKey: 'a', TagValue: '' }] }],
  [
    'as many tags as there may be',
    { Tags: many(MAX_OF_EACH, (n) => ({ TagKey: `k${n}`, TagValue: '' })) },
  ],
  ['a name of sixty characters', { NamePrefix: 'n'.repeat(60) }],
  ['two regions', { Regions: ['ap-seoul', 'ap-tokyo'] }],
  ['all regions', { Regions: 'all' }],
  ['a tag that excludes, whatever its value', { ExcludeTags: [{ TagKey: 'no-backup' }] }],
  ['a key that excludes by two values', { ExcludeTags: [DAILY, { ...DAILY, TagValue: 'b' }] }],
];
test.each(good)('%s', (_name, selector) => expect(issuesOf(selector)).toEqual([]));

const bad: [name: string, selector: object, issues: string[]][] = [
  [
    'a tag without a value',
    { Tags: [{ TagKey: 'a' }] },
    ['Selector.Tags[0].TagValue: must be {"TagKey":"…","TagValue":"…"}'],
  ],
  [
    'a key twice',
    { Tags: [DAILY, DAILY] },
    ['Selector.Tags: names a key twice; an instance has one value for each key'],
  ],
  [
    'a tag too many',
    { Tags: many(MAX_OF_EACH + 1, (n) => ({ TagKey: `k${n}`, TagValue: '' })) },
    ['Selector.Tags: must name at most 20 tags'],
  ],
  [
    'an empty prefix',
    { NamePrefix: '' },
    ['Selector.NamePrefix: must not be empty; else leave it out'],
  ],
  [
    'a prefix that is too long',
    { NamePrefix: 'n'.repeat(61) },
    ['Selector.NamePrefix: the beginning of a name must have at most 60 characters'],
  ],
  [
    'a word for regions',
    { Regions: 'every' },
    ['Selector.Regions: must be a list of region ids, or "all", and is a text'],
  ],
  [
    'an unknown field of a tag that excludes',
    { ExcludeTags: [{ TagKey: 'a', Value: 'b' }] },
    ['Selector.ExcludeTags[0].Value: unknown field; the fields are TagKey, TagValue'],
  ],
  [
    'no regions',
    { Regions: [] },
    ['Selector.Regions: must name at least one region; else leave it out'],
  ],
];
test.each(bad)('%s', (_name, selector, issues) => expect(issuesOf(selector)).toEqual(issues));

test('a list is no selector: it would pass for one without fields, which means every instance', () => {
  expect(issuesOf([])).toEqual([
    'Selector: must be an object like {"Tags":[{"TagKey":"backup","TagValue":"daily"}]}',
  ]);
});
