// The port: what the backup service needs of the Redis API. Times are epoch milliseconds or wall text, see below.
import type { Answer } from './failure';
import type { Target } from './outcome';

/** What is written: the user's remark with the run's marker, and the retention if one was asked for. */
export interface BackupOrder {
  readonly Remark: string;
  readonly StorageDays?: number;
}

export interface Started {
  readonly TaskId: number;
  readonly RequestId: string;
}

/**
 * A point on the API's own clock, in milliseconds. Its texts carry no zone, so it is off from the epoch by an unknown
 * number of hours: good for comparing two of them, useless beside `now`.
 */
export type ApiTime = number;

/** One backup in the list. */
export interface BackupRecord {
  readonly BackupId: string;
  readonly Remark: string;
  readonly startedAt: ApiTime;
}

/** One task of an instance. */
export interface TaskRecord {
  readonly TaskId: number;
  /** A manual backup, the daily automatic one, or anything else: a change of configuration makes a backup on its way. */
  readonly kind: 'manual' | 'automatic' | 'other';
  readonly state: 'unfinished' | 'succeeded' | 'failed';
  readonly startedAt: ApiTime;
  /** Undefined while it runs. */
  readonly endedAt: ApiTime | undefined;
}

export interface Listed<T> {
  readonly records: readonly T[];
  readonly RequestId: string | undefined;
}

/** Epoch milliseconds. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Every call ends within `timeoutMs`, one way or the other, and never rejects. */
export interface RedisApi {
  startBackup(target: Target, order: BackupOrder, timeoutMs: number): Promise<Answer<Started>>;
  /** All backups of the instance started in the window, expired and deleted ones included where the API lists them. */
  listBackups(
    target: Target,
    window: Window,
    timeoutMs: number,
  ): Promise<Answer<Listed<BackupRecord>>>;
  /** All tasks of the instance started in the window. */
  listTasks(target: Target, window: Window, timeoutMs: number): Promise<Answer<Listed<TaskRecord>>>;
}
