// What one reading of both lists says about a run: of the backups first, then of the tasks, so that no backup is seen
// without its task. Together they can show a backup that one of them hides.
import type { BackupRecord, ListedBackup, TaskRecord } from '../redis-api';
import { findRun, type Marker } from './marker';

/** A list that moves while it is read shows a row twice: each row once, in the place of its first and as its last says. */
export const uniqueBy = <Row>(rows: readonly Row[], idOf: (row: Row) => string | number): Row[] => [
  ...new Map(rows.map((row) => [idOf(row), row])).values(),
];

export interface Evidence {
  /** The run's backup, found by its marker. */
  readonly ownBackup?: {
    readonly BackupId: string;
    readonly TaskId?: number;
    readonly sameContent: boolean;
  };
  /** A backup of this instance is being made, by whomever: its remark may not be listed before it ends. */
  readonly inProgress?: TaskRecord;
  /** A manual backup that succeeded and is in no list: the list lags, and it may be this run's. */
  readonly unlisted?: TaskRecord;
}

/** Seconds-rounded times, and a backup that starts a moment before or after its task. */
const SLACK_MS = 60_000;

interface Candidate {
  readonly task: TaskRecord;
  readonly backup: BackupRecord;
  /** From the backup's start to the nearest moment of the task. */
  readonly outsideMs: number;
  /** From one start to the other. */
  readonly startsMs: number;
}

const candidate = (task: TaskRecord, backup: BackupRecord): Candidate => {
  const afterMs = backup.startedAt - task.startedAt;
  const behindMs = backup.startedAt - (task.endedAt ?? Number.POSITIVE_INFINITY);
  return {
    task,
    backup,
    outsideMs: Math.max(0, -afterMs, behindMs),
    startsMs: Math.abs(afterMs),
  };
};

/** Whether a task is a backup that has not ended; other tasks of an instance are none, whatever they do. */
export const isInProgress = ({ kind, state }: TaskRecord): boolean =>
  kind !== 'other' && state === 'unfinished';

/** Whose backup somebody misses when no list shows it. */
const isSucceededManual = ({ kind, state }: TaskRecord): boolean =>
  kind === 'manual' && state === 'succeeded';

/** In doubt another task has the backup: a manual one left over is looked for, not forgotten. */
const byNearness = (a: Candidate, b: Candidate): number =>
  a.outsideMs - b.outsideMs ||
  a.startsMs - b.startsMs ||
  Number(isSucceededManual(a.task)) - Number(isSucceededManual(b.task));

/**
 * The manual task within which a backup started, if that is certain. No slack here: while a backup's own task is not
 * listed yet, the one before it would pass for it, and its TaskId for ours.
 */
const taskOfBackup = (tasks: readonly TaskRecord[], backup: BackupRecord): TaskRecord | undefined =>
  tasks.find(
    ({ kind, state, startedAt, endedAt = Number.POSITIVE_INFINITY }) =>
      kind === 'manual' &&
      state !== 'failed' &&
      startedAt <= backup.startedAt &&
      backup.startedAt < endedAt,
  );

/**
 * Pairs each task with a backup, one within which it started before one that is only near: an instance runs one task at
 * a time, so tasks don't overlap. A backup belongs to one task at most. Every task takes part, whatever it does and
 * however it ended, so that its backup does not pass for another's.
 */
function pairTasks(
  tasks: readonly TaskRecord[],
  backups: readonly BackupRecord[],
): ReadonlyMap<TaskRecord, BackupRecord> {
  const pairs = new Map<TaskRecord, BackupRecord>();
  const taken = new Set<BackupRecord>();
  const candidates = tasks
    .flatMap((task) => backups.map((backup) => candidate(task, backup)))
    .filter(({ outsideMs }) => outsideMs <= SLACK_MS)
    .sort(byNearness);
  for (const { task, backup } of candidates) {
    if (pairs.has(task) || taken.has(backup)) continue;
    pairs.set(task, backup);
    taken.add(backup);
  }
  return pairs;
}

/** A row of the list of backups, as far as it is weighed. */
export type BackupRow = BackupRecord & Pick<ListedBackup, 'state' | 'EndTime'>;

/**
 * A backup that was being made when it was listed explains no task. Its remark may come with its end, and a task that is
 * read later may have ended by then: it would pass for somebody else's. One that is only locked has an end.
 */
const isFinished = ({ state, EndTime }: BackupRow): boolean =>
  state !== 'running' || EndTime !== '';

/**
 * Weighs one reading. Both times of the comparison are on the API's own clock, so no zone is guessed.
 *
 * @param backups all backups of the instance, by start, weeks back
 * @param tasks its tasks of the last day or so, read after the backups
 */
export function collectEvidence(
  backups: readonly BackupRow[],
  tasks: readonly TaskRecord[],
  marker: Marker,
): Evidence {
  const observed = uniqueBy(tasks, ({ TaskId }) => TaskId);
  const pairs = pairTasks(
    observed,
    uniqueBy(backups, ({ BackupId }) => BackupId).filter(isFinished),
  );
  const run = findRun(backups, marker);
  const inProgress = observed.find(isInProgress);
  const unlisted = observed.find((task) => isSucceededManual(task) && !pairs.has(task));
  const TaskId = run && taskOfBackup(observed, run.backup)?.TaskId;
  return {
    ...(run === undefined
      ? {}
      : {
          ownBackup: {
            BackupId: run.backup.BackupId,
            ...(TaskId === undefined ? {} : { TaskId }),
            sameContent: run.sameContent,
          },
        }),
    ...(inProgress === undefined ? {} : { inProgress }),
    ...(unlisted === undefined ? {} : { unlisted }),
  };
}
