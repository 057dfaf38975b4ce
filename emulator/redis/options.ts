// How the local Redis API is set up, and what may be done to it from outside the API.

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
} from './types';

/** How the emulated service behaves where the documentation leaves room. */
export interface Behaviour {
  /** How long a backup task runs, default 1500. */
  taskMs: number;
  /** When a started backup is listed; a number is milliseconds after its start. Default `at once`. */
  backupVisible: 'at once' | 'at end' | 'never' | number;
  /** From when on a listed backup shows its remark; until then it is empty. Default `at once`. */
  remarkVisible: 'at once' | 'at end';
  /** Lag before a task is listed by DescribeTaskList, default 0. */
  taskVisibleMs: number;
  /** Zone of the API's zone-less times, default 480 (UTC+8). */
  timeZoneOffsetMinutes: number;
  /** `newest`: DescribeInstanceBackups takes Status 1 and 2 only, default [2], as SDK 4.1.313 says. Default `all`. */
  statusFilter: 'all' | 'newest';
  /** TaskId in answers as documented, or as in older sample replies. Default `number`. */
  taskIdAs: 'number' | 'string';
}

export interface RedisCloudOptions extends Partial<Behaviour> {
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
  finishTask(taskId: number, outcome: TaskOutcome): void;
  addBackup(seed: SeedBackup): string;
  expireBackup(backupId: string): void;
  deleteBackup(backupId: string): void;
  /** Back to the seed: state, calls, script and rate windows; what was still to come is cancelled. */
  reset(): void;
}

export interface RedisCloud extends CloudControl {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** Destroys every socket, stalled ones too. */
  close(): Promise<void>;
}
