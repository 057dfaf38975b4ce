import { type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { codeOf, failureOf, sdk } from './redis-client';

const ONE = { InstanceId: 'crs-demo0001' };

let cloud: RedisCloud;
beforeEach(async () => {
  cloud = await startRedisCloud();
});
afterEach(() => cloud.close());

/** Status and JSON of one admin request; a body makes it a POST. */
async function admin(path: string, body?: unknown): Promise<[number, unknown]> {
  const post = { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(`${cloud.url}/_admin/${path}`, body === undefined ? {} : post);
  return [response.status, await response.json()];
}

test('scripts the next calls', async () => {
  const steps = [{ code: 'InternalError', message: 'boom' }, { fault: 'http-502' }];
  expect(await admin('script', steps)).toEqual([200, null]);
  const backUp = () => failureOf(sdk(cloud)('ManualBackupInstance', ONE));
  expect(await backUp()).toMatchObject({ code: 'InternalError', message: 'boom' });
  expect(await backUp()).toMatchObject({ httpCode: 502 });
});

test('shows calls, backups, tasks and instances', async () => {
  const { TaskId } = await sdk(cloud)('ManualBackupInstance', ONE);
  expect(await admin('calls')).toMatchObject([
    200,
    [{ action: 'ManualBackupInstance', executed: true }],
  ]);
  expect(await admin('backups')).toMatchObject([200, [{ taskId: TaskId, state: 'running' }]]);
  // A task without an end has none in JSON.
  expect(await admin('tasks')).toMatchObject([
    200,
    [{ taskType: '017', endsAt: null }, { taskId: TaskId }],
  ]);
  expect(await admin('instances')).toMatchObject([
    200,
    expect.arrayContaining([expect.objectContaining({ instanceId: 'crs-demo0001' })]),
  ]);
});

test('locks, finishes, expires and deletes', async () => {
  await admin('lock', { instanceId: 'crs-demo0001' });
  expect(await codeOf(sdk(cloud)('ManualBackupInstance', ONE))).toBe(
    'ResourceUnavailable.InstanceLockedError',
  );
  const taskId = cloud.tasks('crs-demo0001')[0]?.taskId;
  await admin('finish-task', { taskId, outcome: 'succeed' });
  await sdk(cloud)('ManualBackupInstance', ONE);
  const backupId = cloud.backups()[0]?.backupId;
  await admin('expire-backup', { backupId });
  expect(cloud.backups()).toMatchObject([{ state: 'expired' }]);
  await admin('delete-backup', { backupId });
  expect(cloud.backups()).toMatchObject([{ state: 'deleted' }]);
});

test('adds and removes', async () => {
  await admin('instance', { instanceId: 'crs-x', status: -2, tags: { env: 'x' } });
  await admin('instance', { instanceId: 'crs-x', name: 'x' });
  expect(cloud.instance('crs-x')).toMatchObject({
    status: -2,
    name: 'x',
    tags: [{ TagKey: 'env', TagValue: 'x' }],
  });
  const [, added] = await admin('add-backup', {
    instanceId: 'crs-x',
    startedAt: Date.now() - 1000,
  });
  expect(cloud.backups()).toMatchObject([added]);
  await admin('remove-instance', { instanceId: 'crs-x' });
  expect(cloud.instance('crs-x')).toBeUndefined();
  await admin('reset', {});
  expect(cloud.backups()).toEqual([]);
});

test.each<[string, string, unknown, number, string]>([
  ['an unknown route', 'nothing', undefined, 404, 'no such route: GET nothing'],
  ['another method', 'script', undefined, 404, 'no such route: GET script'],
  ['a script that is no array', 'script', { code: 'A' }, 400, 'a script is an array of steps'],
  [
    'a step with a typo',
    'script',
    [{ faults: 'stall' }],
    400,
    'The parameter `faults` is not recognized.',
  ],
  ['an unknown fault', 'script', [{ fault: 'explode' }], 400, 'not explode'],
  ['a step with both', 'script', [{ fault: 'stall', code: 'A' }], 400, 'not A'],
  ['a step with neither', 'script', [{}], 400, 'not neither'],
  ['a bad status', 'instance', { instanceId: 'crs-x', status: 7 }, 400, '7 is not one of'],
  ['bad tags', 'instance', { instanceId: 'crs-x', tags: { a: 1 } }, 400, '`tags`'],
  ['a bad outcome', 'finish-task', { taskId: 1, outcome: 'fine' }, 400, 'fine is not one of'],
  ['an unknown instance', 'lock', { instanceId: 'crs-nobody' }, 400, 'no instance crs-nobody'],
  ['no JSON', 'script', '[', 400, 'JSON'],
])('answers %s with the reason', async (_name, path, body, status, reason) => {
  expect(await admin(path, body)).toEqual([status, { error: expect.stringContaining(reason) }]);
});

test('anything outside / and /_admin is not found', async () => {
  const response = await fetch(`${cloud.url}/elsewhere`);
  expect(response.status).toBe(404);
});
