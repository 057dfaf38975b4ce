// What one invocation adds up.
import { openMetrics } from '../src/metrics';

const HOUR_MS = 3_600_000;

test('saved calls add up; the oldest age counts, in hours', () => {
  const metrics = openMetrics();
  expect(metrics).toMatchObject({ savedCalls: 0, lastGoodAgeHours: undefined });
  metrics.addSavedCalls(2);
  metrics.addSavedCalls(3);
  for (const hours of [3, 30, 1.5]) metrics.addAge(hours * HOUR_MS);
  expect(metrics).toMatchObject({ savedCalls: 5, lastGoodAgeHours: 30 });
});

test('a backup of this very moment has an age', () => {
  const metrics = openMetrics();
  metrics.addAge(0);
  expect(metrics.lastGoodAgeHours).toBe(0);
});
