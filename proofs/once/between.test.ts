// A backup of somebody else's that begins between the two lists of a look, on the real wire: it may not pass for this
// run's, which is not listed yet.
import { setTimeout as sleep } from 'node:timers/promises';
import { type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { deliver, type Parcel } from './in-process';
import { LISTS } from './reading-cells';
import { scale } from './scaled';
import { startedBy } from './truth';

const ID = 'crs-demo0001';
/** How long the answer of the one list is held up; the other backup begins and ends meanwhile. */
const HELD_MS = 300;
const BEGINS_MS = 100;
const BRIEF_MS = 20;

const parcel = (number: number): Parcel => ({
  run: 'nightly',
  number,
  via: 'timer',
  instanceId: ID,
  limitMs: scale(60_000),
});

let cloud: RedisCloud;
beforeEach(async () => {
  // A list that is refused first would be the one that is held up.
  const dialect = { 'status-filter': 'all six' } as const;
  const options = { ratePerSecond: false, taskMs: BRIEF_MS, backupVisible: 1_000 } as const;
  cloud = await startRedisCloud({ ...options, dialect });
});
afterEach(() => cloud.close());

/** So short that no lock is left to refuse a write: what the lists show must do. */
async function backUpAutomatically(): Promise<void> {
  const startedAt = Date.now();
  cloud.lock(ID, BRIEF_MS);
  cloud.addBackup({ instanceId: ID, startedAt, endsAt: startedAt + BRIEF_MS });
  await sleep(BRIEF_MS);
}

test.each(LISTS)('while %s is on its way, one backup is made', async (action) => {
  expect(await deliver(cloud, parcel(1))).toMatchObject({ outcome: 'accepted' });
  await sleep(2 * BRIEF_MS);
  cloud.script({ action, fault: 'slow', executeAfterMs: HELD_MS, delayMs: 0 });
  const before = cloud.calls.length;
  const again = deliver(cloud, parcel(2));
  while (cloud.calls.length === before) await sleep(2);
  await sleep(BEGINS_MS);
  await backUpAutomatically();
  expect(await again).toMatchObject({ outcome: 'adopted' });
  const made = cloud.backups(ID);
  expect([1, 2].map((number) => startedBy(parcel(number), made).length)).toEqual([1, 0]);
});
