// Tasks: how they start, hold an instance, move on with time and end.

import type { InstanceRow, TaskOutcome, TaskRow, TaskStatus } from '../types';
import { findInstance, putInstance, type State, type Task } from './state';

/** A fifth of a task is spent waiting to run. */
const PREPARING_SHARE = 0.2;

export interface NewTask {
  taskType: Task['taskType'];
  instance: Pick<InstanceRow, 'instanceId' | 'region'>;
  /** How long it runs; Infinity: until `finishTask`. */
  ms: number;
  /** How long it waits in a queue first. */
  waitsMs?: number;
}

export function addTask(
  state: State,
  { taskType, instance, ms, waitsMs = 0 }: NewTask,
  now: number,
): [State, Task] {
  const { instanceId, region } = instance;
  const runsAt = now + waitsMs + (Number.isFinite(ms) ? ms * PREPARING_SHARE : 0);
  const times = { startedAt: now, runsAt, endsAt: now + waitsMs + ms };
  const taskId = state.nextId;
  const task: Task = { taskId, taskType, instanceId, region, ...times, outcome: 'succeed' };
  return [{ ...state, tasks: [...state.tasks, task], nextId: taskId + 1 }, task];
}

/** Another process takes the instance for `ms`; only a silent one leaves no automatic-backup task. */
export function lock(
  state: State,
  { instanceId, ms, silent }: { instanceId: string; ms: number; silent: boolean },
  now: number,
): State {
  const instance = findInstance(state, instanceId);
  if (instance === undefined) throw new Error(`no instance ${instanceId}`);
  if (silent) return putInstance(state, { ...instance, heldUntil: now + ms });
  return addTask(state, { taskType: '017', instance, ms }, now)[0];
}

/**
 * Ends a task now, or gives an ended one another outcome; its backup follows, and if it had not begun yet, it began with
 * the task.
 */
export function finishTask(state: State, taskId: number, outcome: TaskOutcome, now: number): State {
  const task = state.tasks.find((one) => one.taskId === taskId);
  if (task === undefined) throw new Error(`no task ${taskId}`);
  const finish = <Row extends { taskId?: number; startedAt: number; endsAt: number }>(row: Row) =>
    row.taskId !== taskId
      ? row
      : {
          ...row,
          outcome,
          startedAt: row.startedAt < now ? row.startedAt : task.startedAt,
          endsAt: Math.min(row.endsAt, now),
        };
  return { ...state, tasks: state.tasks.map(finish), backups: state.backups.map(finish) };
}

/** The documented spelling is `succeed`, not `succeeded` (DescribeTaskInfo). */
export function taskStatus({ runsAt, endsAt, outcome }: Task, now: number): TaskStatus {
  if (now >= endsAt) return outcome;
  return now >= runsAt ? 'running' : 'preparing';
}

/** The task as a test sees it. */
export function taskRow(task: Task, now: number): TaskRow {
  const { taskId, taskType, instanceId, region, startedAt, endsAt } = task;
  return { taskId, taskType, instanceId, region, startedAt, endsAt, state: taskStatus(task, now) };
}
