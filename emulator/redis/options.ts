// How the local Redis API is set up, and what may be done to it from outside the API.

import type { Dialect } from './dialect';
import type { Behaviour } from './model/behaviour';
import type {
  BackupRow,
  CallRecord,
  FaultStep,
  InstanceRow,
  Key,
  SeedBackup,
  SeedInstance,
  TaskOutcome,
  TaskRow,
  TaskType,
} from './types';

export type { Behaviour };

/** What is set by number, as a Behaviour, wins over what the dialect says of the same thing. */
export interface RedisCloudOptions extends Partial<Behaviour> {
  /** The readings of what the documentation leaves open: dialect.ts. */
  dialect?: Partial<Dialect>;
  /** From 0 up to 1; default always 0, so that everything repeats. */
  random?: () => number;
  /** Default 0: any free port. */
  port?: number;
  /** Default: the demo set of seed.ts. */
  instances?: readonly SeedInstance[];
  /** Default: DEMO_KEY. */
  keys?: readonly Key[];
  /** Overrides ManualBackupInstance's 20 calls a second; `false` switches every limit off. */
  ratePerSecond?: number | false;
  /** Added before every answer. */
  latencyMs?: number;
  /** The service's clock in Unix ms: tasks, backups, lists. Default Date.now. */
  now?: () => number;
  /** The gateway's clock: signature age and rate window. Default Date.now, by which the SDK signs whatever `now` says. */
  gatewayNow?: () => number;
}

/** What a test or a person may do to the cloud from outside the API. */
export interface CloudControl {
  /** Every API call seen, oldest first; parameters hold no credentials. */
  readonly calls: CallRecord[];
  /** Queues steps: the next matching call takes the first matching step. */
  script(...steps: FaultStep[]): void;
  backups(instanceId?: string): BackupRow[];
  tasks(instanceId?: string): TaskRow[];
  instances(): InstanceRow[];
  instance(instanceId: string): InstanceRow | undefined;
  /** Adds an instance, or changes the given fields of one. */
  setInstance(seed: SeedInstance): void;
  removeInstance(instanceId: string): void;
  /** Another process holds the instance, for ever without `ms`; shows as an unfinished task of type 017 unless silent. */
  lock(instanceId: string, ms?: number, how?: { silent?: boolean }): void;
  /** A task of any kind on the instance, for ever without `ms`; returns its TaskId. */
  startTask(instanceId: string, taskType: TaskType, ms?: number): number;
  finishTask(taskId: number, outcome: TaskOutcome): void;
  addBackup(seed: SeedBackup): string;
  expireBackup(backupId: string): void;
  deleteBackup(backupId: string): void;
  dialect(): Dialect;
  /** From the next call on. Switches that are left out have their defaults; throws for one that is unknown. */
  setDialect(dialect: unknown): void;
  /** Back to the seed and the dialect of the beginning: state, calls, script and rate windows; what was still to come is cancelled. */
  reset(): void;
}

export interface RedisCloud extends CloudControl {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** Destroys every socket, stalled ones too. */
  close(): Promise<void>;
}
