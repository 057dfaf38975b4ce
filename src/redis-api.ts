// The port: what backups and queries need of the Redis API.
import type { InstanceId, Region } from './request/ids';
import type { Answer, Target } from './result';

/** The parameters of a backup: the user's remark with the run's marker, and the retention if the request has one. */
export interface BackupOrder {
  readonly Remark: string;
  readonly StorageDays?: number;
}

export interface Started {
  readonly TaskId: number;
  readonly RequestId: string;
}

/**
 * A time on the API's own clock, in milliseconds. The API's texts carry no zone, so it differs from the epoch time by
 * an unknown number of hours. It can be compared with other `ApiTime`s, but not with `now`.
 */
export type ApiTime = number;

export interface BackupRecord {
  readonly BackupId: string;
  readonly Remark: string;
  readonly startedAt: ApiTime;
}

/** A row of the list of backups. Times are the API's own texts, and empty where there is none. */
export interface ListedBackup extends BackupRecord {
  readonly InstanceId: string;
  /** `good`: finished and still there. `gone`: expired or deleted. */
  readonly state: 'running' | 'good' | 'gone';
  readonly StartTime: string;
  readonly EndTime: string;
  readonly ExpireTime: string;
  /** NaN where there is no readable `ExpireTime`. */
  readonly expiresAt: ApiTime;
  /** The API's own value; its pages contradict each other about the meaning. */
  readonly BackupType: string;
}

export interface TaskRecord {
  readonly TaskId: number;
  /** A manual backup, the daily automatic one, or any other task, even if it makes a backup like a change of size. */
  readonly kind: 'manual' | 'automatic' | 'other';
  readonly state: 'unfinished' | 'succeeded' | 'failed';
  readonly startedAt: ApiTime;
  /** Undefined while the task runs. */
  readonly endedAt: ApiTime | undefined;
}

export type RegionTask = TaskRecord & { readonly InstanceId: string };

export interface TaskInfo {
  readonly state: TaskRecord['state'];
  /** The API's own word: `preparing`, `running`, `succeed`, `failed`, `error`. */
  readonly Status: string;
  readonly InstanceId: string;
  readonly StartTime: string;
  /** The API's text about a failed task; without meaning for others. */
  readonly TaskMessage: string;
}

export interface InstanceRecord {
  readonly InstanceId: InstanceId;
  readonly Region: Region;
  readonly Name: string;
  /** 0 to be initialised, 1 in process, 2 running, -2 isolated, -3 to be deleted. */
  readonly Status: number;
  readonly Tags: readonly Tag[];
}

export interface Listed<T> {
  readonly records: readonly T[];
  readonly RequestId: string | undefined;
}

/** The two ends of a time span in epoch milliseconds. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** No call rejects, and each resolves within `timeoutMs`. */
export interface RedisApi {
  startBackup(target: Target, order: BackupOrder, timeoutMs: number): Promise<Answer<Started>>;
  /** All backups of the instance started in the window, with expired and deleted ones if the API lists them. */
  listBackups(
    target: Target,
    window: Window,
    timeoutMs: number,
  ): Promise<Answer<Listed<ListedBackup>>>;
  /** All tasks of the instance started in the window. */
  listTasks(target: Target, window: Window, timeoutMs: number): Promise<Answer<Listed<TaskRecord>>>;
  /**
   * Every backup, or task, of a region that started in the window and was listed when the call began, and perhaps later
   * ones. Undefined when they take more pages than `maxPages`.
   */
  listRegionBackups(list: RegionList): Promise<Answer<Pages<ListedBackup> | undefined>>;
  listRegionTasks(list: RegionList): Promise<Answer<Pages<RegionTask> | undefined>>;
  /** The instances of a region with all of these tags, read once. Some may be missed if the list changes meanwhile. */
  listInstances(
    region: Region,
    tags: readonly Tag[],
    timeoutMs: number,
  ): Promise<Answer<Pages<InstanceRecord>>>;
  /** The regions in which Redis is sold, finance regions included. The answer is the same whatever region is asked. */
  listProductRegions(region: Region, timeoutMs: number): Promise<Answer<readonly Region[]>>;
  readTask(task: TaskId, timeoutMs: number): Promise<Answer<TaskInfo>>;
}

export interface TaskId {
  readonly TaskId: number;
  readonly Region: Region;
}

export interface RegionList {
  readonly region: Region;
  /** On the API's own clock, or epoch milliseconds with a day more at each end, because the zone is unknown. */
  readonly window: Window;
  readonly maxPages: number;
  readonly timeoutMs: number;
}

export interface Pages<T> {
  readonly records: readonly T[];
  /** How many pages were read, one call each. */
  readonly pages: number;
}

export interface Tag {
  readonly TagKey: string;
  readonly TagValue: string;
}

/** Where the API is: `https:` and a host, or `http:` and a loopback address with its port. */
export interface Endpoint {
  readonly protocol: 'https:' | 'http:';
  readonly host: string;
}
