// A batch: the deadline, and what is told of the records that were not reached.
import { TIMING } from '../../src/backup/state';
import { handClock, inMemory, invoke, type ListedApi, listedApi } from '../../test/support/invoke';

const id = (n: number): string => `crs-fleet${String(n).padStart(5, '0')}`;
const record = (offset: number, msgBody: string = JSON.stringify({ InstanceId: id(offset) })) => ({
  Ckafka: { topic: 'backups', Partition: 0, offset, msgKey: 'None', msgBody },
});
const batch = (count: number) => ({
  Records: Array.from({ length: count }, (_, offset) => record(offset)),
});

describe('a batch that is too long for one run', () => {
  /** Runs until nothing fails; each run begins elsewhere. */
  async function untilDone(api: ListedApi, clock: ReturnType<typeof handClock>, chances: number[]) {
    const runs = [];
    for (const random of chances) {
      const told = await invoke(batch(1000), inMemory({ ...clock, random: () => random }, api), {
        timeLimitMs: 20_000,
      });
      runs.push(told);
      if (told.thrown === undefined) break;
    }
    return runs;
  }

  test('defers what it does not reach, and gets further with every re-run', async () => {
    const clock = handClock();
    const api = listedApi(clock);
    const runs = await untilDone(api, clock, [0, 0.3, 0.6, 0.8, 0.9, 0.5]);
    const [first] = runs;
    const { failed, more } = JSON.parse(first?.thrown ?? '{}');
    expect(failed[0]).toMatchObject({ outcome: 'deferred', code: 'DeadlineTooNear' });
    expect(failed.length + more).toBeGreaterThan(600);
    expect(new Set(api.sent.map(({ InstanceId }) => InstanceId)).size).toBe(api.sent.length);
    // Twenty seconds are enough for 350 backups; from the front, the second run would only have looked at those again.
    expect(api.sent.length).toBeGreaterThan(900);
  }, 30_000);

  test('names every record in the log, those that were not begun many to a line', async () => {
    const clock = handClock();
    const told = await invoke(batch(5000), inMemory(clock, listedApi(clock)), {
      timeLimitMs: 10_000,
    });
    const lines = told.log;
    const begun = lines.flatMap(({ event, runKey }) => (event === 'delivery' ? [runKey] : []));
    const deferred = lines.filter(({ event }) => event === 'deliveries');
    expect(
      deferred.every(({ level, outcome }) => level === 'error' && outcome === 'deferred'),
    ).toBe(true);
    expect(deferred.every(({ message }) => String(message).length <= 1500)).toBe(true);
    const named = deferred.flatMap(({ message }) => String(message).split('; '));
    const keys = Array.from({ length: 5000 }, (_, n) => `backups 0 ${n}`);
    expect([...begun, ...named].sort()).toEqual(keys.sort());
    expect(lines.length).toBeLessThan(2000);
  });

  test('is over well before its deadline', async () => {
    const clock = handClock();
    const startedAt = clock.now();
    await invoke(batch(1000), inMemory(clock, listedApi(clock)), { timeLimitMs: 5000 });
    expect(clock.now() - startedAt).toBeLessThan(5000 - TIMING.replyReserveMs);
  });
});
