// The requests that only read: what they mean, and what is wrong with them.
import type { Region } from '../../src/request/ids';
import type { Parsed } from '../../src/request/issues';
import { parseRequest } from '../../src/request/parse-request';
import { parseQueryRequest } from '../../src/request/query-request';
import fc from '../support/property';

const fallbackRegion = 'ap-guangzhou' as Region;
const parse = (value: unknown) => parseRequest(value, { fallbackRegion, keyAllowed: false });
const issuesOf = (parsed: Parsed<unknown>) =>
  parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`);

describe('a coverage request', () => {
  const good: [name: string, value: object, means: object][] = [
    [
      'of a selector, with the age that is the default',
      { Coverage: { Selector: {} } },
      { query: 'coverage', MaxAgeHours: 26, Selector: {} },
    ],
    [
      'of some instances, each once, with an age of its own',
      { Coverage: { InstanceIds: ['crs-a', 'crs-a'], MaxAgeHours: 2 } },
      { query: 'coverage', MaxAgeHours: 2, InstanceIds: ['crs-a'] },
    ],
  ];
  test.each(good)('%s', (_name, value, means) => {
    expect(parse(value)).toMatchObject({ ok: true, value: means });
  });

  const bad: [name: string, value: unknown, issues: string[]][] = [
    [
      'with another field beside it',
      { Coverage: { Selector: {} }, Wait: true },
      ['Wait: unknown field; the fields are Coverage'],
    ],
    [
      'of nothing, and an age that is text',
      { Coverage: { MaxAgeHours: '26' } },
      [
        'Coverage.InstanceId: no target; give InstanceId, InstanceIds or Selector',
        'Coverage.MaxAgeHours: must be a number of hours above 0, at most 648, and is a text; write 26 without quotes',
      ],
    ],
    ['that is no object', { Coverage: true }, ['Coverage: must be an object with its targets']],
  ];
  test.each(bad)('%s', (_name, value, issues) => {
    expect(issuesOf(parse(value))).toEqual(issues);
  });
});

describe('the backups of an instance, and a task', () => {
  const good: [name: string, read: 'backups' | 'task', given: object, means: object][] = [
    [
      'an instance, in the fallback region',
      'backups',
      { InstanceId: 'crs-a' },
      { query: 'backups', InstanceId: 'crs-a', Region: fallbackRegion },
    ],
    [
      'an instance, in a region of its own',
      'backups',
      { InstanceId: 'crs-a', Region: 'ap-seoul' },
      { Region: 'ap-seoul' },
    ],
    ['a task', 'task', { TaskId: 7 }, { query: 'task', TaskId: 7, Region: fallbackRegion }],
  ];
  test.each(good)('%s', (_name, read, given, value) => {
    expect(parseQueryRequest(read, { ...given }, { fallbackRegion })).toMatchObject({
      ok: true,
      value,
    });
  });

  const bad: [name: string, read: 'backups' | 'task', given: object, paths: string[]][] = [
    ['no instance', 'backups', {}, ['InstanceId']],
    ['a field of nobody', 'backups', { InstanceId: 'crs-a', Wait: true }, ['Wait']],
    ['a task that is text', 'task', { TaskId: 'abc' }, ['TaskId']],
    ['a task below one', 'task', { TaskId: 0 }, ['TaskId']],
    ['half a task', 'task', { TaskId: 1.5 }, ['TaskId']],
    ['no task', 'task', {}, ['TaskId']],
  ];
  test.each(bad)('%s is an issue', (_name, read, given, paths) => {
    const parsed = parseQueryRequest(read, { ...given }, { fallbackRegion });
    expect(parsed.ok ? [] : parsed.issues.map(({ path }) => path)).toEqual(paths);
  });

  test.each(['backups', 'task'] as const)(
    '%s without any region: the region is missing',
    (read) => {
      const parsed = parseQueryRequest(read, { InstanceId: 'crs-a', TaskId: 7 }, {});
      expect(parsed.ok ? [] : parsed.issues.map(({ path }) => path)).toContain('Region');
    },
  );
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
