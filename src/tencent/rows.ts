// Rows of the API's lists → records of the port. A row without what the decisions need is left out.
import type { BackupRecord, TaskRecord } from '../backup/api';
import { isObject } from '../request/json';
import { fromApiText } from './time';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `TaskId` is documented as an integer and shown as a numeric string in older samples. */
export function taskIdOf(value: unknown): number | undefined {
  const id = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** A row of DescribeInstanceBackups. A row without a readable time still counts: its remark is what matters. */
export function readBackup(row: unknown): BackupRecord | undefined {
  if (!isObject(row) || text(row.BackupId) === '') return undefined;
  return {
    BackupId: text(row.BackupId),
    Remark: text(row.Remark),
    startedAt: fromApiText(row.StartTime) ?? Number.NaN,
  };
}

/** The response carries the number; the filter's documentation the name as well, so both are known here. */
const KINDS: ReadonlyMap<string, TaskRecord['kind']> = new Map([
  ['012', 'manual'],
  ['FLOW_BACKUPINSTANCE', 'manual'],
  ['017', 'automatic'],
]);

/** `Result`: 0 initialised, 1 executing, 2 completed, 4 failed. A number not listed counts as not finished. */
const STATES: ReadonlyMap<string, TaskRecord['state']> = new Map([
  ['2', 'succeeded'],
  ['4', 'failed'],
]);

/** A row of DescribeTaskList, if it is a backup task. */
export function readTask(row: unknown): TaskRecord | undefined {
  if (!isObject(row)) return undefined;
  const [TaskId, kind] = [taskIdOf(row.TaskId), KINDS.get(text(row.TaskType))];
  if (TaskId === undefined || kind === undefined) return undefined;
  return {
    TaskId,
    kind,
    state: STATES.get(String(row.Result)) ?? 'unfinished',
    startedAt: fromApiText(row.StartTime) ?? Number.NaN,
    endedAt: fromApiText(row.EndTime),
  };
}
