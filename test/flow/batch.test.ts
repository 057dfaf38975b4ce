// A batch: bounded concurrency, one pace, the deadline, and what is told of those that failed.
import { TIMING } from '../../src/backup/state';
import { handClock, inMemory, invoke, type ListedApi, listedApi } from '../support/invoke';

const id = (n: number): string => `crs-fleet${String(n).padStart(5, '0')}`;
const record = (offset: number, msgBody: string = JSON.stringify({ InstanceId: id(offset) })) => ({
  Ckafka: { topic: 'backups', Partition: 0, offset, msgKey: 'None', msgBody },
});
const batch = (count: number) => ({
  Records: Array.from({ length: count }, (_, offset) => record(offset)),
});

/** The most entries of a list of times that lie within any one second. */
const mostInASecond = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length));

describe('10,000 records in one invocation', () => {
  const clock = handClock();
  const api = listedApi(clock);
  let told: Awaited<ReturnType<typeof invoke>>;
  beforeAll(async () => {
    told = await invoke(batch(10_000), inMemory(clock, api), {
      timeLimitMs: 900_000,
      settings: { RATE_LIMIT_PER_SECOND: '18' },
    });
  }, 110_000);

  test('make 10,000 backups', () => {
    expect(told.result).toEqual({ Deliveries: 10_000, Summary: { accepted: 10_000 } });
    expect(new Set(api.sent.map(({ InstanceId }) => InstanceId)).size).toBe(10_000);
  });

  test('at the pace of the API, over the whole invocation', () => {
    const times = api.sent.map(({ at }) => at);
    expect(mostInASecond(times)).toBe(18);
    // The page allows 50 a second; no more than a second's worth is looked at ahead of its turn to write.
    expect(mostInASecond(api.looks)).toBeLessThanOrEqual(45);
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    expect(10_000 / seconds).toBeGreaterThan(0.95 * 18);
  });

  test("a second's worth at a time", () => {
    expect(api.maxConcurrent).toBeLessThanOrEqual(20);
  });

  test('summed up in one line', () => {
    expect(told.log.filter(({ event }) => event === 'summary')).toMatchObject([
      {
        targets: 10_000,
        outcomes: { accepted: 10_000 },
        failures: 0,
        calls: { ManualBackupInstance: 10_000, DescribeInstanceBackups: 10_000 },
      },
    ]);
  });

  test('each with its own line in the log', () => {
    const lines = told.log.filter(({ event }) => event === 'delivery');
    expect(new Set(lines.map(({ runKey }) => runKey)).size).toBe(10_000);
  });
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
