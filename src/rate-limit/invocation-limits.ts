// What the requests of one invocation share, be it one request or the ten thousand of a batch.
import { KeyedQueue, Semaphore } from './concurrency';
import { openRateLimiter, type RateLimiter } from './rate-limiter';

export interface InvocationLimits {
  readonly rateLimiter: RateLimiter;
  /** Places for targets that look ahead of their turn to write; a target gives its place up when it sends or waits. */
  readonly lookAhead: Semaphore;
  /** Places for targets under way, writes without an answer included: the most sockets that are open. */
  readonly targets: Semaphore;
  /** One target at a time an instance: two that ran together would find it locked by one another. */
  readonly queue: KeyedQueue;
}

const MAX_TARGETS = 60;
/** A second's worth of looks, so that none is too old when its turn to write comes. */
const LOOK_AHEAD_SECONDS = 1;
const MIN_LOOKS = 2;

/** The limits of one invocation. */
export function openLimits(options: Parameters<typeof openRateLimiter>[0]): InvocationLimits {
  const rateLimiter = openRateLimiter(options);
  const looks = () => rateLimiter.perSecond('ManualBackupInstance') * LOOK_AHEAD_SECONDS;
  return {
    rateLimiter,
    lookAhead: new Semaphore(() => Math.max(MIN_LOOKS, Math.ceil(looks()))),
    targets: new Semaphore(() => MAX_TARGETS),
    queue: new KeyedQueue(),
  };
}
