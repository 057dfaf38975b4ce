// What the flow needs of the world for one invocation. handler.ts makes it, and a test can make another.
import type { RedisApi } from './backup/api';
import type { Gate } from './backup/pace';
import type { BackupDeps } from './backup/plan';
import type { Config } from './config';
import type { Logger } from './log';
import type { Parsed } from './request/backup-request';

export interface World extends Pick<BackupDeps, 'clock' | 'sha256' | 'timing'> {
  readonly config: Parsed<Config>;
  readonly version: string;
  readonly log: Logger;
  /** A text nobody has used before, for a delivery without a run key. */
  uniqueText(): string;
  /** Opens the API; its sockets live until `close`, and its calls go through the gate. */
  openApi(config: Config, gate: Gate): OpenApi;
}

export interface OpenApi {
  readonly api: RedisApi;
  close(): void;
}
