// A query string’s fields, and those that DEFAULT_REQUEST lends a coverage without targets.
import { loadConfig } from '../../src/config';
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
    ['a number that is none', { MaxAgeHours: '1e3' }, { MaxAgeHours: '1e3' }],
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

describe('a coverage without targets is that of DEFAULT_REQUEST', () => {
  const ask = (query: Record<string, unknown>, fixed?: string) => {
    const config = loadConfig(fixed === undefined ? {} : { DEFAULT_REQUEST: fixed });
    if (!config.ok) throw new Error(JSON.stringify(config.issues));
    const request = config.value.DEFAULT_REQUEST;
    return parseQuery(
      { query: 'coverage', request: { path: '/coverage', query } },
      { region: fallbackRegion, request },
    );
  };
  const table: [
    name: string,
    query: Record<string, unknown>,
    fixed: string | undefined,
    means: object,
  ][] = [
    [
      'of a backup request',
      {},
      '{"Selector":{"NamePrefix":"a"},"Region":"ap-seoul","Remark":"x"}',
      { Selector: { NamePrefix: 'a' }, Region: 'ap-seoul', MaxAgeHours: 26 },
    ],
    [
      'of a coverage request, age and all',
      {},
      '{"Coverage":{"Selector":{},"MaxAgeHours":5}}',
      { MaxAgeHours: 5 },
    ],
    [
      'with an age of its own',
      { MaxAgeHours: '3' },
      '{"Coverage":{"Selector":{},"MaxAgeHours":5}}',
      { MaxAgeHours: 3 },
    ],
    [
      'but not when it has some',
      { InstanceId: 'crs-b' },
      '{"InstanceId":"crs-a"}',
      { InstanceIds: ['crs-b'] },
    ],
  ];
  test.each(table)('%s', async (_name, query, fixed, means) => {
    expect(await ask(query, fixed)).toMatchObject({ ok: true, value: means });
  });
  test('and an issue when there is none', async () => {
    expect(issuesOf(await ask({}))).toEqual([
      'InstanceId: no target; give InstanceId, InstanceIds or Selector',
    ]);
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
});
