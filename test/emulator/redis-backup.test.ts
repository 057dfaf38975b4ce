import {
  type RedisCloud,
  type RedisCloudOptions,
  type SeedInstance,
  startRedisCloud,
} from '../../emulator/redis/server';
import { codeOf, failureOf, sdk } from './redis-client';

const START = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
const ID = 'crs-demo0001';

let cloud: RedisCloud;
let now: number;
const start = async (options: RedisCloudOptions = {}) => {
  now = START;
  cloud = await startRedisCloud({
    statusFilter: 'all',
    now: () => now,
    taskMs: 10_000,
    ...options,
  });
};
afterEach(() => cloud.close());

const call = (action: string, params: Record<string, unknown>) => sdk(cloud)(action, params);
const backUp = (params: Record<string, unknown> = {}) =>
  call('ManualBackupInstance', { InstanceId: ID, ...params });
const listed = async (params: Record<string, unknown> = {}) =>
  (await call('DescribeInstanceBackups', { InstanceId: ID, ...params })).BackupSet;

describe('ManualBackupInstance', () => {
  test('replies with growing integers and keeps the remark', async () => {
    await start();
    const first = await backUp({ Remark: 'run-abc nightly', StorageDays: 30 });
    const second = await backUp({ InstanceId: 'crs-demo0002' });
    expect(Number.isInteger(first.TaskId)).toBe(true);
    expect(Number(second.TaskId)).toBeGreaterThan(Number(first.TaskId));
    expect(cloud.backups()).toMatchObject([
      {
        instanceId: ID,
        taskId: first.TaskId,
        remark: 'run-abc nightly',
        startedAt: START,
        expiresAt: START + 30 * DAY_MS,
        state: 'running',
      },
      { instanceId: 'crs-demo0002', taskId: second.TaskId, remark: '' },
    ]);
  });

  test.each([
    [undefined, 7],
    [0, 7],
    [1, 1],
    [1825, 1825],
  ])('StorageDays %p keeps it %p days', async (StorageDays, days) => {
    await start();
    await backUp({ StorageDays });
    expect(cloud.backups()).toMatchObject([{ expiresAt: START + days * DAY_MS }]);
  });

  test.each([-1, 1826])('StorageDays %p is out of range', async (StorageDays) => {
    await start();
    expect(await codeOf(backUp({ StorageDays }))).toBe('InvalidParameter.InvalidParameter');
  });

  const unavailable = (what: string) => `ResourceUnavailable.${what}`;
  test.each<[string, SeedInstance, string]>([
    ['an unknown one', { instanceId: 'crs-other' }, 'ResourceNotFound.InstanceNotExists'],
    [
      'one of another region',
      { instanceId: ID, region: 'ap-shanghai' },
      'ResourceNotFound.InstanceNotExists',
    ],
    ['an isolated one', { instanceId: ID, status: -2 }, unavailable('InstanceIsolated')],
    ['one to be deleted', { instanceId: ID, status: -3 }, unavailable('InstanceDeleted')],
    ['one to be initialised', { instanceId: ID, status: 0 }, unavailable('InstanceStateError')],
    ['one in process', { instanceId: ID, status: 1 }, unavailable('InstanceStateError')],
    ['a held one', { instanceId: ID, locked: true }, unavailable('InstanceLockedError')],
  ])('refuses %s and starts nothing', async (_name, instance, code) => {
    await start({ instances: [instance] });
    expect(await codeOf(backUp())).toBe(code);
    expect(cloud.backups()).toEqual([]);
    expect(cloud.tasks().filter((task) => task.taskType === '012')).toEqual([]);
    expect(cloud.calls).toMatchObject([
      { action: 'ManualBackupInstance', instanceId: ID, code, executed: false },
    ]);
  });

  test('TaskId as the older sample replies show it', async () => {
    await start({ taskIdAs: 'string' });
    const { TaskId } = await backUp();
    expect(TaskId).toMatch(/^\d+$/);
    expect(await call('DescribeTaskList', {})).toMatchObject({
      Tasks: expect.arrayContaining([expect.objectContaining({ TaskId })]),
    });
    expect(await call('DescribeTaskInfo', { TaskId: Number(TaskId) })).toMatchObject({
      InstanceId: ID,
    });
  });
});

