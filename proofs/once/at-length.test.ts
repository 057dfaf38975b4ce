// What takes long even on the simulated clock: fleets in which many wait, and three days of hourly backups.
import { createScene, INSTANCE, type Scene } from '../../test/support/scene';

const HOUR = 3_600_000;
const WRITE = 'ManualBackupInstance';
const NIGHT = { run: 'monday', via: 'timer' } as const;

const outcomes = ({ told }: { readonly told: readonly { readonly outcome: string }[] }) =>
  told.map(({ outcome }) => outcome);

test('`StorageDays` 1, hourly, for three days: every run makes its backup', async () => {
  const scene = createScene({
    dialect: { 'status-filter': '1 and 2 only, others refused' },
  });
  const request = { InstanceId: INSTANCE, StorageDays: 1 };
  const hours = Array.from({ length: 72 }, (_, hour) =>
    scene.deliver({
      run: `hour ${hour}`,
      via: 'timer',
      at: hour * HOUR,
      request,
      limitMs: 60_000,
    }),
  );
  await scene.run();
  expect(hours.filter((one) => outcomes(one)[0] !== 'accepted')).toEqual([]);
  expect(scene.backups()).toHaveLength(72);
});

describe('waiting starves nobody', () => {
  const FLEET = 400;
  const BUSY = 60;
  const ids = Array.from({ length: FLEET }, (_, n) => `crs-fleet${String(n).padStart(3, '0')}`);
  const request = { InstanceIds: ids };
  /** What 18 writes a second take for so many. */
  const paceMs = (targets: number) => (targets * 1_000) / 18;

  /** From the first write to the last that started a backup. */
  function writingMs(scene: Scene): number {
    const times = scene.backups().map(({ startedAt }) => startedAt);
    return Math.max(...times) - Math.min(...times);
  }

  test('400 targets of which 60 are busy throughout: the others at 95 % of the pace', async () => {
    const instances = ids.map((instanceId, n) => ({ instanceId, locked: n % 6 === 0 && n < 360 }));
    const scene = createScene({
      instances,
      dialect: { 'start-skew': '0 to 6 s after its task' },
      random: () => 0,
    });
    const fleet = scene.deliver({ ...NIGHT, request });
    await scene.run();
    expect(scene.backups()).toHaveLength(FLEET - BUSY);
    expect(writingMs(scene)).toBeLessThan(paceMs(FLEET - BUSY) / 0.95);
    const refused = fleet.lines.filter(({ code }) => code === 'BackupInProgress');
    expect(refused.filter(({ event }) => event === 'target')).toHaveLength(BUSY);
  }, 30_000);

  test('400 targets of which 90 writes are lost: the others at 95 % of the pace', async () => {
    const scene = createScene({
      instances: ids.map((instanceId) => ({ instanceId })),
      random: () => 0,
    });
    let writes = 0;
    scene.next(
      WRITE,
      () => {
        writes += 1;
        return writes % 4 === 1 && writes <= 360 ? { lost: 'call' } : {};
      },
      { times: FLEET },
    );
    const fleet = scene.deliver({ ...NIGHT, request });
    await scene.run();
    const first = scene.backups().slice(0, FLEET - 90);
    const times = first.map(({ startedAt }) => startedAt);
    // The lost ones have taken their turns as well.
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(paceMs(FLEET) / 0.95);
    expect(outcomes(fleet)).toEqual(ids.map(() => 'accepted'));
    expect(scene.duplicates()).toEqual([]);
  }, 30_000);

  test('a batch of which every third record is of one busy instance: the others are not held up', async () => {
    const others = ids.slice(0, 200);
    const instances = [
      { instanceId: INSTANCE, locked: true },
      ...others.map((instanceId) => ({ instanceId })),
    ];
    const scene = createScene({ instances, random: () => 0 });
    const records = others.flatMap((InstanceId, n) =>
      n % 2 === 0 ? [{ InstanceId: INSTANCE }, { InstanceId }] : [{ InstanceId }],
    );
    scene.deliver({ run: 'batch', via: 'ckafka', request: records as [object, ...object[]] });
    await scene.run();
    expect(scene.backups()).toHaveLength(others.length);
    expect(writingMs(scene)).toBeLessThan(paceMs(others.length) / 0.95);
  }, 30_000);
});
