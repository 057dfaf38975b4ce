// What a request means, and what is wrong with a wrong one.
import { MAX_INSTANCES, MAX_REMARK, parseBackupRequest } from '../../src/request/backup-request';
import { MAX_ISSUES } from '../../src/request/explain';
import type { Region } from '../../src/request/ids';
import { WRONG_REQUESTS } from '../support/wrong-requests';

const ID = 'crs-demo0001';
const HOME = 'ap-guangzhou' as Region;
const parse = (value: unknown) => parseBackupRequest(value, { fallbackRegion: HOME });
const issuesOf = (parsed: ReturnType<typeof parseBackupRequest>) =>
  parsed.ok ? [] : parsed.issues.map(({ path, message }) => [path, message]);

describe('a good request', () => {
  const one = { InstanceIds: [ID], Region: HOME, form: 'one' };
  const table: [name: string, request: object, value: object][] = [
    ['one instance', { InstanceId: ID }, one],
    ['the shortest id', { InstanceId: 'crs-a' }, { ...one, InstanceIds: ['crs-a'] }],
    [
      'the longest id',
      { InstanceId: `crs-${'a'.repeat(60)}` },
      { ...one, InstanceIds: [`crs-${'a'.repeat(60)}`] },
    ],
    ['its own region', { InstanceId: ID, Region: 'ap-tokyo' }, { ...one, Region: 'ap-tokyo' }],
    [
      'a finance region',
      { InstanceId: ID, Region: 'ap-shanghai-fsi' },
      { ...one, Region: 'ap-shanghai-fsi' },
    ],
    ['an empty remark', { InstanceId: ID, Remark: '' }, { ...one, Remark: '' }],
    [
      'the longest remark',
      { InstanceId: ID, Remark: 'x'.repeat(MAX_REMARK) },
      { ...one, Remark: 'x'.repeat(MAX_REMARK) },
    ],
    ['no days', { InstanceId: ID, StorageDays: 0 }, { ...one, StorageDays: 0 }],
    ['most days', { InstanceId: ID, StorageDays: 1825 }, { ...one, StorageDays: 1825 }],
    ['a run key', { InstanceId: ID, IdempotencyKey: 'k 1' }, { ...one, IdempotencyKey: 'k 1' }],
    [
      'several, one of them twice',
      { InstanceIds: [ID, 'crs-b', ID] },
      { InstanceIds: [ID, 'crs-b'], Region: HOME, form: 'many' },
    ],
    [
      'with all that is optional',
      {
        InstanceId: ID,
        Wait: true,
        DryRun: false,
        AllowEmpty: true,
        SkipIfBackedUpWithinHours: 23.5,
      },
      { ...one, Wait: true, DryRun: false, AllowEmpty: true, SkipIfBackedUpWithinHours: 23.5 },
    ],
    [
      'a selector, which may find many',
      { Selector: { NamePrefix: 'a' } },
      { InstanceIds: [], Selector: { NamePrefix: 'a' }, Region: HOME, form: 'many' },
    ],
    [
      'a list of one is still a list',
      { InstanceIds: [ID] },
      { InstanceIds: [ID], Region: HOME, form: 'many' },
    ],
  ];
  test.each(table)('%s', (_name, request, value) => {
    expect(parse(request)).toEqual({ ok: true, value });
  });

  test('names up to a thousand instances', () => {
    const InstanceIds = Array.from({ length: MAX_INSTANCES }, (_, index) => `crs-${index}`);
    expect(parse({ InstanceIds })).toMatchObject({ ok: true, value: { InstanceIds } });
  });
});

test('there are thirteen wrong ones', () => expect(WRONG_REQUESTS).toHaveLength(13));

test.each(WRONG_REQUESTS)('$name', ({ request, issues }) => {
  expect(issuesOf(parse(request))).toEqual(issues);
});

