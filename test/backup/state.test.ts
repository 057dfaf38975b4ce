// The durations of a run: what fits SCF’s default limit, and the bounds of every pause.
import { maxAge, minAge, TIMING, toBackoffPause, toPollPause } from '../../src/backup/state';

test.each([
  ['both clocks go', 300, 300, 300, 300],
  ['the process stands still, and its monotonic clock with it', 300, 200, 200, 300],
  ['the wall clock is set back', -50, 300, -50, 300],
])(
  'the time that has passed where %s: at least and at most',
  (_name, wall, steady, least, most) => {
    const since = { now: 1_000, monotonic: 10 };
    const at = { now: since.now + wall, monotonic: since.monotonic + steady };
    expect([minAge(since, at), maxAge(since, at)]).toEqual([least, most]);
  },
);

describe('pauses', () => {
  const TRIES = [
    [0, 200],
    [1, 400],
    [2, 800],
    [3, 1_600],
    [4, 3_200],
    [5, 5_000],
    [50, 5_000],
  ] as const;
  test.each(TRIES)('full jitter of repetition %i: up to %i ms', (tries, most) => {
    expect([0, 0.25, 1].map((chance) => toBackoffPause(TIMING, tries, chance))).toEqual([
      0,
      most / 4,
      most,
    ]);
  });

  const READS = [
    [0, 500],
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [6, 30_000],
    [500, 30_000],
  ] as const;
  test.each(READS)('before reading again, after %i readings: %f ms', (reads, ms) => {
    expect(toPollPause(TIMING, reads)).toBe(ms);
  });
});

test('within SCF’s default limit there is time to look, to send, to read back and to reply', () => {
  const { readMs, sendMs, replyReserveMs } = TIMING;
  expect(sendMs + readMs + replyReserveMs).toBe(1_500);
  expect(3_000 - readMs - replyReserveMs - sendMs).toBeGreaterThanOrEqual(readMs);
});