describe('over time', () => {
  test.each([
    ['at once', 0, 'preparing', 0, 1, 'ResourceUnavailable.InstanceLockedError'],
    ['a little later', 2000, 'running', 1, 1, 'ResourceUnavailable.InstanceLockedError'],
    ['just before the end', 9999, 'running', 1, 1, 'ResourceUnavailable.InstanceLockedError'],
    ['at the end', 10_000, 'succeed', 2, 2, undefined],
  ])('%s: task, backup and lock', async (_name, ms, Status, Result, backupStatus, secondBackup) => {
    await start();
    const { TaskId } = await backUp();
    now += ms;
    expect(await call('DescribeTaskInfo', { TaskId })).toMatchObject({
      Status,
      InstanceId: ID,
      StartTime: '2026-01-01 08:00:00',
      TaskMessage: '',
    });
    expect(await call('DescribeTaskList', { InstanceId: ID })).toMatchObject({
      Tasks: [{ TaskId, Result, TaskType: '012' }],
    });
    expect(await listed()).toMatchObject([{ Status: backupStatus }]);
    const second = await backUp().catch((error: { code: string }) => error);
    expect(second.code).toBe(secondBackup);
  });

  test.each([
    ['failed', 4],
    ['error', 4],
  ] as const)('a task that ends as %s leaves no backup in the list', async (outcome, Result) => {
    await start();
    const { TaskId } = await backUp();
    now += 1000;
    cloud.finishTask(Number(TaskId), outcome);
    expect(await call('DescribeTaskInfo', { TaskId })).toMatchObject({
      Status: outcome,
      TaskMessage: 'The backup did not finish.',
    });
    expect(await call('DescribeTaskList', { InstanceId: ID })).toMatchObject({
      Tasks: [{ Result, EndTime: '2026-01-01 08:00:01' }],
    });
    expect(await listed({ Status: [1, 2, 3, 4, -1, -2] })).toEqual([]);
    expect(cloud.backups()).toMatchObject([{ state: 'failed' }]);
  });

  test('finishTask ends a task early and frees the instance', async () => {
    await start();
    const { TaskId } = await backUp();
    cloud.finishTask(Number(TaskId), 'succeed');
    expect(await listed()).toMatchObject([{ Status: 2 }]);
    await backUp();
  });

  test.each<[RedisCloudOptions['backupVisible'], number, number | undefined]>([
    ['at once', 0, 1],
    ['at end', 9999, undefined],
    ['at end', 10_000, 2],
    ['never', 60_000, undefined],
    [3000, 2999, undefined],
    [3000, 3000, 1],
    [20_000, 10_000, undefined],
    [20_000, 20_000, 2],
  ])('backupVisible %p, after %d ms: Status %p', async (backupVisible = 'at once', ms, Status) => {
    await start({ backupVisible });
    await backUp();
    now += ms;
    expect(await listed()).toMatchObject(Status === undefined ? [] : [{ Status }]);
    expect(cloud.backups()).toMatchObject([{ visible: Status !== undefined }]);
  });

  test.each<[RedisCloudOptions['remarkVisible'], number, string]>([
    ['at once', 0, 'nightly'],
    ['at end', 9999, ''],
    ['at end', 10_000, 'nightly'],
  ])('remarkVisible %p, after %d ms: %p', async (remarkVisible = 'at once', ms, Remark) => {
    await start({ remarkVisible });
    await backUp({ Remark: 'nightly' });
    now += ms;
    expect(await listed()).toMatchObject([{ Remark }]);
  });

  test('taskVisibleMs delays the task list, not the task', async () => {
    await start({ taskVisibleMs: 500 });
    const { TaskId } = await backUp();
    const count = async () => (await call('DescribeTaskList', { InstanceId: ID })).TotalCount;
    expect(await count()).toBe(0);
    expect(await call('DescribeTaskInfo', { TaskId })).toMatchObject({ Status: 'preparing' });
    now += 500;
    expect(await count()).toBe(1);
  });

  test('a backup expires by itself', async () => {
    await start();
    await backUp({ StorageDays: 1 });
    now += DAY_MS;
    expect(await listed()).toEqual([]);
    expect(await listed({ Status: [-1] })).toMatchObject([
      { Status: -1, ExpireTime: '2026-01-02 08:00:00' },
    ]);
  });
});

