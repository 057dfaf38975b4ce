// Every switch of the dialect with every value it has, as a caller of the API sees it.

import {
  type Dialect,
  SWITCH_NAMES,
  SWITCHES,
  type SwitchName,
} from '../../emulator/redis/dialect';
import { DEFAULT_DIALECT, readDialect } from '../../emulator/redis/dialect-reader';
import { startAutomaticBackup } from '../../emulator/redis/model/backups';
import { createModel, type ModelOptions } from '../../emulator/redis/model/model';
import { addTask, finishTask } from '../../emulator/redis/model/tasks';
import type { SeedInstance, TaskOutcome } from '../../emulator/redis/types';

const START = Date.UTC(2026, 0, 31);
const SECOND = 1000;
const TASK_MS = 10 * SECOND;
const DAY_MS = 86_400_000;
const ID = 'crs-demo0001';
const OTHER = 'crs-demo0002';
const ALL_SIX = [1, 2, 3, 4, -1, -2];
const BAD = 'InvalidParameter.InvalidParameter';
const LOCKED = 'ResourceUnavailable.InstanceLockedError';

type Row = Record<string, unknown>;

/** Takes every status unless told otherwise, so that `list` shows whatever there is. */
function open(given: Partial<Dialect>, options: Partial<ModelOptions> = {}) {
  const dialect: Partial<Dialect> = { 'status-filter': 'all six', ...given };
  let now = START;
  const instances: SeedInstance[] = [{ instanceId: ID }, { instanceId: OTHER }];
  const behaviour = { taskMs: TASK_MS };
  const model = createModel({ dialect, now: () => now, instances, behaviour, ...options });
  const ask = (action: string, params: object, region = 'ap-guangzhou') => {
    const { reply } = model.call(action, params, region);
    return reply.ok ? reply.fields : { code: reply.error.code };
  };
  return {
    model,
    ask,
    pass: (ms: number) => {
      now += ms;
    },
    backUp: (params: object = {}) => ask('ManualBackupInstance', { InstanceId: ID, ...params }),
    list: (params: object = {}) => {
      const all = { InstanceId: ID, Status: ALL_SIX, ...params };
      return (ask('DescribeInstanceBackups', all).BackupSet ?? []) as Row[];
    },
    tasks: (params: object = {}) =>
      (ask('DescribeTaskList', { InstanceId: ID, ...params }).Tasks ?? []) as Row[],
  };
}
type Opened = ReturnType<typeof open>;

/** The first of these times, in milliseconds after the start, at which `isThere`. */
function since(world: Opened, times: readonly number[], isThere: () => boolean) {
  let passed = 0;
  for (const time of times) {
    world.pass(time - passed);
    passed = time;
    if (isThere()) return time;
  }
  return 'never';
}

function failedTask(world: Opened, outcome: TaskOutcome) {
  const { TaskId } = world.backUp({ Remark: 'marker' });
  world.model.state = finishTask(world.model.state, Number(TaskId), outcome, START + SECOND);
  world.pass(TASK_MS);
}

const kept = (world: Opened, Remark: string) => {
  const { code } = world.backUp({ Remark });
  return code ?? world.list()[0]?.Remark;
};

interface Case<Name extends SwitchName> {
  look(dialect: Partial<Dialect>): unknown;
  sees: Readonly<Record<Dialect[Name], unknown>>;
}