describe('a bad value', () => {
  const id: [string, string] = [
    'InstanceId',
    'must be an instance id like crs-xjhsdj12 (lower case)',
  ];
  const region = ['Region', 'must be a region id like ap-guangzhou'];
  const days: [string, string] = ['StorageDays', 'must be a whole number of days from 0 to 1825'];
  const key: [string, string] = ['IdempotencyKey', 'must be 1 to 255 printable ASCII characters'];
  const table: [name: string, request: object, issue: string[]][] = [
    ['an id without its prefix', { InstanceId: 'demo0001' }, id],
    ['a prefix without an id', { InstanceId: 'crs-' }, id],
    [
      'an id with a space around it',
      { InstanceId: ` ${ID}` },
      [id[0], `${id[1]}, and has a space in it`],
    ],
    [
      'an id with a line break behind it',
      { InstanceId: `${ID}\n` },
      [id[0], `${id[1]}, and has a space in it`],
    ],
    ['a pattern for an id', { InstanceId: 'crs-*' }, id],
    ['a path for an id', { InstanceId: 'crs-demo0001/../crs-demo0002' }, id],
    ['a Cyrillic letter in an id', { InstanceId: 'crs-d\u0435mo0001' }, id],
    ['full-width digits in an id', { InstanceId: 'crs-demo\uff11\uff11' }, id],
    ['a lone surrogate in an id', { InstanceId: 'crs-\ud800' }, id],
    [
      'a list for an id',
      { InstanceId: [ID] },
      ['InstanceId', 'must be a string like crs-xjhsdj12, and is a list'],
    ],
    ['an id that is too long', { InstanceId: `crs-${'a'.repeat(61)}` }, id],
    [
      'a null id',
      { InstanceId: null },
      ['InstanceId', 'must be a string like crs-xjhsdj12, and is null'],
    ],
    [
      'a text for a list',
      { InstanceIds: ID },
      ['InstanceIds', 'must be a list of instance ids, and is a text'],
    ],
    [
      'one too many',
      { InstanceIds: Array.from({ length: MAX_INSTANCES + 1 }, () => ID) },
      ['InstanceIds', 'must name at most 1000 instances; split the request'],
    ],
    ['a zone for a region', { InstanceId: ID, Region: 'AP-guangzhou-3' }, region],
    ['an empty region', { InstanceId: ID, Region: '' }, region],
    ['an endpoint for a region', { InstanceId: ID, Region: 'evil.example' }, region],
    [
      'a null region',
      { InstanceId: ID, Region: null },
      ['Region', 'must be a string like ap-guangzhou, and is null'],
    ],
    [
      'a remark that is too long',
      { InstanceId: ID, Remark: 'x'.repeat(MAX_REMARK + 1) },
      ['Remark', 'must have at most 1000 characters'],
    ],
    ['half a day', { InstanceId: ID, StorageDays: 0.5 }, days],
    ['fewer than no days', { InstanceId: ID, StorageDays: -1 }, days],
    ['a day too many', { InstanceId: ID, StorageDays: 1826 }, days],
    ['days without end', { InstanceId: ID, StorageDays: Number.POSITIVE_INFINITY }, days],
    [
      'true for a number',
      { InstanceId: ID, StorageDays: true },
      [days[0], `${days[1]}, and is a boolean`],
    ],
    ['an empty key', { InstanceId: ID, IdempotencyKey: '' }, key],
    ['a key that is too long', { InstanceId: ID, IdempotencyKey: 'k'.repeat(256) }, key],
    ['a key that is not ASCII', { InstanceId: ID, IdempotencyKey: 'ключ' }, key],
    [
      'a number for a key',
      { InstanceId: ID, IdempotencyKey: 7 },
      [key[0], `${key[1]}, and is a number`],
    ],
  ];
  test.each(table)('%s', (_name, request, issue) => {
    expect(issuesOf(parse(request))).toEqual([issue]);
  });
});

describe('several bad values', () => {
  const table: [name: string, request: object, issues: string[][]][] = [
    [
      'words for switches',
      { InstanceId: ID, Wait: 'yes', DryRun: 1 },
      [
        ['Wait', 'must be true or false, and is a text'],
        ['DryRun', 'must be true or false, and is a number'],
      ],
    ],
    [
      'no hours at all',
      { InstanceId: ID, SkipIfBackedUpWithinHours: 0 },
      [['SkipIfBackedUpWithinHours', 'must be a number of hours above 0, at most 648']],
    ],
    [
      'a misspelt Coverage',
      { coverage: { Selector: {} } },
      [
        ['coverage', 'unknown field; did you mean Coverage?'],
        ['InstanceId', 'no target; give InstanceId, InstanceIds or Selector'],
      ],
    ],
  ];
  test.each(table)('%s', (_name, request, issues) => {
    expect(issuesOf(parse(request))).toEqual(issues);
  });
});

describe('what is not an object', () => {
  test.each([[null], [[]], ['crs-demo0001'], [7], [true], [undefined]])('%p', (value) => {
    expect(issuesOf(parse(value))).toEqual([
      ['', 'the request must be a JSON object like {"InstanceId":"crs-…"}'],
    ]);
  });
});

test('a field named like a part of every object is unknown like any other', () => {
  const request: unknown = JSON.parse(
    `{"InstanceId":"${ID}","__proto__":{"Region":"ap-tokyo"},"constructor":1,"toString":2}`,
  );
  expect(issuesOf(parse(request)).map(([path]) => path)).toEqual([
    '__proto__',
    'constructor',
    'toString',
  ]);
});

describe('issues are bounded', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `x${index}`);
  const unknown = (count: number) => ({
    InstanceId: ID,
    ...Object.fromEntries(names(count).map((name) => [name, 1])),
  });

  test('twenty unknown fields are told one by one', () => {
    expect(issuesOf(parse(unknown(20))).map(([path]) => path)).toEqual(names(20));
  });

  test.each([21, 200_000])('of %d unknown fields, twenty, and how many more', (count) => {
    const issues = issuesOf(parse(unknown(count)));
    expect(issues.slice(0, 20).map(([path]) => path)).toEqual(names(20));
    expect(issues.slice(20)).toEqual([['', `${count - 20} more unknown fields`]]);
  });

  test('bad ids', () => {
    const issues = issuesOf(parse({ InstanceIds: names(MAX_INSTANCES) }));
    expect(issues).toHaveLength(MAX_ISSUES + 1);
    expect(issues.at(-1)).toEqual(['', 'and more; fix these first']);
  });

  test('a list that is too long is one issue, whatever is in it', () => {
    expect(issuesOf(parse({ InstanceIds: names(200_000) }))).toEqual([
      ['InstanceIds', 'must name at most 1000 instances; split the request'],
    ]);
  });
});

test('without a region of its own or to fall back on, the region is missing', () => {
  expect(issuesOf(parseBackupRequest({ InstanceId: ID }))).toEqual([
    ['Region', 'missing; give Region, or set BACKUP_REGION'],
  ]);
});

test('a run key is refused where the event has an identity of its own', () => {
  const parsed = parseBackupRequest(
    { InstanceId: ID, IdempotencyKey: 'k' },
    { fallbackRegion: HOME, keyAllowed: false },
  );
  expect(issuesOf(parsed)).toEqual([
    [
      'IdempotencyKey',
      'is for a direct invoke alone; over HTTP send the header Idempotency-Key, other events have their own identity',
    ],
  ]);
});
