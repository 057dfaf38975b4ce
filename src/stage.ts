// What an invocation brings to each of its deliveries.

import type { Config } from './config';
import type { Deps } from './context';
import type { InvocationContext } from './invocation';
import type { Metrics } from './metrics';
import type { InvocationLimits } from './rate-limit/invocation-limits';
import type { RedisApi } from './redis-api';

/** One invocation, before its settings are known to be good. */
export interface SessionStart {
  readonly trigger: string;
  readonly invocation: InvocationContext;
  readonly deps: Deps;
}

/** What every delivery of one invocation is handled with. */
export interface Session extends SessionStart {
  readonly config: Config;
  readonly api: RedisApi;
  readonly limits: InvocationLimits;
  readonly metrics: Metrics;
}
