import type { Semaphore } from '../../src/rate-limit/concurrency';
import { type Action, openLimits, openRateLimiter } from '../../src/rate-limit/rate-limiter';
import { manualClock, START_OF_TIME } from '../support/clock';

const WRITE: Action = 'ManualBackupInstance';

/** When each of so many turns comes, in milliseconds from the start. */
async function turns(action: Action, count: number, writesPerSecond = 18): Promise<number[]> {
  const clock = manualClock();
  const limiter = openRateLimiter({ clock, writesPerSecond });
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    await limiter.acquire(action, 60_000);
    limiter.record(action, { kind: 'success', tookMs: 0 });
    times.push(clock.now() - START_OF_TIME);
  }
  return times;
}

const rates: [action: Action, writesPerSecond: number, perSecond: number][] = [
  [WRITE, 18, 18],
  [WRITE, 5, 5],
  ['DescribeInstanceBackups', 18, 45],
  ['DescribeTaskList', 18, 90],
  ['DescribeTaskInfo', 18, 18],
  ['DescribeInstances', 18, 30],
];
test.each(rates)(
  '%s at %i writes a second goes %i times a second',
  async (action, writes, rate) => {
    const [first = 0, ...rest] = await turns(action, 61, writes);
    expect(60_000 / ((rest.at(-1) ?? 0) - first)).toBeCloseTo(rate, 0);
  },
);

test('at 20 a second the window keeps the twenty-first a full second away', async () => {
  const times = await turns(WRITE, 41, 20);
  for (const [index, at] of times.slice(20).entries())
    expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(1_000);
});

test('first come, first served; a turn that would come too late is refused, and costs none', async () => {
  const limiter = openRateLimiter({ clock: manualClock(), writesPerSecond: 10 });
  const within = [1_000, 1_000, 150, 1_000, 250];
  const served = await Promise.all(within.map((withinMs) => limiter.acquire(WRITE, withinMs)));
  expect(served).toEqual([true, true, false, true, false]);
});

test('two actions do not wait for each other', async () => {
  const clock = manualClock();
  const limiter = openRateLimiter({ clock, writesPerSecond: 1 });
  await limiter.acquire(WRITE, 60_000);
  await limiter.acquire('DescribeTaskList', 60_000);
  expect(clock.now()).toBe(START_OF_TIME);
});

test('counts calls by action, and those over the limit', async () => {
  const limiter = openRateLimiter({ clock: manualClock(), writesPerSecond: 18 });
  expect(await limiter.acquire('DescribeTaskList', 100)).toBe(true);
  limiter.record('DescribeTaskList', { kind: 'success', tookMs: 5 });
  limiter.record('DescribeInstances', { kind: 'throttled', tookMs: 5 });
  const byAction = { DescribeTaskList: 1, DescribeInstances: 1 };
  expect(limiter.calls()).toEqual({ byAction, limited: 1 });
  expect(limiter.perSecond('DescribeInstances')).toBeCloseTo(21);
  expect(limiter.perSecond(WRITE)).toBe(18);
});

test('a cancelled call is not counted, and gives its place in the window back', async () => {
  const clock = manualClock();
  const limiter = openRateLimiter({ clock, writesPerSecond: 20 });
  for (let call = 0; call < 20; call += 1) {
    await limiter.acquire(WRITE, 60_000);
    if (call < 19) limiter.record(WRITE, { kind: 'success', tookMs: 0 });
  }
  limiter.cancel(WRITE);
  const before = clock.now();
  await limiter.acquire(WRITE, 60_000);
  expect(clock.now() - before).toBeLessThan(100);
  expect(limiter.calls().byAction).toEqual({ [WRITE]: 19 });
});

test('as many looks ahead as writes a second, two at the least', async () => {
  const { lookAhead, deliveries } = openLimits({ clock: manualClock(), writesPerSecond: 1 });
  const count = async (semaphore: Semaphore) => {
    let held = 0;
    for (let place = 0; place < 100; place += 1)
      void semaphore.acquire().then(() => {
        held += 1;
      });
    await new Promise(setImmediate);
    return held;
  };
  expect(await count(lookAhead)).toBe(2);
  expect(await count(deliveries)).toBe(60);
  expect(await count(openLimits({ clock: manualClock(), writesPerSecond: 18 }).lookAhead)).toBe(18);
});
