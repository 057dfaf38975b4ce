// The turns of calls: by action, first come, first served.
import { type Action, openCallLimiter, openRateLimiter } from '../../src/rate-limit/rate-limiter';
import { manualClock, START_OF_TIME } from '../support/clock';

const WRITE: Action = 'ManualBackupInstance';

/** When each of so many turns comes, in milliseconds from the start. */
async function turns(action: Action, count: number, writesPerSecond = 18): Promise<number[]> {
  const clock = manualClock();
  const rateLimiter = openRateLimiter({ clock, writesPerSecond });
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    await rateLimiter.acquire(action, START_OF_TIME + 60_000);
    rateLimiter.record(action, { kind: 'passed', tookMs: 0 });
    times.push(clock.now() - START_OF_TIME);
  }
  return times;
}

const limits: [action: Action, writesPerSecond: number, perSecond: number][] = [
  [WRITE, 18, 18],
  [WRITE, 5, 5],
  ['DescribeInstanceBackups', 18, 45],
  ['DescribeTaskList', 18, 90],
  ['DescribeTaskInfo', 18, 18],
  ['DescribeInstances', 18, 30],
];
test.each(limits)(
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

test('first come, first served; a call whose turn would come too late is refused, and takes no turn', async () => {
  const rateLimiter = openRateLimiter({ clock: manualClock(), writesPerSecond: 10 });
  const untils = [
    START_OF_TIME + 1_000,
    START_OF_TIME + 1_000,
    START_OF_TIME + 150,
    START_OF_TIME + 1_000,
    START_OF_TIME + 250,
  ];
  const served = await Promise.all(untils.map((until) => rateLimiter.acquire(WRITE, until)));
  expect(served).toEqual([true, true, false, true, false]);
});

test('calls of two actions do not wait for each other', async () => {
  const clock = manualClock();
  const rateLimiter = openRateLimiter({ clock, writesPerSecond: 1 });
  await rateLimiter.acquire(WRITE, START_OF_TIME + 60_000);
  await rateLimiter.acquire('DescribeTaskList', START_OF_TIME + 60_000);
  expect(clock.now()).toBe(START_OF_TIME);
});

test('a call limiter counts calls by action, and those over the limit', async () => {
  const clock = manualClock();
  const rateLimiter = openRateLimiter({ clock, writesPerSecond: 18 });
  const { gate: limiter, calls } = openCallLimiter(rateLimiter, clock);
  expect(await limiter.acquire('DescribeTaskList', 100)).toBe(true);
  limiter.record('DescribeTaskList', { kind: 'passed', tookMs: 5 });
  limiter.record('DescribeInstances', { kind: 'limited', tookMs: 5 });
  // A write's own run reports it: it is counted here, and changes no rate.
  limiter.record(WRITE, { kind: 'limited', tookMs: 5 });
  const byAction = { DescribeTaskList: 1, DescribeInstances: 1, [WRITE]: 1 };
  expect(calls()).toEqual({ byAction, limited: 2 });
  expect(rateLimiter.perSecond('DescribeInstances')).toBeCloseTo(21);
  expect(rateLimiter.perSecond(WRITE)).toBe(18);
});
