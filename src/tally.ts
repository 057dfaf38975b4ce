// What one invocation adds up while it works.
import { hoursOf } from './backup/freshness';

export interface Tally {
  /** API calls that readings of whole regions have made unnecessary. */
  readonly savedCalls: number;
  /** The greatest age of a last good backup that any look has shown, hours. */
  readonly lastGoodAgeHours: number | undefined;
  save(calls: number): void;
  see(ageMs: number): void;
}

export function openTally(): Tally {
  let savedCalls = 0;
  let oldestMs: number | undefined;
  return {
    get savedCalls() {
      return savedCalls;
    },
    get lastGoodAgeHours() {
      return oldestMs === undefined ? undefined : hoursOf(oldestMs);
    },
    save: (calls) => {
      savedCalls += calls;
    },
    see: (ageMs) => {
      oldestMs = Math.max(oldestMs ?? ageMs, ageMs);
    },
  };
}
