// The largest batch there is: 10,000 records of a queue in one invocation, at one rate.
import { handClock, inMemory, invoke, listedApi } from '../../test/support/invoke';

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
