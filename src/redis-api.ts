// The port: what the backup service needs of the Redis API. Times are epoch milliseconds or wall text, see below.
import type { InstanceId, Region } from './request/ids';
import type { Answer, Target } from './result';

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

/** One backup with all that the list says of it. Times are the API's own texts, for people; empty where there is none. */
export interface ListedBackup extends BackupRecord {
  readonly InstanceId: string;
  /** `good`: finished and not gone. `gone`: expired or deleted. */
  readonly state: 'running' | 'good' | 'gone';
  readonly StartTime: string;
  readonly EndTime: string;
  readonly ExpireTime: string;
  /** As the API has it; its pages contradict each other about what the numbers mean. */
  readonly BackupType: string;
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

export type RegionTask = TaskRecord & { readonly InstanceId: string };

/** One task by its id. */
export interface TaskInfo {
  readonly state: TaskRecord['state'];
  /** The API's own word: `preparing`, `running`, `succeed`, `failed`, `error`. */
  readonly Status: string;
  readonly InstanceId: string;
  readonly StartTime: string;
  /** The API's text about a task that failed; means nothing otherwise. */
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
  ): Promise<Answer<Listed<ListedBackup>>>;
  /** All tasks of the instance started in the window. */
  listTasks(target: Target, window: Window, timeoutMs: number): Promise<Answer<Listed<TaskRecord>>>;
  /**
   * Every backup, or task, that a region had when the reading began and that started in the window; later ones as
   * they happened to be met. Undefined when that takes more pages than `mostPages`.
   */
  listRegionBackups(asked: RegionList): Promise<Answer<Pages<ListedBackup> | undefined>>;
  listRegionTasks(asked: RegionList): Promise<Answer<Pages<RegionTask> | undefined>>;
  /** The instances of a region that have all of these tags, as one walk through the pages meets them. */
  listInstances(
    region: Region,
    tags: readonly Tag[],
    timeoutMs: number,
  ): Promise<Answer<Pages<InstanceRecord>>>;
  readTask(task: TaskId, timeoutMs: number): Promise<Answer<TaskInfo>>;
}

export interface TaskId {
  readonly TaskId: number;
  readonly Region: Region;
}

export interface RegionList {
  readonly region: Region;
  /** On the API's own clock or as epoch milliseconds that are a day wider: texts are made of them as if in UTC. */
  readonly window: Window;
  readonly maxPages: number;
  readonly timeoutMs: number;
}

export interface Pages<T> {
  readonly records: readonly T[];
  /** How many calls it took. */
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
