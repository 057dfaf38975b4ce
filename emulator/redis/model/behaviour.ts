// How the emulated service behaves where the documentation leaves room, in numbers where a dialect has names.

import type { Dialect } from '../dialect';

export interface Behaviour {
  /** How long a backup task runs, default 1500. */
  taskMs: number;
  /** When a started backup is listed; a number is milliseconds after its start. */
  backupVisible: 'at once' | 'at end' | 'never' | number | { afterEndMs: number };
  /** From when on a listed backup shows its remark; until then it is empty. */
  remarkVisible: 'at once' | 'at end' | 'never';
  /** Lag before a task is listed by DescribeTaskList. */
  taskVisibleMs: number;
  /** Zone of the API's zone-less times; 480 is UTC+8. */
  timeZoneOffsetMinutes: number | "the region's own";
  /** What DescribeInstanceBackups takes as Status: `newest` is 1 and 2 only, default [2], as SDK 4.1.313 says. */
  statusFilter: 'all' | 'newest' | 'others ignored';
  /** TaskId in answers as documented, or as in older sample replies. Default `number`. */
  taskIdAs: 'number' | 'string';
}

/** Values by the name they have in a dialect. */
type By<Name extends keyof Dialect, Value> = Readonly<Record<Dialect[Name], Value>>;

const BACKUP_VISIBLE: By<'backup-listed', Behaviour['backupVisible']> = {
  'with the task': 'at once',
  '6 s after the start': 6_000,
  '2 s after the end': { afterEndMs: 2_000 },
  '30 s after the end': { afterEndMs: 30_000 },
  '60 s after the end': { afterEndMs: 60_000 },
};

const REMARK_VISIBLE: By<'remark-visible', Behaviour['remarkVisible']> = {
  'at start': 'at once',
  'at the end': 'at end',
  never: 'never',
};

const TASK_VISIBLE_MS: By<'task-listed', number> = {
  'at once': 0,
  '2 s later': 2_000,
  '12 s later': 12_000,
  'never shows manual tasks': 0,
};

const TIME_ZONE: By<'zone', Behaviour['timeZoneOffsetMinutes']> = {
  'UTC+8': 480,
  UTC: 0,
  "the region's own": "the region's own",
};

const STATUS_FILTER: By<'status-filter', Behaviour['statusFilter']> = {
  'all six': 'all',
  '1 and 2 only, others refused': 'newest',
  '1 and 2 only, others refused with UnsupportedOperation': 'newest',
  '1 and 2 only, others refused with InternalError.DbOperationFailed': 'newest',
  'others ignored': 'others ignored',
};

/** The behaviour of a dialect; what is given by number wins over what is given by name. */
export function behaviourOf(dialect: Dialect, given: Partial<Behaviour> = {}): Behaviour {
  return {
    taskMs: given.taskMs ?? 1500,
    backupVisible: given.backupVisible ?? BACKUP_VISIBLE[dialect['backup-listed']],
    remarkVisible: given.remarkVisible ?? REMARK_VISIBLE[dialect['remark-visible']],
    taskVisibleMs: given.taskVisibleMs ?? TASK_VISIBLE_MS[dialect['task-listed']],
    timeZoneOffsetMinutes: given.timeZoneOffsetMinutes ?? TIME_ZONE[dialect.zone],
    statusFilter: given.statusFilter ?? STATUS_FILTER[dialect['status-filter']],
    taskIdAs: given.taskIdAs ?? 'number',
  };
}
