// A selector, from an event to its backups, with the real SDK on the local cloud.
import type { RedisApi } from '../../src/redis-api';
import { DAILY, play, startCloud } from '../support/cloud';
import { timer } from '../support/events';

describe('on the local cloud', () => {
  const tagged = (instanceId: string, part: object = {}) => ({
    instanceId,
    tags: { backup: 'daily' },
    ...part,
  });

  test('pages that shift: 30 instances, 20 a page, one comes and one goes between two pages', async () => {
    const instances = Array.from({ length: 30 }, (_, index) =>
      tagged(`crs-n${String(index).padStart(4, '0')}`, { createdAt: index * 1_000 }),
    );
    const cloud = await startCloud({ instances, dialect: { 'page-size': 'at most 20 rows' } });
    cloud.script(
      { action: 'DescribeInstances', fault: 'page-shift' },
      { action: 'DescribeInstances', fault: 'page-drop', skip: 1 },
    );
    const { result } = await play(cloud, timer({ Selector: {}, DryRun: true }));
    const results = result?.Results as { InstanceId: string }[];
    const found = results.map(({ InstanceId }) => InstanceId);
    expect(new Set(found).size).toBe(found.length);
    const listed = cloud.instances().map(({ instanceId }) => instanceId);
    expect([...found].sort()).toEqual([...listed].sort());
  });

  test('an instance deleted between listing and backup is named, and the others are backed up', async () => {
    const cloud = await startCloud({ instances: [tagged('crs-stays'), tagged('crs-goes')] });
    const told = await play(cloud, timer({ Selector: DAILY }), {
      wrap: (api) => ({
        ...bound(api),
        listInstances: async (...asked) => {
          const found = await api.listInstances(...asked);
          cloud.removeInstance('crs-goes');
          return found;
        },
      }),
    });
    expect(told.thrown?.failed).toMatchObject([
      { InstanceId: 'crs-goes', outcome: 'refused', code: 'ResourceNotFound.InstanceNotExists' },
    ]);
    expect(cloud.backups().map(({ instanceId }) => instanceId)).toEqual(['crs-stays']);
  });

  test('tags that change between a run and its re-run: each at most once, whoever joins is made', async () => {
    const cloud = await startCloud({
      instances: [tagged('crs-keeps'), tagged('crs-loses'), { instanceId: 'crs-gains' }],
    });
    const event = timer({ Selector: DAILY });
    await play(cloud, event);
    cloud.setInstance({ instanceId: 'crs-loses', tags: {} });
    cloud.setInstance({ instanceId: 'crs-gains', tags: { backup: 'daily' } });
    const again = await play(cloud, event);
    expect(again.result).toMatchObject({ Summary: { adopted: 1, accepted: 1 } });
    const made = cloud.backups().map(({ instanceId }) => instanceId);
    expect(made.sort()).toEqual(['crs-gains', 'crs-keeps', 'crs-loses']);
  });
});

/** The port as an object of its own: a class's methods are not copied by a spread. */
const bound = (api: RedisApi): RedisApi => ({
  startBackup: (...asked) => api.startBackup(...asked),
  listBackups: (...asked) => api.listBackups(...asked),
  listTasks: (...asked) => api.listTasks(...asked),
  listRegionBackups: (...asked) => api.listRegionBackups(...asked),
  listRegionTasks: (...asked) => api.listRegionTasks(...asked),
  listInstances: (...asked) => api.listInstances(...asked),
  listProductRegions: (...asked) => api.listProductRegions(...asked),
  readTask: (...asked) => api.readTask(...asked),
});
