// Replies hold documented fields of documented types and nothing else.

import { type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { types } from '../fixtures/redis-api/response-types.json';
import { sdk } from './redis-client';

const TYPES: Readonly<Record<string, Readonly<Record<string, string>>>> = types;
const ONE = { InstanceId: 'crs-demo0001' };

let cloud: RedisCloud;
beforeEach(async () => {
  cloud = await startRedisCloud({ taskMs: 20 });
});
afterEach(() => cloud.close());

/** Paths in `value` that the page does not know, or knows as another type. */
function strangers(value: unknown, type: string, path: string): string[] {
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) return [path];
    return value.flatMap((item, i) => strangers(item, type.slice(0, -2), `${path}[${i}]`));
  }
  const fields = TYPES[type];
  if (fields === undefined) return isOf(value, type) ? [] : [path];
  return Object.entries(value as object).flatMap(([name, inner]) =>
    strangers(inner, fields[name] ?? 'undocumented', `${path}.${name}`),
  );
}

const isOf = (value: unknown, type: string) =>
  type === 'integer' ? Number.isInteger(value) : typeof value === type;

async function replyOf(action: string): Promise<Record<string, unknown>> {
  const { TaskId } = await sdk(cloud)('ManualBackupInstance', ONE);
  cloud.finishTask(Number(TaskId), 'succeed');
  const params: Record<string, Record<string, unknown>> = {
    ManualBackupInstance: ONE,
    DescribeTaskInfo: { TaskId },
    DescribeAutoBackupConfig: ONE,
  };
  return sdk(cloud)(action, params[action]);
}

test.each<[string, string[]]>([
  ['ManualBackupInstance', ['TaskId']],
  ['DescribeTaskInfo', ['Status', 'StartTime', 'TaskType', 'InstanceId', 'TaskMessage']],
  ['DescribeTaskList', ['TotalCount', 'Tasks']],
  ['DescribeInstanceBackups', ['TotalCount', 'BackupSet']],
  ['DescribeInstances', ['TotalCount', 'InstanceSet']],
  [
    'DescribeAutoBackupConfig',
    ['AutoBackupType', 'WeekDays', 'TimePeriod', 'BackupStorageDays', 'BinlogStorageDays'],
  ],
])('%s', async (action, fields) => {
  const reply = await replyOf(action);
  expect(Object.keys(reply).sort()).toEqual([...fields, 'RequestId'].sort());
  expect(strangers(reply, `${action}Response`, action)).toEqual([]);
});

test.each([
  ['DescribeInstanceBackups', 'BackupSet', 'RedisBackupSet'],
  ['DescribeTaskList', 'Tasks', 'TaskInfoDetail'],
])('%s: a row has every documented field', async (action, rows, type) => {
  const list = (await replyOf(action))[rows] as object[];
  expect(Object.keys(list[0] ?? {}).sort()).toEqual(Object.keys(TYPES[type] ?? {}).sort());
});