const CASES: { readonly [Name in SwitchName]: Case<Name> } = {
  'remark-limit': {
    look: (dialect) =>
      [60, 300]
        .map((length) => kept(open(dialect), 'x'.repeat(length)))
        .map((text) => (text === BAD ? BAD : String(text).length)),
    sees: {
      none: [60, 300],
      'cut at 60': [60, 60],
      'cut at 64': [60, 64],
      'cut at 128': [60, 128],
      'cut at 255': [60, 255],
      'refused over 60': [60, BAD],
      'refused over 64': [60, BAD],
      'refused over 128': [60, BAD],
      'refused over 255': [60, BAD],
    },
  },
  'remark-charset': {
    look: (dialect) => ['a_1-备', '[a] <b&１>.'].map((remark) => kept(open(dialect), remark)),
    sees: {
      any: ['a_1-备', '[a] <b&１>.'],
      'letters, digits, blank, - and _ only': ['a_1-备', BAD],
      'brackets stripped': ['a_1-备', 'a b&１.'],
      'upper-cased': ['A_1-备', '[A] <B&１>.'],
      '<&> escaped': ['a_1-备', '[a] &lt;b&amp;１&gt;.'],
      NFKC: ['a_1-备', '[a] <b&1>.'],
    },
  },
  'remark-visible': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp({ Remark: 'nightly' });
      const running = world.list()[0]?.Remark;
      world.pass(TASK_MS);
      return [running, world.list()[0]?.Remark];
    },
    sees: {
      'at start': ['nightly', 'nightly'],
      'at the end': ['', 'nightly'],
      never: ['', ''],
    },
  },
  'backup-listed': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp();
      const times = [0, 5_999, 6_000, 11_999, 12_000, 39_999, 40_000, 69_999, 70_000];
      return since(world, times, () => world.list().length > 0);
    },
    sees: {
      'with the task': 0,
      '6 s after the start': 6_000,
      '2 s after the end': 12_000,
      '30 s after the end': 40_000,
      '60 s after the end': 70_000,
    },
  },
  'task-listed': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp();
      const times = [0, 1_999, 2_000, 11_999, 12_000, DAY_MS];
      return since(world, times, () => world.tasks().length > 0);
    },
    sees: {
      'at once': 0,
      '2 s later': 2_000,
      '12 s later': 12_000,
      'never shows manual tasks': 'never',
    },
  },
  'status-filter': {
    look: (dialect) => {
      const world = open({ 'status-filter': DEFAULT_DIALECT['status-filter'], ...dialect });
      world.backUp({ StorageDays: 1 });
      world.pass(DAY_MS);
      world.backUp();
      const reply = world.ask('DescribeInstanceBackups', { InstanceId: ID, Status: [1, -1] });
      return reply.code ?? (reply.BackupSet as Row[]).map((row) => row.Status);
    },
    sees: {
      'all six': [1, -1],
      '1 and 2 only, others refused': BAD,
      '1 and 2 only, others refused with UnsupportedOperation': 'UnsupportedOperation',
      '1 and 2 only, others refused with InternalError.DbOperationFailed':
        'InternalError.DbOperationFailed',
      'others ignored': [1],
    },
  },
  'status-one': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp();
      world.pass(TASK_MS);
      const atTheEnd = world.list()[0];
      world.pass(60 * SECOND);
      return [atTheEnd?.Status, atTheEnd?.EndTime, world.list()[0]?.Status];
    },
    sees: {
      'in process': [2, '2026-01-31 08:00:10', 2],
      'locked for 60 s after the end': [1, '2026-01-31 08:00:10', 2],
      'finished rows stay at 1': [1, '2026-01-31 08:00:10', 1],
    },
  },
  'running-row': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp();
      return world.list().map(({ Status, EndTime }) => [Status, EndTime]);
    },
    sees: {
      'Status 1, no EndTime': [[1, undefined]],
      'EndTime 0000-00-00 00:00:00': [[1, '0000-00-00 00:00:00']],
      'EndTime = StartTime': [[1, '2026-01-31 08:00:00']],
      'Status 2 at once': [[2, undefined]],
      'not listed': [],
    },
  },
  'failed-row': {
    look: (dialect) => {
      const world = open(dialect);
      failedTask(world, 'failed');
      return world.list().map(({ Status, Remark }) => [Status, Remark]);
    },
    sees: {
      none: [],
      'Status 1 with the marker': [[1, 'marker']],
      'Status -2 with the marker': [[-2, 'marker']],
    },
  },
  'task-end-filter': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp();
      const running = world.tasks({ EndTime: '2026-01-31 09:00:00' }).length;
      world.pass(TASK_MS);
      const half = world.tasks({ EndTime: '2026-01-31 08:00:05' }).length;
      return [running, half, world.tasks({ EndTime: '2026-01-31 08:00:10' }).length];
    },
    sees: {
      'EndTime bounds the start': [1, 1, 1],
      'EndTime bounds the end of running': [0, 0, 1],
    },
  },
  'task-results': {
    look: (dialect) => {
      const world = open(dialect);
      failedTask(world, 'failed');
      failedTask(world, 'error');
      return world
        .tasks()
        .map((row) => row.Result)
        .reverse();
    },
    sees: { '0, 1, 2, 4': [4, 4], 'also 3 and -1': [3, -1], 'a failed one as 3': [3, 3] },
  },
  'task-types': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp();
      const type = world.tasks()[0]?.TaskType;
      return [type, world.tasks({ TaskTypes: [type] }).length];
    },
    sees: {
      numbers: ['012', 1],
      names: ['FLOW_BACKUPINSTANCE', 1],
      'another number for manual': ['099', 1],
    },
  },
  'tasks-overlap': {
    look: (dialect) =>
      (['034', '037', '038', '017'] as const).map((taskType) => {
        const world = open(dialect);
        const instance = { instanceId: ID, region: 'ap-guangzhou' };
        const wanted = { taskType, instance, ms: TASK_MS };
        world.model.state = addTask(world.model.state, wanted, START)[0];
        return world.backUp().code;
      }),
    sees: {
      yes: [undefined, undefined, undefined, LOCKED],
      no: [LOCKED, LOCKED, LOCKED, LOCKED],
    },
  },
  'start-skew': {
    look: (dialect) => {
      const world = open(dialect, { random: () => 0.5 });
      world.backUp();
      world.pass(2 * 60 * SECOND);
      return [world.tasks()[0]?.StartTime, world.list()[0]?.StartTime];
    },
    sees: {
      '0 to 6 s after its task': ['2026-01-31 08:00:00', '2026-01-31 08:00:03'],
      '5 s before its task': ['2026-01-31 08:00:00', '2026-01-31 07:59:55'],
      '90 s after its task': ['2026-01-31 08:00:00', '2026-01-31 08:01:30'],
    },
  },
  lock: {
    look: (dialect) =>
      [0, 2_000, 9_999, 10_000, 249_999, 250_000].filter((ms) => {
        const world = open(dialect);
        world.backUp();
        world.pass(ms);
        return world.backUp().code === LOCKED;
      }),
    sees: {
      'second call refused while a backup runs': [0, 2_000, 9_999],
      'from 2 s after the answer on': [2_000, 9_999],
      'no lock': [],
      'lock stays 4 min after': [0, 2_000, 9_999, 10_000, 249_999],
    },
  },
  'page-size': {
    look: (dialect) => {
      const instances = Array.from({ length: 120 }, (_, i) => ({ instanceId: `crs-${i}` }));
      const reply = open(dialect, { instances }).ask('DescribeInstances', { Limit: 1000 });
      return [(reply.InstanceSet as Row[]).length, reply.TotalCount];
    },
    sees: {
      'as asked': [120, 120],
      'at most 20 rows': [20, 120],
      'at most 50 rows': [50, 120],
      'at most 100 rows': [100, 120],
      'TotalCount missing': [120, undefined],
      'TotalCount 0': [120, 0],
      'TotalCount too large': [120, 121],
    },
  },
  'page-order': {
    look: (dialect) => {
      const world = open(dialect, { instances: [{ instanceId: ID, history: 30 }] });
      const lists = [() => world.list({ Limit: 30 }), () => world.tasks({ Limit: 30 })];
      return lists.map((list) => {
        const first = list().map((row) => String(row.StartTime));
        world.pass(SECOND);
        const again = list().map((row) => String(row.StartTime));
        if (first.join() !== again.join()) return 'another each time';
        return String(first[0]) > String(first[29]) ? 'down' : 'up';
      });
    },
    sees: {
      'newest first': ['down', 'down'],
      'oldest first': ['up', 'up'],
      unstable: ['another each time', 'another each time'],
    },
  },
  span: {
    look: (dialect) => {
      const BeginTime = '2026-01-01 08:00:00';
      return ['2026-01-31 07:59:59', '2026-01-31 08:00:00', '2026-01-31 08:00:01'].map(
        (EndTime) => open(dialect).ask('DescribeInstanceBackups', { BeginTime, EndTime }).code,
      );
    },
    sees: {
      '30 days inclusive': [undefined, undefined, BAD],
      '30 days exclusive': [undefined, BAD, BAD],
    },
  },
  zone: {
    look: (dialect) => {
      const region = 'ap-tokyo';
      const world = open(dialect, { instances: [{ instanceId: ID, region }] });
      world.ask('ManualBackupInstance', { InstanceId: ID }, region);
      const [row] = world.ask('DescribeInstanceBackups', {}, region).BackupSet as Row[];
      return row?.StartTime;
    },
    sees: {
      'UTC+8': '2026-01-31 08:00:00',
      UTC: '2026-01-31 00:00:00',
      "the region's own": '2026-01-31 09:00:00',
    },
  },
  'region-list': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp();
      const reply = world.ask('DescribeInstanceBackups', { Status: [1] });
      return reply.code ?? (reply.BackupSet as Row[]).map((row) => row.InstanceId);
    },
    sees: {
      'all instances without InstanceId': [ID],
      'an InstanceId is required': 'MissingParameter',
      'rows without InstanceId': [undefined],
    },
  },
  ids: {
    look: (dialect) => {
      const world = open(dialect, { instances: [{ instanceId: ID }] });
      const [row] = world.ask('DescribeInstances', {}).InstanceSet as Row[];
      const { code } = world.backUp({ InstanceId: row?.InstanceId });
      return [row?.InstanceId, code, world.list()[0]?.InstanceId, world.tasks()[0]?.InstanceId];
    },
    sees: {
      'crs- and 8': [ID, undefined, ID, ID],
      'another form': ['redis-demo0001', undefined, 'redis-demo0001', 'redis-demo0001'],
    },
  },
  quota: {
    look: (dialect) => {
      const world = open(dialect);
      for (let made = 0; made < 24; made += 1) {
        world.backUp();
        world.pass(TASK_MS);
      }
      const codes = [ID, OTHER].map((InstanceId) => world.backUp({ InstanceId }).code);
      world.pass(DAY_MS);
      return [...codes, world.backUp().code];
    },
    sees: {
      none: [undefined, undefined, undefined],
      '24 a day an instance': ['LimitExceeded', undefined, undefined],
      '24 a day an account': ['LimitExceeded', 'LimitExceeded', undefined],
    },
  },
  'late-write': {
    look: (dialect) => {
      const world = open(dialect, { random: () => 0.5 });
      const { reply } = world.model.call(
        'ManualBackupInstance',
        { InstanceId: ID },
        'ap-guangzhou',
        { isLost: true },
      );
      const made = [0, 30_499, 30_500].map((ms, index, times) => {
        world.pass(ms - (times[index - 1] ?? 0));
        return world.model.state.backups.length;
      });
      const { code } = world.backUp({ InstanceId: OTHER });
      return [reply.ok, ...made, code];
    },
    sees: {
      'executed at once': [true, 1, 1, 1, undefined],
      'executed 1 to 60 s after the connection broke': [false, 0, 0, 1, undefined],
      'executed twice when the connection broke': [true, 2, 2, 2, undefined],
      'InternalError though executed': [false, 1, 1, 1, 'InternalError'],
      'RequestLimitExceeded though executed': [false, 1, 1, 1, 'RequestLimitExceeded'],
    },
  },
  'write-answers': {
    look: (dialect) => {
      const { model } = open(dialect);
      const { afterMs } = model.call('ManualBackupInstance', { InstanceId: ID }, 'ap-guangzhou');
      const read = model.call('DescribeInstances', {}, 'ap-guangzhou');
      return [afterMs, model.state.backups.length, read.afterMs];
    },
    sees: { 'at once': [0, 1, 0], 'after 5 s': [5_000, 1, 0], 'after 15 s': [15_000, 1, 0] },
  },
  'automatic-lag': {
    look: (dialect) => {
      const world = open({ 'backup-listed': '2 s after the end', ...dialect });
      const instance = { instanceId: ID, region: 'ap-guangzhou' };
      const wanted = { instance, ms: TASK_MS };
      world.model.state = startAutomaticBackup(world.model.state, wanted, START);
      return since(world, [0, 11_999, 12_000], () => world.list().length > 0);
    },
    sees: { 'as manual rows': 12_000, 'listed at once': 0 },
  },
};

const rows = SWITCH_NAMES.flatMap((name) =>
  SWITCHES[name].values.map((value) => ({ name, value })),
);

test.each(rows)('$name: $value', ({ name, value }) => {
  const { look, sees } = CASES[name];
  expect(look({ [name]: value })).toEqual((sees as Row)[value]);
});

test.each(SWITCH_NAMES)('%s has its default among its values, and plays it', (name) => {
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
