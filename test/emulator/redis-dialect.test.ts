// Every switch of the dialect with every value it has, as a caller of the API sees it.

import { SWITCH_NAMES, SWITCHES, type SwitchName } from '../../emulator/redis/dialect';
import { DEFAULT_DIALECT, readDialect } from '../../emulator/redis/dialect-reader';
import { BACKUPS } from './dialect/backups';
import { PAGES } from './dialect/pages';
import { REMARKS } from './dialect/remarks';
import { TASKS } from './dialect/tasks';
import { type Cases, ID, open, type Row } from './dialect/world';
import { WRITES } from './dialect/writes';

/** The readings of COS are played and tested in test/emulator/cos.test.ts. */
type RedisSwitch = Exclude<SwitchName, `lease-${string}`>;
const isRedisSwitch = (name: SwitchName): name is RedisSwitch => !name.startsWith('lease-');

const CASES: Cases<RedisSwitch> = { ...REMARKS, ...BACKUPS, ...TASKS, ...PAGES, ...WRITES };

const REDIS_SWITCHES = SWITCH_NAMES.filter(isRedisSwitch);

const rows = REDIS_SWITCHES.flatMap((name) =>
  SWITCHES[name].values.map((value) => ({ name, value })),
);

test.each(rows)('$name: $value', ({ name, value }) => {
  const { look, sees } = CASES[name];
  expect(look({ [name]: value })).toEqual((sees as Row)[value]);
});

test.each(REDIS_SWITCHES)('%s has its default among its values, and plays it', (name) => {
  const { look, sees } = CASES[name];
  expect(SWITCHES[name].values).toContain(SWITCHES[name].default);
  expect(look({})).toEqual((sees as Row)[DEFAULT_DIALECT[name]]);
});

test('many rows fill further pages, each row on one', () => {
  const world = open({}, { instances: [{ instanceId: ID, history: 150 }] });
  const pages = [0, 100].map((Offset) => world.list({ Limit: 100, Offset }));
  expect(pages.map((page) => page.length)).toEqual([100, 50]);
  expect(new Set(pages.flat().map((row) => row.BackupId)).size).toBe(150);
  expect(pages.flat().every((row) => row.Status === 2)).toBe(true);
});

test.each<[string, unknown, string]>([
  ['no object', [], 'a dialect is an object such as { "page-order": "oldest first" }'],
  ['no text', null, 'a dialect is an object'],
  ['an unknown switch', { order: 'up' }, 'no switch is called order: there are remark-limit, '],
  ['an inherited name', { toString: 'x' }, 'no switch is called toString'],
  [
    'an unknown value',
    { span: '29 days' },
    'span cannot be "29 days": choose one of "30 days inclusive", "30 days exclusive"',
  ],
  ['another type', { lock: 2 }, 'lock cannot be 2: choose one of "second call refused'],
])('refuses %s', (_name, given, message) => {
  expect(() => readDialect(given)).toThrow(message);
});
