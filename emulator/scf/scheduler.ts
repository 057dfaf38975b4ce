// Fires the timers of serverless.yml when their time comes, for as long as the host runs.
import { nextFires } from './cron';
import type { Timer } from './types';

/** setTimeout overflows above 2^31-1 ms (24.8 days) and would fire at once. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

export interface Scheduler {
  close(): void;
}

/**
 * @param now Unix milliseconds
 * @param fire given the scheduled time, which is what the event carries, not the moment it came to
 */
export function startScheduler(
  timers: readonly Timer[],
  now: () => number,
  fire: (timer: Timer, scheduled: Date) => void,
): Scheduler {
  const pending = new Map<Timer, NodeJS.Timeout>();

  const arm = (timer: Timer, scheduled: Date): void => {
    const waitMs = Math.min(Math.max(scheduled.getTime() - now(), 0), LONGEST_WAIT_MS);
    pending.set(timer, setTimeout(wake, waitMs, timer, scheduled));
  };
  const wake = (timer: Timer, scheduled: Date): void => {
    if (now() < scheduled.getTime()) {
      arm(timer, scheduled);
    } else {
      fire(timer, scheduled);
      armNext(timer, now());
    }
  };
  const armNext = (timer: Timer, afterMs: number): void => {
    const [next] = nextFires(timer.cron, new Date(afterMs));
    if (next !== undefined) arm(timer, next);
  };

  for (const timer of timers) armNext(timer, now());
  return {
    close: () => {
      for (const timeout of pending.values()) clearTimeout(timeout);
    },
  };
}
