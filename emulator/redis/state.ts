// The whole state of the cloud. Every change is a pure function (state, input, now) → state.
//
//   task      startedAt ── preparing ── runsAt ── running ── endsAt ── succeed | failed | error
//   backup    startedAt ───────────── running (Status 1) ─── endsAt ── good (2) ── expiresAt (-1)
//   instance  ───────────── locked (any unfinished task) ─── free

import type { InstanceRow, TaskOutcome } from './types';

export interface Task {
  taskId: number;
  /** `012` manual backup, `017` automatic backup (TaskTypes of DescribeTaskList). */
  taskType: '012' | '017';
  instanceId: string;
  region: string;
  startedAt: number;
  runsAt: number;
  endsAt: number;
  outcome: TaskOutcome;
}

export interface Backup {
  backupId: string;
  instanceId: string;
  region: string;
  /** The task that makes it, whose end and outcome it shares. */
  taskId?: number;
  outcome: TaskOutcome;
  remark: string;
  backupType: '0' | '1';
  startedAt: number;
  endsAt: number;
  expiresAt: number;
  removed?: 'expired' | 'deleted';
}

export interface State {
  instances: readonly InstanceRow[];
  tasks: readonly Task[];
  backups: readonly Backup[];
  /** Next task id, and number of the next backup made without a task. */
  nextId: number;
}

/** The sample TaskId of the ManualBackupInstance page; ids grow from there. */
export const EMPTY: State = { instances: [], tasks: [], backups: [], nextId: 6_954_227 };

export const findInstance = (state: State, instanceId: string) =>
  state.instances.find((row) => row.instanceId === instanceId);

/**
 * Held by a silent lock or by any task that has not ended: one flow an instance. The
 * instance's own Status stays 2 meanwhile; whether the real one turns 1 is not documented.
 */
export const isLocked = (state: State, { instanceId, heldUntil }: InstanceRow, now: number) =>
  heldUntil > now ||
  state.tasks.some((task) => task.instanceId === instanceId && task.endsAt > now);

/** Adds an instance, or replaces the one of that id. */
export function putInstance(state: State, row: InstanceRow): State {
  return { ...state, instances: [...removeInstance(state, row.instanceId).instances, row] };
}

/** The instance is gone; its tasks and backups stay on record. */
export function removeInstance(state: State, instanceId: string): State {
  return { ...state, instances: state.instances.filter((row) => row.instanceId !== instanceId) };
}
