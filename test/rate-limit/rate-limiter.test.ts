import { type Action, openCallLimiter, openRateLimiter } from '../../src/rate-limit/rate-limiter';
import { manualClock, START_OF_TIME } from '../support/clock';

const WRITE: Action = 'ManualBackupInstance';

/** When each of so many turns comes, in milliseconds from the start. */
async function turns(action: Action, count: number, writesPerSecond = 18): Promise<number[]> {
  const clock = manualClock();
  const pace = openRateLimiter({ clock, writesPerSecond });
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    await pace.acquire(action, START_OF_TIME + 60_000);
    pace.record(action, { kind: 'passed', tookMs: 0 });
    times.push(clock.now() - START_OF_TIME);
  }
  return times;
}

const lanes: [action: Action, writesPerSecond: number, perSecond: number][] = [
  [WRITE, 18, 18],
  [WRITE, 5, 5],
  ['DescribeInstanceBackups', 18, 45],
  ['DescribeTaskList', 18, 90],
  ['DescribeTaskInfo', 18, 18],
  ['DescribeInstances', 18, 30],
];
test.each(lanes)(
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
  const pace = openRateLimiter({ clock: manualClock(), writesPerSecond: 10 });
  const untils = [
    START_OF_TIME + 1_000,
    START_OF_TIME + 1_000,
    START_OF_TIME + 150,
    START_OF_TIME + 1_000,
    START_OF_TIME + 250,
  ];
  const served = await Promise.all(untils.map((until) => pace.acquire(WRITE, until)));
  expect(served).toEqual([true, true, false, true, false]);
});

test('the lanes of two actions do not wait for each other', async () => {
  const clock = manualClock();
  const pace = openRateLimiter({ clock, writesPerSecond: 1 });
  await pace.acquire(WRITE, START_OF_TIME + 60_000);
  await pace.acquire('DescribeTaskList', START_OF_TIME + 60_000);
  expect(clock.now()).toBe(START_OF_TIME);
});

test('the gate counts calls by action, and those over the limit', async () => {
  const clock = manualClock();
  const pace = openRateLimiter({ clock, writesPerSecond: 18 });
  const { gate, calls } = openCallLimiter(pace, clock);
  expect(await gate.acquire('DescribeTaskList', 100)).toBe(true);
  gate.record('DescribeTaskList', { kind: 'passed', tookMs: 5 });
  gate.record('DescribeInstances', { kind: 'limited', tookMs: 5 });
  // A write's own run reports it: it is counted here, and changes no pace.
  gate.record(WRITE, { kind: 'limited', tookMs: 5 });
  const byAction = { DescribeTaskList: 1, DescribeInstances: 1, [WRITE]: 1 };
  expect(calls()).toEqual({ byAction, limited: 2 });
  expect(pace.perSecond('DescribeInstances')).toBeCloseTo(21);
  expect(pace.perSecond(WRITE)).toBe(18);
});
