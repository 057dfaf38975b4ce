// A query string’s fields, those that COVERAGE_REQUEST lends a coverage without targets, and what is wrong by the query's own names.
import type { QueryName } from '../../src/delivery';
import type { Region } from '../../src/request/ids';
import type { Parsed } from '../../src/request/issues';
import { parseQuery, parseQueryString } from '../../src/request/query-string';

const fallbackRegion = 'ap-guangzhou' as Region;

const issuesOf = (parsed: Parsed<unknown>) =>
  parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`);

describe('a query', () => {
  const table: [name: string, query: object, fields: object][] = [
    ['numbers', { MaxAgeHours: '24', TaskId: '7' }, { MaxAgeHours: 24, TaskId: 7 }],
    ['an invalid number', { MaxAgeHours: '1e3' }, { MaxAgeHours: '1e3' }],
    ['lists', { InstanceIds: 'crs-a,crs-b' }, { InstanceIds: ['crs-a', 'crs-b'] }],
    [
      'a list in parts',
      { InstanceIds: ['crs-a', 'crs-b,crs-c'] },
      { InstanceIds: ['crs-a', 'crs-b', 'crs-c'] },
    ],
    [
      'one tag',
      { Tag: 'env:prod:eu' },
      { Selector: { Tags: [{ TagKey: 'env', TagValue: 'prod:eu' }] } },
    ],
    [
      'tags, a prefix and regions',
      { Tag: ['a:1', 'b'], NamePrefix: 'x', Regions: 'ap-seoul' },
      {
        Selector: {
          Tags: [{ TagKey: 'a', TagValue: '1' }, { TagKey: 'b' }],
          NamePrefix: 'x',
          Regions: ['ap-seoul'],
        },
      },
    ],
    [
      'what excludes, in all regions',
      { ExcludeTag: ['no-backup', 'env:dev'], ExcludeNamePrefix: 'tmp-', Regions: 'all' },
      {
        Selector: {
          ExcludeTags: [{ TagKey: 'no-backup' }, { TagKey: 'env', TagValue: 'dev' }],
          ExcludeNamePrefix: 'tmp-',
          Regions: 'all',
        },
      },
    ],
    ['a flag', { AllowEmpty: true }, { AllowEmpty: true }],
    [
      'anything else as it is',
      { Region: 'ap-seoul', Foo: 'bar' },
      { Region: 'ap-seoul', Foo: 'bar' },
    ],
  ];
  test.each(table)('%s', (_name, query, fields) => {
    expect(parseQueryString({ ...query })).toEqual(fields);
  });
});

describe('a coverage without targets is that of COVERAGE_REQUEST', () => {
  const ask = (parameters: Record<string, unknown>, coverage = '') =>
    parseQuery(
      { query: 'coverage', request: { path: '/coverage', query: parameters } },
      { region: fallbackRegion, request: undefined, coverage },
    );
  const SETTING = '{"Coverage":{"Selector":{"NamePrefix":"a"},"MaxAgeHours":5}}';
  const table: [name: string, query: Record<string, unknown>, means: object][] = [
    ['age and all', {}, { Selector: { NamePrefix: 'a' }, MaxAgeHours: 5 }],
    ['with an age of its own', { MaxAgeHours: '3' }, { MaxAgeHours: 3 }],
    [
      'but not when it has some',
      { InstanceId: 'crs-b' },
      { InstanceIds: ['crs-b'], MaxAgeHours: 26 },
    ],
  ];
  test.each(table)('%s', (_name, query, means) => {
    expect(ask(query, SETTING)).toMatchObject({ ok: true, value: means });
  });

  const bad: [name: string, query: Record<string, unknown>, setting: string, issues: string[]][] = [
    [
      'no target and no setting',
      {},
      '',
      [
        'Tag: no target; give Tag=key:value, NamePrefix, Regions, InstanceId or InstanceIds, or set COVERAGE_REQUEST',
      ],
    ],
    [
      'a misspelt target is one issue',
      { Tagg: 'a:b' },
      '',
      ['Tagg: unknown field; did you mean Tag?'],
    ],
    [
      'a tag without a value',
      { Tag: 'a' },
      '',
      ['Tag: must be Tag=key:value; must be {"TagKey":"…","TagValue":"…"}'],
    ],
    [
      'a prefix by the name of the query',
      { NamePrefix: '' },
      '',
      ['NamePrefix: must not be empty; else leave it out'],
    ],
    [
      'two targets',
      { InstanceId: 'crs-a', Tag: 'a:b' },
      '',
      [
        'Tag: two targets; give one of InstanceId, Tag, ExcludeTag, NamePrefix, ExcludeNamePrefix, Regions',
      ],
    ],
    [
      'a setting that is wrong, by its name',
      {},
      '{"Coverage":{"Selector":{"Tag":1}}}',
      ['COVERAGE_REQUEST Coverage.Selector.Tag: unknown field; did you mean Tags?'],
    ],
    [
      'a setting that is no JSON',
      {},
      '{',
      ['COVERAGE_REQUEST Coverage: must be an object with its targets'],
    ],
  ];
  test.each(bad)('%s', (_name, query, setting, issues) => {
    expect(issuesOf(ask(query, setting))).toEqual(issues);
  });
});

describe('the parameters of a path, beside those that the gateway has taken out of it', () => {
  const table: [query: QueryName, path: string, means: object][] = [
    ['backups', '/backups?InstanceId=crs-b', { query: 'backups', InstanceId: 'crs-b' }],
    [
      'coverage',
      '/x/coverage/?InstanceIds=crs-b&InstanceIds=crs-c',
      { InstanceIds: ['crs-b', 'crs-c'] },
    ],
    ['task', '/release/tasks/123', { query: 'task', TaskId: 123 }],
    ['task', '/tasks/123/?TaskId=5', { query: 'task', TaskId: 123 }],
  ];
  test.each(table)('%s of %s', (query, path, means) => {
    const asked = { query, request: { path, query: { Region: 'ap-seoul' } } };
    const parsed = parseQuery(asked, { region: fallbackRegion, request: undefined });
    expect(parsed).toMatchObject({ ok: true, value: { Region: 'ap-seoul', ...means } });
  });

  test('a name given as often as fits into an event is one list, made in linear time', () => {
    const path = `/backups?${'InstanceId=crs-b&'.repeat(200_000)}`;
    const asked = { query: 'backups' as const, request: { path, query: {} } };
    expect(parseQuery(asked, { region: fallbackRegion, request: undefined })).toMatchObject({
      ok: false,
      issues: [{ path: 'InstanceId' }],
    });
  });

  test('a task stands at the end of its path, which is read in linear time', () => {
    const path = `/${'a'.repeat(200_000)}/tasks/7/?Region=ap-seoul`;
    const asked = { query: 'task' as const, request: { path, query: {} } };
    expect(parseQuery(asked, { region: fallbackRegion, request: undefined })).toMatchObject({
      ok: true,
      value: { TaskId: 7, Region: 'ap-seoul' },
    });
  });
});
