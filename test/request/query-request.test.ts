import { loadConfig } from '../../src/config';
import { acceptsHtml, toQuery } from '../../src/http/query';
import { matchRoute } from '../../src/http/routes';
import { findForbidden } from '../../src/request/allow-list';
import type { Region } from '../../src/request/ids';
import type { Parsed } from '../../src/request/issues';
import { parseRequest } from '../../src/request/parse-request';
import { parseQuery, parseQueryString } from '../../src/request/query-string';
import fc from '../support/property';

const fallbackRegion = 'ap-guangzhou' as Region;
const parse = (value: unknown) => parseRequest(value, { fallbackRegion, keyAllowed: false });
const issuesOf = (parsed: Parsed<unknown>) =>
  parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`);
const DAILY = [{ TagKey: 'backup', TagValue: 'daily' }];

describe('a good request', () => {
  const table: [name: string, value: object, means: object][] = [
    [
      'a selector by tag',
      { Selector: { Tags: DAILY } },
      { form: 'many', Selector: { Tags: DAILY }, Region: fallbackRegion },
    ],
    ['all of a region', { Selector: {}, Region: 'ap-seoul' }, { Selector: {}, Region: 'ap-seoul' }],
    ['over regions', { Selector: { Regions: ['ap-seoul', 'ap-tokyo'] } }, { Region: 'ap-seoul' }],
    [
      'with everything',
      {
        InstanceId: 'crs-a',
        Wait: true,
        DryRun: false,
        AllowEmpty: true,
        SkipIfBackedUpWithinHours: 23.5,
      },
      { form: 'one', Wait: true, DryRun: false, AllowEmpty: true, SkipIfBackedUpWithinHours: 23.5 },
    ],
    [
      'coverage',
      { Coverage: { Selector: {} } },
      { query: 'coverage', MaxAgeHours: 26, Selector: {} },
    ],
    [
      'coverage of some',
      { Coverage: { InstanceIds: ['crs-a', 'crs-a'], MaxAgeHours: 2 } },
      { query: 'coverage', MaxAgeHours: 2, InstanceIds: ['crs-a'] },
    ],
  ];
  test.each(table)('%s', (_name, value, means) => {
    expect(parse(value)).toMatchObject({ ok: true, value: means });
  });
});

describe('a bad request', () => {
  const table: [name: string, value: unknown, issues: string[]][] = [
    [
      'no target',
      { Wait: true },
      ['InstanceId: no target; give InstanceId, InstanceIds or Selector'],
    ],
    [
      'two targets',
      { InstanceId: 'crs-a', Selector: {} },
      ['Selector: two targets; give one of InstanceId, Selector'],
    ],
    [
      'a misspelt selector field',
      { Selector: { tags: DAILY } },
      ['Selector.tags: unknown field; did you mean Tags?'],
    ],
    [
      'a tag without a value',
      { Selector: { Tags: [{ TagKey: 'a' }] } },
      ['Selector.Tags[0].TagValue: must be {"TagKey":"…","TagValue":"…"}'],
    ],
    [
      'a tag with more than a key and a value',
      { Selector: { Tags: [{ ...DAILY[0], tagkey: 'b' }] } },
      ['Selector.Tags[0].tagkey: unknown field; did you mean TagKey?'],
    ],
    [
      'a key twice',
      { Selector: { Tags: [...DAILY, ...DAILY] } },
      ['Selector.Tags: names a key twice; an instance has one value for each key'],
    ],
    [
      'an empty prefix',
      { Selector: { NamePrefix: '' } },
      ['Selector.NamePrefix: must not be empty; leave it out for all instances'],
    ],
    [
      'no regions',
      { Selector: { Regions: [] } },
      [
        'Selector.Regions: must name at least one region; leave it out for the region of the request',
      ],
    ],
    [
      'two places for a region',
      { Region: 'ap-seoul', Selector: { Regions: ['ap-seoul'] } },
      ['Region: given twice; leave it out beside Selector.Regions'],
    ],
    [
      'a list for a selector',
      { Selector: [] },
      ['Selector: must be an object like {"Tags":[{"TagKey":"backup","TagValue":"daily"}]}'],
    ],
    [
      'words for switches',
      { InstanceId: 'crs-a', Wait: 'yes', DryRun: 1 },
      ['Wait: must be true or false', 'DryRun: must be true or false'],
    ],
    [
      'no hours at all',
      { InstanceId: 'crs-a', SkipIfBackedUpWithinHours: 0 },
      ['SkipIfBackedUpWithinHours: must be a number of hours above 0, at most 648'],
    ],
    [
      'coverage and more',
      { Coverage: { Selector: {} }, Wait: true },
      ['Wait: unknown field; the fields are Coverage'],
    ],
    [
      'coverage of nothing',
      { Coverage: { MaxAgeHours: '26' } },
      [
        'Coverage.InstanceId: no target; give InstanceId, InstanceIds or Selector',
        'Coverage.MaxAgeHours: must be a number of hours above 0, at most 648',
      ],
    ],
    [
      'coverage that is no object',
      { Coverage: true },
      ['Coverage: must be an object with its targets'],
    ],
    [
      'a misspelt Coverage',
      { coverage: { Selector: {} } },
      [
        'coverage: unknown field; did you mean Coverage?',
        'InstanceId: no target; give InstanceId, InstanceIds or Selector',
      ],
    ],
  ];
  test.each(table)('%s', (_name, value, issues) => {
    expect(issuesOf(parse(value))).toEqual(issues);
  });
});

test('whatever is sent, the parser answers, and what it takes it takes again', () => {
  const tag = fc.record({ TagKey: fc.string(), TagValue: fc.string() }, { requiredKeys: [] });
  const selector = fc.record(
    {
      Tags: fc.oneof(fc.array(tag, { maxLength: 3 }), fc.anything()),
      NamePrefix: fc.oneof(fc.string(), fc.anything()),
      Regions: fc.oneof(fc.constant(['ap-seoul']), fc.anything()),
    },
    { requiredKeys: [] },
  );
  const fields = fc.record(
    {
      Selector: fc.oneof(selector, fc.anything()),
      MaxAgeHours: fc.oneof(fc.integer(), fc.anything()),
      AllowEmpty: fc.oneof(fc.boolean(), fc.anything()),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fields, fc.boolean(), (given, asCoverage) => {
      const first = parse(asCoverage ? { Coverage: given } : given);
      if (!first.ok) return expect(first.issues.length).toBeGreaterThan(0);
      expect(parse(asCoverage ? { Coverage: given } : given)).toEqual(first);
    }),
  );
});

describe('what a setting forbids', () => {
  const limits = {
    ALLOWED_INSTANCES: ['crs-*'],
    ALLOWED_REGIONS: ['ap-seoul'],
    MAX_STORAGE_DAYS: 7,
  };
  test('each region of a selector is asked for', () => {
    const asked = parse({ Selector: { Regions: ['ap-seoul', 'ap-tokyo'] } });
    if (!asked.ok || 'query' in asked.value) throw new Error('not a backup request');
    expect(findForbidden(asked.value, limits)).toEqual([
      {
        path: 'Selector.Regions',
        message: 'ap-tokyo is not allowed by the setting ALLOWED_REGIONS',
      },
    ]);
  });
});

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
      { query: 'coverage', parameters: query },
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

describe('the question of a path', () => {
  const message = (path: string, method = 'GET') => ({
    method,
    path,
    headers: new Map(),
    repeated: new Set<string>(),
    source: undefined,
    query: { a: '1' },
  });
  const askedBy = (path: string, method: string) => {
    const route = matchRoute(message(path, method));
    return route.to === 'coverage' || route.to === 'backups' || route.to === 'task'
      ? toQuery(route, message(path, method))
      : undefined;
  };
  const table: [path: string, question: object | undefined, method?: string][] = [
    ['/coverage', { query: 'coverage', parameters: { a: '1' } }],
    ['/release/backup/coverage/', { query: 'coverage', parameters: { a: '1' } }],
    ['/backups?b=2', { query: 'backups', parameters: { a: '1', b: '2' } }],
    ['/backups?b=2&b=3', { query: 'backups', parameters: { a: '1', b: ['2', '3'] } }],
    ['/tasks/123', { query: 'task', parameters: { a: '1', TaskId: '123' } }],
    ['/tasks/', undefined],
    ['/mycoverage', undefined],
    ['/coverage', undefined, 'POST'],
    ['/health', undefined],
  ];
  test.each(table)('%s', (path, question, method = 'GET') => {
    expect(askedBy(path, method)).toEqual(question);
  });

  const accepts: [accept: string, page: boolean][] = [
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
    ['TEXT/HTML', true],
    ['application/json', false],
    ['*/*', false],
    ['application/text/html', false],
    ['', false],
  ];
  test.each(accepts)('Accept: %s', (accept, page) => {
    expect(acceptsHtml({ ...message('/coverage'), headers: new Map([['accept', accept]]) })).toBe(
      page,
    );
  });
});

describe('API_TIME_ZONE', () => {
  const table: [text: string, ms: number | undefined][] = [
    ['', 8 * 3_600_000],
    ['+00:00', 0],
    ['-05:30', -5.5 * 3_600_000],
    ['+14:00', 14 * 3_600_000],
    ['8', undefined],
    ['+15:00', undefined],
    ['Asia/Shanghai', undefined],
  ];
  test.each(table)('%s', (text, ms) => {
    const config = loadConfig({ API_TIME_ZONE: text });
    expect(config.ok ? config.value.API_TIME_ZONE : undefined).toBe(ms);
  });
});
