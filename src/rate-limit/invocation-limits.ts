// What the requests of one invocation share, be it one request or the ten thousand of a batch.
import { type KeyedQueue, keyedQueue, openSemaphore, type Semaphore } from './concurrency';
import { openRateLimiter, type RateLimiter } from './rate-limiter';

export interface InvocationLimits {
  readonly rateLimiter: RateLimiter;
  /** For those that look ahead of their turn to write. */
  readonly lookAhead: Semaphore;
  /** One run at a time an instance: two that ran together would find it locked by one another. */
  readonly queue: KeyedQueue;
}

/** Runs under way at once, writes without an answer included: the most sockets that are open. */
const MAX_CONCURRENT = 60;

/** The pace and the room of one invocation. */
export function openLimits({
  clock,
  writesPerSecond,
}: Parameters<typeof openRateLimiter>[0]): InvocationLimits {
  const pace = openRateLimiter({ clock, writesPerSecond });
  const room = openSemaphore(() => pace.perSecond('ManualBackupInstance'));
  return { rateLimiter: pace, lookAhead: room, queue: keyedQueue(MAX_CONCURRENT) };
}
