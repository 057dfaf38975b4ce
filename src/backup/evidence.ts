// What one reading of both lists says about a run. Read together, they can show a backup that one of them hides.
import type { BackupRecord, TaskRecord } from './api';
import { findRun, type Marker } from './marker';

export interface Evidence {
  /** The run's backup, found by its marker. */
  readonly found?: {
    readonly BackupId: string;
    readonly TaskId?: number;
    readonly sameContent: boolean;
  };
  /** A backup of this instance is being made, by whomever: its remark may not be listed before it ends. */
  readonly unfinished?: TaskRecord;
  /** A manual backup that succeeded and is in no list: the list lags, and it may be this run's. */
  readonly unlisted?: TaskRecord;
}

/** Seconds-rounded times, and a backup that starts a moment before or after its task. */
const SLACK_MS = 60_000;

/** A backup starts within its task: an instance runs one task at a time, so its tasks don't overlap. */
const distance = (task: TaskRecord, backup: BackupRecord): number => {
  const from = task.startedAt - SLACK_MS;
  const to = (task.endedAt ?? task.startedAt) + SLACK_MS;
  return backup.startedAt >= from && backup.startedAt <= to
    ? Math.abs(backup.startedAt - task.startedAt)
    : Number.POSITIVE_INFINITY;
};

/**
 * The manual task within which a backup started, if that is certain. No slack here: while a backup's own task is not
 * listed yet, the one before it would pass for it, and its TaskId for ours.
 */
const madeBy = (tasks: readonly TaskRecord[], backup: BackupRecord): TaskRecord | undefined =>
  tasks.find(
    ({ kind, startedAt, endedAt = Number.POSITIVE_INFINITY }) =>
      kind === 'manual' && startedAt <= backup.startedAt && backup.startedAt < endedAt,
  );

/** Pairs each task with the backup nearest to its start; a backup belongs to one task at most. */
function pair(
  tasks: readonly TaskRecord[],
  backups: readonly BackupRecord[],
): ReadonlyMap<TaskRecord, BackupRecord> {
  const pairs = new Map<TaskRecord, BackupRecord>();
  const taken = new Set<BackupRecord>();
  const candidates = tasks
    .flatMap((task) => backups.map((backup) => ({ task, backup, apart: distance(task, backup) })))
    .filter(({ apart }) => apart < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.apart - b.apart);
  for (const { task, backup } of candidates) {
    if (pairs.has(task) || taken.has(backup)) continue;
    pairs.set(task, backup);
    taken.add(backup);
  }
  return pairs;
}

/**
 * Weighs one reading. Both times of the comparison are on the API's own clock, so no zone is guessed.
 *
 * @param backups all backups of the instance, by start, weeks back
 * @param tasks its backup tasks of the last day or so
 */
export function weigh(
  backups: readonly BackupRecord[],
  tasks: readonly TaskRecord[],
  marker: Marker,
): Evidence {
  const ran = tasks.filter(({ state }) => state !== 'failed');
  const pairs = pair(ran, backups);
  const run = findRun(backups, marker);
  const unfinished = tasks.find(({ state }) => state === 'unfinished');
  const unlisted = ran.find(
    (task) => task.kind === 'manual' && task.state === 'succeeded' && !pairs.has(task),
  );
  const TaskId = run && madeBy(ran, run.backup)?.TaskId;
  return {
    ...(run === undefined
      ? {}
      : {
          found: {
            BackupId: run.backup.BackupId,
            ...(TaskId === undefined ? {} : { TaskId }),
            sameContent: run.sameContent,
          },
        }),
    ...(unfinished === undefined ? {} : { unfinished }),
    ...(unlisted === undefined ? {} : { unlisted }),
  };
}
