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
    ['Selector.NamePrefix: must not be empty; leave it out for all instances'],
  ],
  [
    'a prefix that is too long',
    { NamePrefix: 'n'.repeat(61) },
    ['Selector.NamePrefix: NamePrefix must have at most 60 characters'],
  ],
  [
    'no regions',
    { Regions: [] },
    ['Selector.Regions: must name at least one region; leave it out for the region of the request'],
  ],
];
test.each(bad)('%s', (_name, selector, issues) => expect(issuesOf(selector)).toEqual(issues));
