// Wait, from an event to its answer, with the real SDK on the local cloud.
import { DAILY, play, startCloud } from '../../test/support/cloud';
import { timer } from '../../test/support/events';

describe('Wait, on the local cloud', () => {
  const ONE = { InstanceId: 'crs-demo0001', Wait: true };

  test('verified: with the backup’s id, end and expiry', async () => {
    const cloud = await startCloud();
    const { result } = await play(cloud, timer(ONE));
    const [made] = cloud.backups();
    expect(result).toMatchObject({
      Outcome: 'verified',
      BackupId: made?.backupId,
      TaskId: made?.taskId,
      EndTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      ExpireTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    });
  });

  test('failed: with the task’s message; a timer throws', async () => {
    const cloud = await startCloud({ taskMs: 10_000 });
    const told = play(cloud, timer(ONE));
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const [running] = cloud.tasks('crs-demo0001');
      if (running === undefined) continue;
      cloud.finishTask(running.taskId, 'failed');
      break;
    }
    expect((await told).thrown?.failed).toMatchObject([
      {
        outcome: 'failed',
        code: 'BackupTaskFailed',
        message: expect.stringContaining('did not finish'),
      },
    ]);
  });

  test('out of time: accepted, with the task to follow', async () => {
    const cloud = await startCloud({ taskMs: 60_000 });
    const { result } = await play(cloud, timer(ONE), { timeLimitMs: 3_000 });
    expect(result).toMatchObject({
      Outcome: 'accepted',
      TaskId: cloud.tasks('crs-demo0001')[0]?.taskId,
    });
  });

  test('a fleet is started first and followed beside it', async () => {
    const instances = Array.from({ length: 20 }, (_, index) => ({
      instanceId: `crs-f${index}`,
      tags: { backup: 'daily' },
    }));
    const cloud = await startCloud({ instances, taskMs: 1_500 });
    const startedAt = Date.now();
    const { result } = await play(cloud, timer({ Selector: DAILY, Wait: true }));
    expect(result).toMatchObject({ Summary: { verified: 20 } });
    expect(Date.now() - startedAt).toBeLessThan(20 * 1_500);
  });
});
