// A clock by hand: whoever sleeps longest wakes last, and no real time passes.

export interface HandClock {
  now(): number;
  sleep(ms: number): Promise<void>;
  chance(): number;
}

export const START = Date.UTC(2026, 0, 2, 3, 4, 5);

export function handClock(): HandClock {
  let now = START;
  const sleepers: { at: number; wake: () => void }[] = [];
  const wakeFirst = (): void => {
    sleepers.sort((a, b) => a.at - b.at);
    const first = sleepers.shift();
    now = Math.max(now, first?.at ?? now);
    first?.wake();
  };
  return {
    now: () => now,
    chance: () => 0.5,
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ at: now + ms, wake });
        setImmediate(wakeFirst);
      }),
  };
}
