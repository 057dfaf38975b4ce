import { takeStep } from '../../emulator/redis/faults';
import { type FaultStep, type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { codeOf, sdk } from './redis-client';

const A = { code: 'A' };
const B = { code: 'B' };
const backup = (instanceId = 'crs-1') => ({ action: 'ManualBackupInstance', instanceId });
const list = { action: 'DescribeInstances' };

describe('which call takes which step', () => {
  test.each<[string, FaultStep[], { action: string; instanceId?: string }[], string[]]>([
    ['an empty script', [], [backup()], ['-']],
    ['one step, one call', [A], [backup(), backup()], ['A', '-']],
    ['in order', [A, B], [backup(), backup(), backup()], ['A', 'B', '-']],
    ['ManualBackupInstance unless told', [A], [list, backup()], ['-', 'A']],
    ['another action', [{ ...A, action: 'DescribeInstances' }], [backup(), list], ['-', 'A']],
    ['any action', [{ ...A, action: '*', times: 2 }], [list, backup(), list], ['A', 'A', '-']],
    ['one instance', [{ ...A, instanceId: 'crs-2' }, B], [backup(), backup('crs-2')], ['B', 'A']],
    ['several times', [{ ...A, times: 2 }, B], [backup(), backup(), backup()], ['A', 'A', 'B']],
    ['after some', [{ ...A, skip: 2 }], [backup(), list, backup(), backup()], ['-', '-', '-', 'A']],
    [
      'a skipped call takes the next step',
      [{ ...A, skip: 1 }, B],
      [backup(), backup()],
      ['B', 'A'],
    ],
  ])('%s', (_name, script, calls, expected) => {
    let queue: readonly FaultStep[] = script;
    const taken = calls.map((call) => {
      const next = takeStep(queue, call);
      queue = next.queue;
      return next.step?.code ?? '-';
    });
    expect(taken).toEqual(expected);
  });
});

describe('a scripted cloud', () => {
  const ONE = { InstanceId: 'crs-demo0001' };
  let cloud: RedisCloud;
  afterEach(() => cloud.close());

  test('a call refused by the gateway takes no step', async () => {
    cloud = await startRedisCloud();
    cloud.script({ code: 'InternalError' });
    const stranger = { secretId: 'AKIDnobody', secretKey: 'x' };
    expect(await codeOf(sdk(cloud, { key: stranger })('ManualBackupInstance', ONE))).toBe(
      'AuthFailure.SecretIdNotFound',
    );
    expect(await codeOf(sdk(cloud)('ManualBackupInstance', ONE))).toBe('InternalError');
    await sdk(cloud)('ManualBackupInstance', ONE);
  });

  test('reset goes back to the seed', async () => {
    cloud = await startRedisCloud({ ratePerSecond: 1 });
    const { calls } = cloud;
    await sdk(cloud)('ManualBackupInstance', ONE);
    cloud.addBackup({ instanceId: 'crs-demo0002', startedAt: 1 });
    cloud.removeInstance('crs-demo0003');
    cloud.script({ code: 'InternalError' });
    cloud.reset();
    expect(calls).toEqual([]);
    expect(cloud.backups()).toEqual([]);
    expect(cloud.tasks()).toMatchObject([{ instanceId: 'crs-locked01' }]);
    expect(cloud.instance('crs-demo0003')).toBeDefined();
    await sdk(cloud)('ManualBackupInstance', ONE);
  });

  test('setInstance adds one, or changes what is given', async () => {
    cloud = await startRedisCloud();
    cloud.setInstance({ instanceId: 'crs-new', region: 'ap-shanghai', tags: { env: 'new' } });
    cloud.setInstance({ instanceId: 'crs-new', status: -2 });
    expect(cloud.instance('crs-new')).toMatchObject({
      region: 'ap-shanghai',
      status: -2,
      tags: [{ TagKey: 'env', TagValue: 'new' }],
    });
  });

  test.each<[string, () => void]>([
    ['an instance', () => cloud.lock('crs-nobody')],
    ['a task', () => cloud.finishTask(1, 'failed')],
    ['a backup to expire', () => cloud.expireBackup('1-2-3')],
    ['a backup to delete', () => cloud.deleteBackup('1-2-3')],
  ])('naming %s that does not exist throws', async (_name, act) => {
    cloud = await startRedisCloud();
    expect(act).toThrow(/^no (instance|task|backup) /);
  });

  test('latencyMs delays every answer, refusals too, but not the backup', async () => {
    cloud = await startRedisCloud({ latencyMs: 100 });
    const before = Date.now();
    const call = sdk(cloud)('ManualBackupInstance', ONE);
    const refused = codeOf(sdk(cloud)('ManualBackupInstance', { InstanceId: 'crs-nobody' }));
    while (cloud.backups().length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await Promise.all([call, refused]);
    expect(Date.now() - before).toBeGreaterThanOrEqual(99);
  });

  test('a port that is taken is an error', async () => {
    cloud = await startRedisCloud();
    await expect(startRedisCloud({ port: cloud.port })).rejects.toThrow('EADDRINUSE');
  });
});
