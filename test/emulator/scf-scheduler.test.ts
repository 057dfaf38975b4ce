import { startScheduler } from '../../emulator/scf/scheduler';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NEW_YEAR = Date.UTC(2026, 0, 1);
const timer = (cron: string) => ({ name: 'timer', cron, argument: '' });

beforeEach(() => void jest.useFakeTimers({ now: NEW_YEAR }));
afterEach(() => jest.useRealTimers());

function start(...crons: string[]) {
  const fired: string[] = [];
  const scheduler = startScheduler(crons.map(timer), Date.now, ({ cron }, at) =>
    fired.push(`${cron} at ${at.toISOString()}`),
  );
  return { fired, scheduler };
}

const table: [name: string, cron: string, waitMs: number, expected: string[]][] = [
  [
    'every half hour',
    '0 0,30 * * * * *',
    61 * MINUTE,
    ['2026-01-01T00:30:00.000Z', '2026-01-01T01:00:00.000Z'],
  ],
  ['not a moment early', '0 30 * * * * *', 30 * MINUTE - 1, []],
  [
    'further away than setTimeout can wait',
    '0 0 8 1 MAR ? *',
    60 * DAY,
    ['2026-03-01T00:00:00.000Z'],
  ],
  ['once only', '0 0 8 2 1 ? 2026', 800 * DAY, ['2026-01-02T00:00:00.000Z']],
  ['never again', '0 0 8 1 1 ? 2020', 800 * DAY, []],
];
test.each(table)('%s', (_name, cron, waitMs, expected) => {
  const { fired, scheduler } = start(cron);
  jest.advanceTimersByTime(waitMs);
  expect(fired).toEqual(expected.map((time) => `${cron} at ${time}`));
  scheduler.close();
});

test('several timers keep their own time, and none fires once closed', () => {
  const { fired, scheduler } = start('0 0 * * * * *', '0 30 * * * * *');
  jest.advanceTimersByTime(60 * MINUTE);
  expect(fired).toHaveLength(2);
  scheduler.close();
  jest.advanceTimersByTime(DAY);
  expect(fired).toHaveLength(2);
  expect(jest.getTimerCount()).toBe(0);
});

test('times that passed while the machine slept are not caught up on', () => {
  const { fired, scheduler } = start('0 * * * * * *');
  jest.setSystemTime(NEW_YEAR + 30 * MINUTE);
  jest.advanceTimersByTime(MINUTE);
  expect(fired).toEqual(['0 * * * * * * at 2026-01-01T00:01:00.000Z']);
  scheduler.close();
});
