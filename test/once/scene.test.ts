// That a scene is what it says it is, on three cases; the others are named by what must hold in them.
import { createScene, INSTANCE } from '../support/scene';

const RUN = { run: 'monday', via: 'timer' } as const;

test('a lost answer: the lists show the backup, and the redelivery adopts it', async () => {
  const scene = createScene();
  scene.next('ManualBackupInstance', { lost: 'answer', hangsUp: true });
  const first = scene.deliver(RUN);
  const again = scene.deliver({ ...RUN, at: 60_000 });
  await scene.run();
  const [made] = scene.backups();
  expect(made).toMatchObject({ run: 'monday', delivery: first, state: 'good' });
  expect(first).toMatchObject({ told: [{ outcome: 'accepted' }], threw: false });
  expect(again.told).toEqual([
    { InstanceId: INSTANCE, outcome: 'adopted', BackupId: made?.backupId, TaskId: made?.taskId },
  ]);
  expect(scene.duplicates()).toEqual([]);
});

test('a write that the API carries out late, and that its delivery does not live to see, is adopted', async () => {
  const scene = createScene();
  scene.next('ManualBackupInstance', { lost: 'call', lateMs: 2_000, dies: 'sent' });
  const first = scene.deliver({ ...RUN, limitMs: 20_000, redeliveredAfterMs: [60_000] });
  await scene.run();
  expect(first).toMatchObject({ told: [], threw: true, endedAt: undefined });
  expect(first.redelivery?.told).toMatchObject([{ outcome: 'adopted' }]);
  expect(scene.backups()).toMatchObject([{ delivery: first }]);
});

test('a lock that stays: the API refuses, and every call is on record', async () => {
  const scene = createScene({ instances: [{ instanceId: INSTANCE, locked: true }] });
  const delivery = scene.deliver({ run: 'by hand', via: 'http without a key' });
  await scene.run();
  expect(delivery.told).toMatchObject([{ outcome: expect.stringMatching(/refused|deferred/) }]);
  expect(delivery.calls.map(({ action }) => action)).toContain('ManualBackupInstance');
  expect(scene.backups()).toEqual([]);
});

test('a process that stands still sees its answer late; its monotonic clock goes on, or stands as well', async () => {
  const scene = createScene();
  const { clock } = scene.process('warm');
  const monotonic: number[] = [];
  const note = () => monotonic.push(clock.monotonic());
  scene.next('DescribeTaskList', { stands: { ms: 22_000, monotonic: 'stands' } });
  scene.deliver({ ...RUN, process: 'warm' });
  scene.at(0, note);
  scene.at(60_000, note);
  await scene.run();
  expect(monotonic).toEqual([0, 38_000]);
  const tasks = scene.calls.findIndex(({ action }) => action === 'DescribeTaskList');
  const [frozen, next] = scene.calls.slice(tasks);
  expect((next?.at ?? 0) - (frozen?.at ?? 0)).toBeGreaterThanOrEqual(22_000);
});
