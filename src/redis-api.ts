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
  /** `good`: finished and still there. `gone`: expired, deleted, or left by a task that failed. */
  readonly state: 'running' | 'good' | 'gone';
  /** Good only by its end: its `Status` is 1, as of one that is locked, or that a failed task has left. */
  readonly isAtOne?: true;
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
  /**
   * - `manual`, `automatic`, `resize`: these make a backup; a change of size may make one on its way.
   * - `deletion`: removes a backup.
   * - `change`: of parameters, accounts or bandwidth; it may run beside a backup.
   * - `other`: any other task, one of a type unknown here included.
   */
  readonly kind: 'manual' | 'automatic' | 'resize' | 'deletion' | 'change' | 'other';
  /** `ended`: it has an end, and its result is a number unknown here. */
  readonly state: 'unfinished' | 'succeeded' | 'failed' | 'ended';
  readonly startedAt: ApiTime;
  /** Undefined while the task runs. */
  readonly endedAt: ApiTime | undefined;
}

export type RegionTask = TaskRecord & { readonly InstanceId: string };

export interface TaskInfo {
  readonly state: 'unfinished' | 'succeeded' | 'failed';
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

/** How long a write may take. */
export interface SendLimits {
  readonly timeoutMs: number;
  /** The most time until its connection is up; a connection that takes longer is dropped, and nothing was executed. */
  readonly connectMs: number;
  /** Asked when the connection is up, before the first byte of the request leaves it: whether that may still happen. */
  mayLeave(): boolean;
}

/** What the API has shown of itself so far; kept as long as the process lives, and told in the log. */
export interface ApiFindings {
  /** The `Status` list that DescribeInstanceBackups has answered, the longest one until it is refused. */
  statusList?: string;
  /** The most rows that a page has had. */
  rowsPerPage?: number;
  /** When the newest backup with a marker of this function started, as the API writes it. */
  newestMarker?: string;
  /** The zone of the API's times, where an id of a backup proves it: `+08:00`. */
  zone?: string;
  /** The longest time that a backup of this function took to be listed, milliseconds after its write. */
  longestLagMs?: number;
}

/** No call rejects, and each resolves within `timeoutMs`. */
export interface RedisApi {
  startBackup(target: Target, order: BackupOrder, limits: SendLimits): Promise<Answer<Started>>;
  /** All backups of the instance started in the window, with expired and deleted ones if the API lists them. */
  listBackups(
    target: Target,
    window: Window,
    timeoutMs: number,
  ): Promise<Answer<Listed<ListedBackup>>>;
  /** All tasks of the instance started since `from`, epoch milliseconds. */
  listTasks(target: Target, from: number, timeoutMs: number): Promise<Answer<Listed<TaskRecord>>>;
  /**
   * The backups, or tasks, of a region that started in the window, or since its start. A list that changes meanwhile may
   * lack some. Undefined when they take more pages than `maxPages`.
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
  /** How many rows could not be read. */
  readonly unreadable: number;
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
