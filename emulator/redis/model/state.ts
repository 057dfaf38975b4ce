// The whole state of the cloud. Every change is a pure function (state, input, now) → state.
//
//   task      startedAt ── preparing ── runsAt ── running ── endsAt ── succeed | failed | error
//   backup    startedAt ───────────── running (Status 1) ─── endsAt ── good (2) ── expiresAt (-1)
//   instance  ───────────── locked (any unfinished task) ─── free

import type { Dialect } from '../dialect';
import { DEFAULT_DIALECT } from '../dialect-reader';
import type { InstanceRow, TaskOutcome, TaskType } from '../types';

export interface Task {
  taskId: number;
  taskType: TaskType;
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

/** A write that was taken in when the connection broke, and is carried out later. */
export interface PendingWrite {
  dueAt: number;
  params: unknown;
  region: string;
}

export interface State {
  instances: readonly InstanceRow[];
  tasks: readonly Task[];
  backups: readonly Backup[];
  /** Next task id, and number of the next backup made without a task. */
  nextId: number;
  /** In the order in which they came. */
  pending: readonly PendingWrite[];
}

/** The sample TaskId of the ManualBackupInstance page; ids grow from there. */
export const EMPTY: State = {
  instances: [],
  tasks: [],
  backups: [],
  nextId: 6_954_227,
  pending: [],
};

export const findInstance = (state: State, instanceId: string) =>
  state.instances.find((row) => row.instanceId === instanceId);

/** Changes of parameters, of accounts and of the bandwidth. */
const BESIDE_A_BACKUP: ReadonlySet<TaskType> = new Set(['034', '037', '038']);
const LOCKED_FROM_MS = 2_000;
const LOCKED_AFTER_MS = 240_000;

/**
 * Held by a silent lock or by a task that has not ended: one flow an instance. The
 * instance's own Status stays 2 meanwhile; whether the real one turns 1 is not documented.
 */
export const isLocked = (
  state: State,
  { instanceId, heldUntil }: InstanceRow,
  now: number,
  dialect = DEFAULT_DIALECT,
) =>
  heldUntil > now ||
  state.tasks.some((task) => task.instanceId === instanceId && isHolding(task, now, dialect));

function isHolding({ taskType, startedAt, endsAt }: Task, now: number, dialect: Dialect): boolean {
  if (dialect['tasks-overlap'] === 'yes' && BESIDE_A_BACKUP.has(taskType)) return false;
  switch (dialect.lock) {
    case 'no lock':
      return false;
    case 'from 2 s after the answer on':
      return now >= startedAt + answersAfterMs(dialect) + LOCKED_FROM_MS && now < endsAt;
    case 'lock stays 4 min after':
      return now < endsAt + LOCKED_AFTER_MS;
    case 'second call refused while a backup runs':
      return now < endsAt;
  }
}

const ANSWERS_AFTER_MS: Readonly<Record<Dialect['write-answers'], number>> = {
  'at once': 0,
  'after 5 s': 5_000,
  'after 15 s': 15_000,
};

/** How long a write that has been carried out waits for its answer. */
export const answersAfterMs = (dialect: Dialect) => ANSWERS_AFTER_MS[dialect['write-answers']];

/** Adds an instance, or replaces the one of that id. */
export function putInstance(state: State, row: InstanceRow): State {
  return { ...state, instances: [...removeInstance(state, row.instanceId).instances, row] };
}

/** The instance is gone; its tasks and backups stay on record. */
export function removeInstance(state: State, instanceId: string): State {
  return { ...state, instances: state.instances.filter((row) => row.instanceId !== instanceId) };
}
