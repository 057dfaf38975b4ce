import { formatTime, NO_TIME, parseTime } from '../../emulator/redis/model/time';

describe('zone-less times', () => {
  test.each([
    ['2026-01-31 08:00:00', 480, Date.UTC(2026, 0, 31)],
    ['2026-01-30 19:00:00', -300, Date.UTC(2026, 0, 31)],
    ['2024-02-29 00:00:00', 0, Date.UTC(2024, 1, 29)],
  ])('%s at %d', (text, zone, ms) => {
    expect(parseTime(text, zone)).toBe(ms);
    expect(formatTime(ms, zone)).toBe(text);
  });

  test.each([
    NO_TIME,
    '',
    '2026-01-31',
    '2026-01-31 24:00:00',
    '2025-02-29 00:00:00',
    '2026-13-01 00:00:00',
    ' 2026-01-31 08:00:00',
  ])('%p is not a time', (text) => {
    expect(parseTime(text, 480)).toBeUndefined();
  });
});
