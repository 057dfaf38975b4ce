// What one invocation adds up while it works.
import { toHours } from './backup/freshness';

export interface Metrics {
  /** API calls that readings of whole regions have made unnecessary. */
  readonly savedCalls: number;
  /** The greatest age of a last good backup that any look has shown, hours. */
  readonly lastGoodAgeHours: number | undefined;
  addSavedCalls(calls: number): void;
  addAge(ageMs: number): void;
}

export function openMetrics(): Metrics {
  let savedCalls = 0;
  let oldestMs: number | undefined;
  return {
    get savedCalls() {
      return savedCalls;
    },
    get lastGoodAgeHours() {
      return oldestMs === undefined ? undefined : toHours(oldestMs);
    },
    addSavedCalls: (calls) => {
      savedCalls += calls;
    },
    addAge: (ageMs) => {
      oldestMs = Math.max(oldestMs ?? ageMs, ageMs);
    },
  };
}
