// What an invocation brings to each of its deliveries.
import type { RedisApi } from './backup/api';
import type { Shared } from './backup/shared';
import type { Config } from './config';
import type { Invocation } from './invocation';
import type { Tally } from './tally';
import type { World } from './world';

/** One invocation, before its settings are known to be good. */
export interface Entrance {
  readonly trigger: string;
  readonly run: Invocation;
  readonly world: World;
}

/** What every delivery of one invocation is handled with. */
export interface Stage extends Entrance {
  readonly config: Config;
  readonly api: RedisApi;
  readonly shared: Shared;
  readonly tally: Tally;
}