describe('locks of another process', () => {
  test('an automatic backup shows as a task and goes away in time', async () => {
    await start();
    cloud.lock(ID, 5000);
    expect(await codeOf(backUp())).toBe('ResourceUnavailable.InstanceLockedError');
    expect(await call('DescribeTaskList', { InstanceId: ID })).toMatchObject({
      Tasks: [{ TaskType: '017', Result: 0 }],
    });
    now += 5000;
    await backUp();
  });

  test('a silent one shows nowhere', async () => {
    await start();
    cloud.lock(ID, 5000, { silent: true });
    expect(await codeOf(backUp())).toBe('ResourceUnavailable.InstanceLockedError');
    expect(cloud.tasks(ID)).toEqual([]);
    now += 5000;
    await backUp();
  });

  test('one without an end lasts until it is finished by hand', async () => {
    await start();
    cloud.lock(ID);
    now += 365 * DAY_MS;
    expect(await codeOf(backUp())).toBe('ResourceUnavailable.InstanceLockedError');
    cloud.finishTask(cloud.tasks(ID)[0]?.taskId ?? 0, 'succeed');
    await backUp();
  });
});

describe('the other reads', () => {
  test('DescribeTaskInfo knows only the tasks of its region', async () => {
    await start();
    const { TaskId } = await backUp();
    const code = 'InvalidParameter.InvalidParameter';
    expect(await codeOf(call('DescribeTaskInfo', { TaskId: 1 }))).toBe(code);
    expect(
      await codeOf(sdk(cloud, { region: 'ap-shanghai' })('DescribeTaskInfo', { TaskId })),
    ).toBe(code);
  });

  test('DescribeAutoBackupConfig', async () => {
    await start();
    expect(await call('DescribeAutoBackupConfig', { InstanceId: ID })).toMatchObject({
      TimePeriod: '01:00-02:00',
      BackupStorageDays: 7,
    });
    expect(await codeOf(call('DescribeAutoBackupConfig', { InstanceId: 'crs-nobody' }))).toBe(
      'ResourceNotFound.InstanceNotExists',
    );
  });

  test('the demo instances behave as their names say', async () => {
    await start();
    const codes: Record<string, unknown> = {};
    for (const { instanceId } of cloud.instances())
      codes[instanceId] = await backUp({ InstanceId: instanceId }).then(
        () => 'accepted',
        (error: { code: string }) => error.code,
      );
    expect(codes).toEqual({
      'crs-demo0001': 'accepted',
      'crs-demo0002': 'accepted',
      'crs-demo0003': 'accepted',
      'crs-locked01': 'ResourceUnavailable.InstanceLockedError',
      'crs-isolate1': 'ResourceUnavailable.InstanceIsolated',
      'crs-deleted1': 'ResourceUnavailable.InstanceDeleted',
      'crs-starting': 'ResourceUnavailable.InstanceStateError',
    });
  });

  test('a refusal carries its documented text and a request id', async () => {
    await start();
    const failure = await failureOf(backUp({ InstanceId: 'crs-nobody' }));
    expect(failure).toMatchObject({
      message: 'No Redis instance is found by the serialId.',
      requestId: cloud.calls[0]?.requestId,
    });
  });
});
