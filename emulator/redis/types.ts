// The data of the local Redis API: what a test puts in, and the rows it sees.

import type { FaultName } from './fault-names';

/** Accepted credentials. With `token` they are temporary ones and X-TC-Token must equal it. */
export interface Key {
  secretId: string;
  secretKey: string;
  token?: string;
}

/** A resource tag, spelled as the API spells it. */
export interface Tag {
  TagKey: string;
  TagValue: string;
}

/** 0 to be initialised, 1 in process, 2 running, -2 isolated, -3 to be deleted (DescribeInstances). */
export type InstanceStatus = 0 | 1 | 2 | -2 | -3;

/** An instance as a test writes it down. Times are Unix milliseconds. */
export interface SeedInstance {
  instanceId: string;
  /** Default `ap-guangzhou`. */
  region?: string;
  /** Default: the instance id. */
  name?: string;
  /** Default 2, running. */
  status?: InstanceStatus;
  tags?: Readonly<Record<string, string>>;
  createdAt?: number;
  /** Held for ever by an automatic backup. */
  locked?: boolean;
  /** How many automatic backups it has had, with their tasks, within the last six days. */
  history?: number;
}

export interface InstanceRow {
  instanceId: string;
  region: string;
  name: string;
  status: InstanceStatus;
  tags: readonly Tag[];
  createdAt: number;
  /** A silent lock ends at this time (Unix ms): 0 for none, Infinity for ever. */
  heldUntil: number;
}

/**
 * `012` manual backup, `017` automatic backup; `034`, `037` and `038` change parameters, an account or the
 * bandwidth (TaskTypes of DescribeTaskList).
 */
export type TaskType = '002' | '012' | '017' | '034' | '037' | '038';

export type TaskOutcome = 'succeed' | 'failed' | 'error';
export type TaskStatus = 'preparing' | 'running' | TaskOutcome;

export interface TaskRow {
  taskId: number;
  taskType: TaskType;
  instanceId: string;
  region: string;
  startedAt: number;
  /** Infinity while nothing but `finishTask` ends it. */
  endsAt: number;
  state: TaskStatus;
}

export type BackupState = 'running' | 'good' | 'failed' | 'expired' | 'deleted';

/** The truth about one backup, whether DescribeInstanceBackups shows it or not. */
export interface BackupRow {
  backupId: string;
  instanceId: string;
  region: string;
  /** Absent on a backup put there by `addBackup`. */
  taskId?: number;
  remark: string;
  /** `0` manual, `1` automatic; the pages contradict each other over the years. */
  backupType: '0' | '1';
  startedAt: number;
  endsAt: number;
  expiresAt: number;
  state: BackupState;
  visible: boolean;
}

/** A finished backup put into the list without any call, such as yesterday's automatic one. */
export interface SeedBackup {
  instanceId: string;
  startedAt: number;
  /** Default: one minute after the start. */
  endsAt?: number;
  /** Default: seven days after the start. */
  expiresAt?: number;
  remark?: string;
  /** Default `1`, automatic. */
  backupType?: '0' | '1';
  /** The task that makes it, whose outcome it shares; absent: made by a task that no list shows any more. */
  taskId?: number;
}

/** One API call as the server saw it. `executed`: the action ran and was not refused. */
export interface CallRecord {
  at: number;
  action: string;
  region: string;
  instanceId?: string;
  params: unknown;
  code?: string;
  fault?: string;
  executed: boolean;
  requestId: string;
}

/** Which call a step waits for, and how often. */
interface StepTarget {
  /** Default `ManualBackupInstance`; `*` for any. */
  action?: string;
  instanceId?: string;
  /** Default: any. */
  region?: string;
  /** How many calls it takes, default 1. */
  times?: number;
  /** Lets this many matching calls pass first, default 0. */
  skip?: number;
  /** Was the call carried out before its answer went wrong? Default: no for a code, per name for a fault. */
  execute?: boolean;
  /** With `execute`: carried out only this long after it arrived, when nobody may be waiting any more. */
  executeAfterMs?: number;
  /** Wait before the answer or the fault. */
  delayMs?: number;
}

/** One scripted answer: an error code, or a fault on the wire. */
export type FaultStep = StepTarget &
  ({ code: string; message?: string; fault?: never } | { fault: FaultName; code?: never });
