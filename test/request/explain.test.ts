// What the sender of a wrong request is told: the useful sentence first, each thing once, nothing without end.
import * as v from 'valibot';
import {
  explainIssues,
  explainSchema,
  MAX_ISSUES,
  type UnknownField,
} from '../../src/request/explain';
import { InstanceIdSchema } from '../../src/request/ids';
import type { Issue } from '../../src/request/issues';

const NAMED = ['InstanceId', 'InstanceIds', 'Selector', 'Region', 'Remark'];
const unknown = (names: readonly string[]): UnknownField[] =>
  names.map((name) => ({ path: name, name, named: NAMED }));
const told = (issues: readonly Issue[]) => issues.map(({ path, message }) => `${path}: ${message}`);
const NO_TARGET = { path: 'InstanceId', message: 'no target' };
const NO_REGION = { path: 'Region', message: 'missing' };

describe('unknown fields', () => {
  const table: [name: string, names: string[], issues: Issue[], told: string[]][] = [
    [
      'one that was meant for another',
      ['regoin'],
      [],
      ['regoin: unknown field; did you mean Region?'],
    ],
    [
      'the fields are listed once',
      ['x', 'y'],
      [],
      [`x: unknown field; the fields are ${NAMED.join(', ')}`, 'y: unknown field'],
    ],
    [
      'what was meant comes first, what is missing next',
      ['x', 'remrak'],
      [NO_TARGET],
      [
        'remrak: unknown field; did you mean Remark?',
        'InstanceId: no target',
        `x: unknown field; the fields are ${NAMED.join(', ')}`,
      ],
    ],
    [
      'a misspelt target is one mistake, not two',
      ['instance_ids'],
      [NO_TARGET],
      ['instance_ids: unknown field; did you mean InstanceIds?'],
    ],
    [
      'so is a misspelt region',
      ['region'],
      [NO_REGION, NO_TARGET],
      ['region: unknown field; did you mean Region?', 'InstanceId: no target'],
    ],
  ];
  test.each(table)('%s', (_name, names, issues, expected) => {
    expect(told(explainIssues({}, unknown(names), issues))).toEqual(expected);
  });

  test('a bad target beside a misspelt one is told', () => {
    const issues = [{ path: 'InstanceId', message: 'bad' }];
    expect(explainIssues({ InstanceId: 7 }, unknown(['instanceId']), issues)).toHaveLength(2);
  });

  test('a name is cut, so that the sentence about it is not', () => {
    const [issue] = explainIssues({}, unknown(['x'.repeat(10_000)]), []);
    expect(issue?.path.length).toBeLessThan(100);
  });

  test.each([21, 200_000])('of %d, twenty are told and how many more', (count) => {
    const names = Array.from({ length: count }, (_, at) => `f${at}`);
    const issues = explainIssues({}, unknown(names), []);
    expect(issues).toHaveLength(21);
    expect(issues.at(-1)).toEqual({ path: '', message: `${count - 20} more unknown fields` });
  });
});

test('issues are told up to a hundred, and then that there are more', () => {
  const issues = (count: number) => Array(count).fill({ path: 'x', message: 'bad' });
  expect(explainIssues({}, [], issues(MAX_ISSUES))).toHaveLength(MAX_ISSUES);
  expect(explainIssues({}, [], issues(MAX_ISSUES + 1)).slice(MAX_ISSUES)).toEqual([
    { path: '', message: 'and more; fix these first' },
  ]);
});

describe('what stands where something else must', () => {
  const number = v.number('must be a number');
  const text = v.string('must be a string');
  const table: [schema: v.GenericSchema, given: unknown, message: string][] = [
    [number, '7', 'must be a number, and is a text; write 7 without quotes'],
    [number, 'seven', 'must be a number, and is a text'],
    [number, null, 'must be a number, and is null'],
    [number, [7], 'must be a number, and is a list'],
    [number, {}, 'must be a number, and is an object'],
    [
      v.boolean('must be true or false'),
      'true',
      'must be true or false, and is a text; write true without quotes',
    ],
    [text, 7, 'must be a string, and is a number'],
    [text, undefined, 'must be a string'],
    [
      InstanceIdSchema,
      ' crs-demo0001',
      'must be an instance id like crs-xjhsdj12 (lower case), and has a space in it',
    ],
    [InstanceIdSchema, 'CRS-1', 'must be an instance id like crs-xjhsdj12 (lower case)'],
  ];
  test.each(table)('%#: %j', (schema, given, message) => {
    const { issues } = v.safeParse(schema, given);
    expect(explainSchema(issues ?? [])).toEqual([{ path: '', message }]);
  });

  test('under its path', () => {
    const schema = v.object({ a: v.array(v.object({ b: number })) });
    const { issues } = v.safeParse(schema, { a: [{ b: 1 }, { b: null }] });
    expect(explainSchema(issues ?? [])[0]?.path).toBe('a[1].b');
  });
});

describe('the body of a sender that knows nothing of us is one sentence', () => {
  // The top-level fields of each, from its own documentation.
  const table: [sender: string, fields: string[]][] = [
    ['GitHub', ['ref', 'before', 'after', 'repository', 'pusher', 'sender', 'commits']],
    ['GitHub', ['zen', 'hook_id', 'hook']],
    ['GitLab', ['object_kind', 'event_name', 'project', 'repository', 'commits']],
    ['Alertmanager', ['version', 'groupKey', 'status', 'receiver', 'groupLabels', 'alerts']],
    ['Grafana', ['receiver', 'status', 'orgId', 'alerts', 'groupLabels', 'title', 'message']],
    ['CloudEvents', ['specversion', 'type', 'source', 'id', 'time', 'data']],
  ];
  test.each(table)('%s', (sender, fields) => {
    const given = Object.fromEntries(fields.map((name) => [name, {}]));
    const issues = explainIssues(given, unknown(fields), [NO_TARGET]);
    expect(told(issues)).toEqual([
      expect.stringMatching(`^: this is an event of ${sender} .*template.*EventBridge`),
    ]);
  });
});
