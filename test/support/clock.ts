// A clock by hand: it stands still until everybody sleeps, then jumps to the first who wakes.
import type { Deps } from '../../src/context';

export interface ManualClock {
  now(): number;
  /** Goes with `now`. */
  monotonic(): number;
  sleep(ms: number): Promise<void>;
  random(): number;
  /** Lets time pass without anybody sleeping. */
  advance(ms: number): void;
  /** Every sleep asked for, in order, in milliseconds. */
  readonly slept: readonly number[];
}

export const START_OF_TIME = Date.UTC(2026, 0, 2, 3, 4, 5);
/** How long before it a time was, milliseconds. */
export const ageMs = (time: string): number => START_OF_TIME - Date.parse(time);
/** A timer's time, a moment before. */
export const TIMER_TIME = '2026-01-02T03:04:00Z';

/** @param chance what `random()` always says, in [0, 1) */
export function manualClock(chance = 0.5): ManualClock & Deps['clock'] {
  let now = START_OF_TIME;
  const slept: number[] = [];
  const sleepers: { at: number; wake: () => void }[] = [];
  const wakeFirst = () => {
    sleepers.sort((a, b) => a.at - b.at);
    const first = sleepers.shift();
    now = Math.max(now, first?.at ?? now);
    first?.wake();
  };
  return {
    slept,
    now: () => now,
    monotonic: () => now,
    random: () => chance,
    advance: (ms) => {
      now += ms;
    },
    sleep: (ms) => {
      slept.push(ms);
      return new Promise((wake) => {
        sleepers.push({ at: now + ms, wake });
        // After all that can go on without time passing has gone on.
        setImmediate(wakeFirst);
      });
    },
  };
}
