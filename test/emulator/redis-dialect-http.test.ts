import {
  type RedisCloud,
  type RedisCloudOptions,
  startRedisCloud,
} from '../../emulator/redis/server';
import { codeOf, sdk } from './redis-client';

const START = Date.UTC(2026, 0, 31);
const ID = 'crs-demo0001';

let cloud: RedisCloud;
let now: number;
const start = async (options: RedisCloudOptions = {}) => {
  now = START;
  cloud = await startRedisCloud({ now: () => now, taskMs: 10_000, ...options });
};
afterEach(() => cloud.close());

const backUp = () => sdk(cloud)('ManualBackupInstance', { InstanceId: ID });
const listed = async () =>
  (await sdk(cloud)('DescribeInstanceBackups', { InstanceId: ID, Status: [1, 2] })).BackupSet;

/** Status and JSON of one admin request. */
async function admin(method: string, path: string, body?: unknown): Promise<[number, unknown]> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${cloud.url}/_admin/${path}`, init);
  return [response.status, await response.json()];
}

test('is given at the start', async () => {
  await start({ dialect: { 'running-row': 'not listed' } });
  await backUp();
  expect(await listed()).toEqual([]);
  expect(cloud.backups()).toMatchObject([{ state: 'running', visible: false }]);
  now += 10_000;
  expect(await listed()).toHaveLength(1);
});

test('a mistake in it is told before anything listens', async () => {
  await start();
  const dialect = { lock: 'none' } as unknown as NonNullable<RedisCloudOptions['dialect']>;
  await expect(startRedisCloud({ dialect })).rejects.toThrow('lock cannot be "none"');
});

test('is changed and shown over the admin route, until a reset', async () => {
  await start({ dialect: { quota: '24 a day an instance' } });
  await backUp();
  expect(await codeOf(backUp())).toBe('ResourceUnavailable.InstanceLockedError');
  expect(await admin('PUT', 'dialect', { lock: 'no lock' })).toEqual([200, null]);
  expect(await admin('GET', 'dialect')).toMatchObject([200, { lock: 'no lock', quota: 'none' }]);
  await backUp();
  expect(await admin('POST', 'reset', {})).toEqual([200, null]);
  expect(cloud.dialect()).toMatchObject({
    quota: '24 a day an instance',
    span: '30 days inclusive',
  });
});

test.each<[string, unknown, string]>([
  ['an unknown switch', { locks: 'no' }, 'no switch is called locks'],
  ['an unknown value', { lock: 'no' }, 'lock cannot be "no": choose one of'],
  ['nothing', undefined, 'a dialect is an object'],
])('the admin route refuses %s and leaves it as it is', async (_name, body, reason) => {
  await start();
  const error = expect.stringContaining(reason);
  expect(await admin('PUT', 'dialect', body)).toEqual([400, { error }]);
  expect(cloud.dialect().lock).toBe('second call refused while a backup runs');
});

test('what is set by number wins', async () => {
  await start({ backupVisible: 3_000, dialect: { 'backup-listed': '60 s after the end' } });
  await backUp();
  now += 3_000;
  expect(await listed()).toHaveLength(1);
});

test('a write whose connection breaks is carried out later, by the clock of the cloud', async () => {
  await start({ dialect: { 'late-write': 'executed 1 to 60 s after the connection broke' } });
  cloud.script({ fault: 'hang-up' });
  await expect(backUp()).rejects.toThrow('socket hang up');
  now += 999;
  expect(cloud.backups()).toEqual([]);
  now += 10_000;
  expect(cloud.backups()).toMatchObject([{ startedAt: START + 1_000 }]);
});

test('a write whose connection holds is carried out at once', async () => {
  await start({ dialect: { 'late-write': 'executed 1 to 60 s after the connection broke' } });
  cloud.script({ fault: 'slow', delayMs: 1 });
  await backUp();
  expect(cloud.backups()).toHaveLength(1);
});

test('a refusal of a write that has been carried out is recorded as both', async () => {
  await start({ dialect: { 'late-write': 'InternalError though executed' } });
  expect(await codeOf(backUp())).toBe('InternalError');
  expect(cloud.calls).toMatchObject([{ code: 'InternalError', executed: true }]);
  expect(cloud.backups()).toHaveLength(1);
});

test('a late answer comes after its write', async () => {
  await start({ dialect: { 'write-answers': 'after 5 s' } });
  const call = sdk(cloud, { reqTimeout: 0.1 });
  await expect(call('ManualBackupInstance', { InstanceId: ID })).rejects.toThrow('network timeout');
  expect(cloud.backups()).toHaveLength(1);
});

test('a task of any kind is started over the admin route', async () => {
  await start();
  const task = { instanceId: ID, taskType: '034', ms: 60_000 };
  expect(await admin('POST', 'start-task', task)).toEqual([200, { taskId: expect.any(Number) }]);
  await backUp();
  expect(await sdk(cloud)('DescribeTaskList', { InstanceId: ID })).toMatchObject({
    Tasks: [{ TaskType: '012' }, { TaskType: '034', Result: 0 }],
  });
  const unknown = { ...task, taskType: '999' };
  expect(await admin('POST', 'start-task', unknown)).toMatchObject([400, {}]);
  expect(await admin('POST', 'start-task', { ...task, instanceId: 'crs-x' })).toMatchObject([
    400,
    {},
  ]);
});
