// The process is killed between its write and the reply; the platform delivers the event again.
import type { RedisCloudOptions } from '../../emulator/redis/server';
import { timer } from '../../test/support/events';
import { startFunction } from '../../test/support/function';

const ID = 'crs-demo0001';
const EVENT = timer({ InstanceId: ID, Remark: 'nightly' });

/** Starts a delivery whose write is never answered, and kills the process once the write has arrived. */
async function killedInTheWrite(options: RedisCloudOptions, executed: boolean) {
  const built = await startFunction({ timeoutMs: 20_000, cloud: options });
  const { cloud, host } = built;
  cloud.script({ fault: 'stall', execute: executed });
  const killed = built.invoke(EVENT);
  while (!cloud.calls.some(({ fault }) => fault === 'stall'))
    await new Promise((resolve) => setTimeout(resolve, 5));
  await Promise.all(host.instances.map((instance) => instance.kill()));
  expect(await killed).toMatchObject({ ok: false, error: { statusCode: 439 } });
  return built;
}

type Case = [name: string, options: RedisCloudOptions];

const LISTED: Case[] = [
  ['listed at once', {}],
  ['listed when its task ends', { backupVisible: 'at end' }],
  ['listed half a second after it has started', { backupVisible: 500 }],
  ['listed after its task has ended', { backupVisible: 1_000, taskMs: 600 }],
];

test.each(LISTED)(
  'a backup %s is adopted by the next delivery',
  async (_name, options) => {
    const { cloud, invoke } = await killedInTheWrite(options, true);
    const [made] = cloud.backups(ID);
    expect(await invoke(EVENT)).toMatchObject({
      ok: true,
      result: { Outcome: 'adopted', BackupId: made?.backupId },
    });
    expect(cloud.backups(ID)).toHaveLength(1);
  },
  30_000,
);

test('a backup that never started is made by the next delivery', async () => {
  const { cloud, invoke } = await killedInTheWrite({}, false);
  expect(cloud.backups(ID)).toEqual([]);
  expect(await invoke(EVENT)).toMatchObject({ ok: true, result: { Outcome: 'accepted' } });
  expect(await invoke(EVENT)).toMatchObject({ ok: true, result: { Outcome: 'adopted' } });
  expect(cloud.backups(ID)).toHaveLength(1);
}, 30_000);
