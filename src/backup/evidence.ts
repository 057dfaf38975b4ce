// What the two lists of an instance, its backups and its tasks, say about this run's backup. Either list may hide a
// backup that the other one shows. The backups are read first, so that every backup has its task in the later list.
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
  /** An unfinished backup task of anybody. It may be this run's: the remark may be listed only when it ends. */
  readonly inProgress?: TaskRecord;
  /** A succeeded manual task whose backup is not listed: the list lags, and the backup may be this run's. */
  readonly unlisted?: TaskRecord;
}

/** Times are rounded to seconds, and a backup may start a moment before or after its task. */
const SLACK_MS = 60_000;

interface Candidate {
  readonly task: TaskRecord;
  readonly backup: BackupRecord;
  /** From the backup's start to the nearest moment of the task. */
  readonly outsideMs: number;
  /** From one start to the other. */
  readonly startsMs: number;
}

const toCandidate = (task: TaskRecord, backup: BackupRecord): Candidate => {
  const afterMs = backup.startedAt - task.startedAt;
  const behindMs = backup.startedAt - (task.endedAt ?? Number.POSITIVE_INFINITY);
  return {
    task,
    backup,
    outsideMs: Math.max(0, -afterMs, behindMs),
    startsMs: Math.abs(afterMs),
  };
};

/** Whether a task is a backup that has not ended. Other kinds of tasks never count. */
export const isInProgress = ({ kind, state }: TaskRecord): boolean =>
  kind !== 'other' && state === 'unfinished';

/** Only these make a target wait while their backup is not listed: it could be this run's. */
const isSucceededManual = ({ kind, state }: TaskRecord): boolean =>
  kind === 'manual' && state === 'succeeded';

/** Nearest first. On a tie a succeeded manual task comes last: without a backup it makes the target wait. */
const compareNearness = (a: Candidate, b: Candidate): number =>
  a.outsideMs - b.outsideMs ||
  a.startsMs - b.startsMs ||
  Number(isSucceededManual(a.task)) - Number(isSucceededManual(b.task));

/**
 * The manual task within which a backup started. No slack is allowed: while the backup's own task is not listed yet,
 * slack could pick the task before it, and report that task's TaskId as this run's.
 */
const findTask = (tasks: readonly TaskRecord[], backup: BackupRecord): TaskRecord | undefined =>
  tasks.find(
    ({ kind, state, startedAt, endedAt = Number.POSITIVE_INFINITY }) =>
      kind === 'manual' &&
      state !== 'failed' &&
      startedAt <= backup.startedAt &&
      backup.startedAt < endedAt,
  );

/**
 * Pairs each task with at most one backup, the nearest first. An instance runs one task at a time, so a backup that
 * started within a task belongs to it. Tasks of every kind and end take part: the backup that a change of size makes
 * must not pass for that of the manual task next to it.
 */
function pairTasks(
  tasks: readonly TaskRecord[],
  backups: readonly BackupRecord[],
): ReadonlyMap<TaskRecord, BackupRecord> {
  const pairs = new Map<TaskRecord, BackupRecord>();
  const taken = new Set<BackupRecord>();
  const candidates = tasks
    .flatMap((task) => backups.map((backup) => toCandidate(task, backup)))
    .filter(({ outsideMs }) => outsideMs <= SLACK_MS)
    .sort(compareNearness);
  for (const { task, backup } of candidates) {
    if (pairs.has(task) || taken.has(backup)) continue;
    pairs.set(task, backup);
    taken.add(backup);
  }
  return pairs;
}

/** The fields of a listed backup that count as evidence. */
export type BackupRow = BackupRecord & Pick<ListedBackup, 'state' | 'EndTime'>;

/**
 * An unfinished backup is paired with no task. Its remark may be missing until it ends, and its task, read later, may
 * have ended by then: paired, this run's backup would look like somebody else's. A locked backup has an `EndTime`.
 */
const isFinished = ({ state, EndTime }: BackupRow): boolean =>
  state !== 'running' || EndTime !== '';

/**
 * Collects what the lists say about a marker. All times compared are on the API's own clock, so no zone is guessed.
 *
 * @param backups all backups of the instance, by start, weeks back
 * @param tasks its tasks of the last day or so, read after the backups
 */
export function collectEvidence(
  backups: readonly BackupRow[],
  tasks: readonly TaskRecord[],
  marker: Marker,
): Evidence {
  const uniqueTasks = uniqueBy(tasks, ({ TaskId }) => TaskId);
  const pairs = pairTasks(
    uniqueTasks,
    uniqueBy(backups, ({ BackupId }) => BackupId).filter(isFinished),
  );
  const own = findRun(backups, marker);
  const inProgress = uniqueTasks.find(isInProgress);
  const unlisted = uniqueTasks.find((task) => isSucceededManual(task) && !pairs.has(task));
  const TaskId = own && findTask(uniqueTasks, own.backup)?.TaskId;
  return {
    ...(own === undefined
      ? {}
      : {
          ownBackup: {
            BackupId: own.backup.BackupId,
            ...(TaskId === undefined ? {} : { TaskId }),
            sameContent: own.sameContent,
          },
        }),
    ...(inProgress === undefined ? {} : { inProgress }),
    ...(unlisted === undefined ? {} : { unlisted }),
  };
}
