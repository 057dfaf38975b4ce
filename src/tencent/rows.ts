// Rows of the API's lists → records of the port. A row without its id is left out.
import type { InstanceRecord, ListedBackup, RegionTask, TaskInfo, TaskRecord } from '../redis-api';
import { isInstanceId, type Region } from '../request/ids';
import { isObject } from '../request/json';
import { redact } from './errors';
import { fromApiText } from './time';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `TaskId` is documented as an integer, but older samples show a numeric string. */
export function toTaskId(value: unknown): number | undefined {
  const id = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** A map with each number as a number and as text, because older pages show text. */
const mapByNumber = <State>(
  states: readonly (readonly [number, State])[],
): ReadonlyMap<unknown, State> =>
  new Map<unknown, State>([
    ...states,
    ...states.map(([number, state]) => [String(number), state] as const),
  ]);

/** `Status`: 1 in process, or locked; 2 normal, 3 being exported, 4 exported; -1 expired, -2 deleted. */
const BACKUP_STATES = mapByNumber<ListedBackup['state']>([
  [2, 'good'],
  [3, 'good'],
  [4, 'good'],
  [-1, 'gone'],
  [-2, 'gone'],
]);

/** The API's text of a time, or an empty one where it means "not yet". */
const toTimeText = (value: unknown): string =>
  fromApiText(value) === undefined ? '' : text(value);

/** A backup at 1 that has an end is a good one that something else has locked, unless its task has failed. */
function toBackupState(
  status: unknown,
  startedAt: number,
  endedAt: number | undefined,
): Pick<ListedBackup, 'state' | 'isAtOne'> {
  const state = BACKUP_STATES.get(status);
  if (state !== undefined) return { state };
  return endedAt !== undefined && endedAt > startedAt
    ? { state: 'good', isAtOne: true }
    : { state: 'running' };
}

/** A row of DescribeInstanceBackups. One without a readable time still counts, because its remark may be a proof. */
export function readBackup(row: unknown): ListedBackup | undefined {
  if (!isObject(row) || text(row.BackupId) === '') return undefined;
  const startedAt = fromApiText(row.StartTime) ?? Number.NaN;
  return {
    BackupId: text(row.BackupId),
    InstanceId: text(row.InstanceId),
    Remark: text(row.Remark),
    startedAt,
    ...toBackupState(row.Status, startedAt, fromApiText(row.EndTime)),
    StartTime: toTimeText(row.StartTime),
    EndTime: toTimeText(row.EndTime),
    ExpireTime: toTimeText(row.ExpireTime),
    expiresAt: fromApiText(row.ExpireTime) ?? Number.NaN,
    BackupType: text(row.BackupType),
  };
}

/** Responses show the number, and the filter's documentation a name as well, so both are accepted where both are known. */
const KINDS: ReadonlyMap<string, TaskRecord['kind']> = new Map([
  ['012', 'manual'],
  ['FLOW_BACKUPINSTANCE', 'manual'],
  ['017', 'automatic'],
  ['FLOW_AUTOBACKUP', 'automatic'],
  ['002', 'resize'],
  ['014', 'deletion'],
  ['046', 'deletion'],
  ['034', 'change'],
  ['037', 'change'],
  ['038', 'change'],
]);

/** `Result`: 0 initialised, 1 executing, 2 completed, 4 failed. An end ends a task whatever its number. */
const STATES = mapByNumber<TaskRecord['state']>([
  [2, 'succeeded'],
  [4, 'failed'],
]);

/** A row of DescribeTaskList. One without a readable time still counts, because its task may be running. */
export function readTask(row: unknown): RegionTask | undefined {
  if (!isObject(row)) return undefined;
  const TaskId = toTaskId(row.TaskId);
  if (TaskId === undefined) return undefined;
  const endedAt = fromApiText(row.EndTime);
  return {
    TaskId,
    InstanceId: text(row.InstanceId),
    kind: KINDS.get(text(row.TaskType)) ?? 'other',
    state: STATES.get(row.Result) ?? (endedAt === undefined ? 'unfinished' : 'ended'),
    startedAt: fromApiText(row.StartTime) ?? Number.NaN,
    endedAt,
  };
}

/** `Status` is a word here. The pages write `error` as well as `Error`, so it is compared in lower case. */
const INFO_STATES: ReadonlyMap<string, TaskInfo['state']> = new Map([
  ['succeed', 'succeeded'],
  ['failed', 'failed'],
  ['error', 'failed'],
]);

/** The answer of DescribeTaskInfo. */
export function readTaskInfo(response: Readonly<Record<string, unknown>>): TaskInfo | undefined {
  const Status = text(response.Status);
  if (Status === '') return undefined;
  return {
    Status,
    state: INFO_STATES.get(Status.toLowerCase()) ?? 'unfinished',
    InstanceId: text(response.InstanceId),
    StartTime: toTimeText(response.StartTime),
    TaskMessage: redact(text(response.TaskMessage)),
  };
}

const toTags = (rows: unknown): InstanceRecord['Tags'] =>
  (Array.isArray(rows) ? rows : [])
    .filter(isObject)
    .map((row) => ({ TagKey: text(row.TagKey), TagValue: text(row.TagValue) }));

/** A row of DescribeInstances. The resource tags are `InstanceTags`; `Tags` is something else. */
export const readInstance =
  (Region: Region) =>
  (row: unknown): InstanceRecord | undefined => {
    if (!isObject(row) || !isInstanceId(text(row.InstanceId))) return undefined;
    return {
      InstanceId: text(row.InstanceId) as InstanceRecord['InstanceId'],
      Region,
      Name: text(row.InstanceName),
      Status: typeof row.Status === 'number' ? row.Status : Number.NaN,
      Tags: toTags(row.InstanceTags),
    };
  };
