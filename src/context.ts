// What the flow needs of the world for one invocation. handler.ts makes it, and a test can make another.

import type { BackupDeps } from './backup/plan';
import type { Config } from './config';
import type { Logger } from './logger';
import type { CallLimiter } from './rate-limit/rate-limiter';
import type { RedisApi } from './redis-api';
import type { Parsed } from './request/issues';

export interface Deps extends Pick<BackupDeps, 'clock' | 'sha256' | 'timing'> {
  readonly config: Parsed<Config>;
  readonly version: string;
  readonly log: Logger;
  /** A text nobody has used before, for a delivery without a run key. */
  uniqueText(): string;
  /** Opens the API; its sockets live until `close`, and its calls go through the gate. */
  openApi(config: Config, gate: CallLimiter): OpenApi;
}

export interface OpenApi {
  readonly api: RedisApi;
  close(): void;
}
