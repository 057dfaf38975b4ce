// A rate limiter that lets every call through at once.
import type { RateLimiter } from '../../src/rate-limit/rate-limiter';

export const unlimited: RateLimiter = {
  acquire: async () => true,
  record: () => {},
  cancel: () => {},
  perSecond: () => 20,
  calls: () => ({ byAction: {}, limited: 0 }),
};
