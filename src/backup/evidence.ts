// What the two lists of an instance, its backups and its tasks, say about this run's backup. Either list may hide a
// backup that the other one shows. All times compared are on the API's own clock, so no zone is guessed.
import type { ApiTime, BackupRecord, ListedBackup, TaskRecord } from '../redis-api';
import { findMarked, type Marker, readMarker } from './marker';

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
    /** It was made, and has expired or been deleted since. */
    readonly isGone: boolean;
  };
  /** A row with the run's marker that is not proved to be a backup: its task is in no list, and it has not ended. */
  readonly startedBackup?: { readonly BackupId: string; readonly sameContent: boolean };
  /** What keeps the instance from being backed up now, in words. It may be this run's own backup. */
  readonly inProgress?: string;
  /** A change that may run beside a backup; it matters once the API has called the instance locked. */
  readonly change?: string;
  /** Succeeded manual tasks whose backup is not listed: the list lags, and the backup may be this run's. */
  readonly unlisted: readonly UnlistedTask[];
  /** The tasks that have ended, by TaskId. */
  readonly ended: readonly number[];
  /** Manual tasks and backups without anybody's marker, by id: after a write, a new one may be this run's. */
  readonly unmarked: readonly (number | string)[];
  /** A backup without a remark that began since the run did, where no backup has a marker: it may be the run's. */
  readonly bare?: string;
  /** The BackupIds of one run's backups, where it has several: the promise was broken. */
  readonly duplicates: readonly string[];
}

export interface UnlistedTask {
  readonly TaskId: number;
  /** A backup that started within the task is listed as if it were still running. */
  readonly hasRunningRow: boolean;
}

/** The fields of a listed backup that count as evidence. */
export type BackupRow = BackupRecord & Pick<ListedBackup, 'state' | 'isAtOne'>;

/** What is known of the API's clock at the time of a look. */
export interface ClockFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The offset of the API's clock from UTC, where it is certain. */
  readonly provenZoneMs?: number | undefined;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A backup may start some seconds before its task; times are rounded to seconds. */
const EARLY_MS = 10_000;
const ROUNDING_MS = 1_000;

/** How much later than a task its backup is surely listed, or was removed. */
export const MAX_LAG_MS = 5 * MINUTE_MS;

/**
 * How long ago a task must have ended, its time taken for UTC, where the zone is unknown. In every zone of a region of
 * this cloud that is at least some hours, and a daily run is past it.
 */
const MAX_LAG_UNKNOWN_ZONE_MS = 14 * HOUR_MS;

const MAKERS: ReadonlySet<TaskRecord['kind']> = new Set(['manual', 'automatic', 'resize']);

/** Whether a task that makes a backup has not ended. */
export const isInProgress = ({ kind, state }: TaskRecord): boolean =>
  MAKERS.has(kind) && state === 'unfinished';

const isUnfinished = ({ state }: TaskRecord): boolean => state === 'unfinished';
const isFailed = ({ state }: TaskRecord): boolean => state === 'failed';
const isSucceeded = ({ state }: TaskRecord): boolean => state === 'succeeded';
const isManual = ({ kind }: TaskRecord): boolean => kind === 'manual';
const endOf = ({ endedAt }: TaskRecord): ApiTime => endedAt ?? Number.POSITIVE_INFINITY;

/** Whether a backup started within a task, give or take what `EARLY_MS` says. */
const isWithin = (task: TaskRecord, { startedAt }: BackupRow): boolean =>
  task.startedAt - EARLY_MS <= startedAt && startedAt <= endOf(task) + ROUNDING_MS;

/** The tasks that may have made a backup: those of a kind that makes one, within which it started. */
const findMakers = (tasks: readonly TaskRecord[], backup: BackupRow): TaskRecord[] =>
  tasks.filter((task) => MAKERS.has(task.kind) && isWithin(task, backup));

/**
 * Whether a listed backup has ended for sure. One that started within a task that has not, is not: its remark may be
 * listed only at its end, and some readings of the API list it as good from its start on.
 */
const isFinished = (backup: BackupRow, makers: readonly TaskRecord[]): boolean =>
  backup.state !== 'running' && !makers.some(isUnfinished);

/** The good backups that have ended for sure, and not with a task that failed. */
export const findGood = <Row extends BackupRow>(
  backups: readonly Row[],
  tasks: readonly TaskRecord[],
): Row[] =>
  backups.filter((row) => {
    const makers = findMakers(tasks, row);
    return row.state === 'good' && isFinished(row, makers) && isProof(row, makers);
  });

/**
 * Whether a row shows without its task that it has ended, and well: one at Status 1 may be of a task that failed, and
 * some readings of the API list a backup as good from its start on.
 */
export const isCertain = ({ state, isAtOne, EndTime }: ListedBackup): boolean =>
  state === 'gone' || (state === 'good' && isAtOne !== true && EndTime !== '');

/**
 * Whether a row with the run's marker proves its backup. A task that failed may leave its row, which is no backup, at
 * Status 1 or with one that says more; and a row that is being made is one as soon as its task is listed.
 */
function isProof({ state, isAtOne }: BackupRow, makers: readonly TaskRecord[]): boolean {
  if (makers.length === 0) return state !== 'running';
  return state === 'running' || isAtOne === true
    ? makers.some((task) => isUnfinished(task) || isSucceeded(task))
    : !makers.every(isFailed);
}

/** Consecutive tasks that overlap, or follow each other so closely that a backup may have started in either. */
function groupOverlapping(tasks: readonly TaskRecord[]): TaskRecord[][] {
  const groups: TaskRecord[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const task of [...tasks].sort((a, b) => a.startedAt - b.startedAt)) {
    const last = groups.at(-1);
    if (last !== undefined && task.startedAt - EARLY_MS <= end) last.push(task);
    else groups.push([task]);
    end = Math.max(end, endOf(task));
  }
  return groups;
}

/** Whether time alone has settled a task: its backup was listed and removed, or never will be listed. */
function isSettledByTime(task: TaskRecord, { now, provenZoneMs }: ClockFacts): boolean {
  const [zone, lag] =
    provenZoneMs === undefined ? [0, MAX_LAG_UNKNOWN_ZONE_MS] : [provenZoneMs, MAX_LAG_MS];
  return now + zone - endOf(task) > lag;
}

/**
 * The succeeded manual tasks whose backup no list shows. Where tasks overlap, fewer finished backups than tasks is a
 * doubt about each of them. The doubt is over when the lists show something that came after the backup in question.
 */
function findUnlisted(
  rows: readonly BackupRow[],
  tasks: readonly TaskRecord[],
  clock: ClockFacts,
): UnlistedTask[] {
  const makersOf = new Map(rows.map((row) => [row, findMakers(tasks, row)]));
  const finished = rows.filter((row) => {
    const makers = makersOf.get(row) ?? [];
    return isFinished(row, makers) && !makers.some(isFailed) && isProof(row, makers);
  });
  // Automatic backups may be listed at once, so a later one of them says nothing about the manual ones.
  const isManualRow = (row: BackupRow) => {
    const makers = makersOf.get(row) ?? [];
    return (makers.length > 0 && makers.every(isManual)) || readMarker(row.Remark) !== undefined;
  };
  const isListedLater = (task: TaskRecord) =>
    finished.some(
      (row) => row.startedAt > endOf(task) && !isWithin(task, row) && isManualRow(row),
    ) ||
    tasks.some(
      ({ kind, startedAt }) => kind === 'deletion' && startedAt >= endOf(task) + MAX_LAG_MS,
    );
  const succeeded = tasks.filter(
    (task) => MAKERS.has(task.kind) && !isUnfinished(task) && !isFailed(task),
  );
  return groupOverlapping(succeeded).flatMap((group) => {
    const listed = finished.filter((row) => group.some((task) => isWithin(task, row)));
    if (listed.length >= group.length) return [];
    return group
      .filter((task) => isManual(task) && !isListedLater(task) && !isSettledByTime(task, clock))
      .map((task) => ({
        TaskId: task.TaskId,
        hasRunningRow: rows.some((row) => row.state === 'running' && isWithin(task, row)),
      }));
  });
}

/** The TaskId of a backup, where no other task can have made it. */
function findTaskId(makers: readonly TaskRecord[], backup: BackupRow): number | undefined {
  const [task, ...others] = makers;
  return task !== undefined &&
    others.length === 0 &&
    isManual(task) &&
    task.startedAt <= backup.startedAt
    ? task.TaskId
    : undefined;
}

const withTaskId = (TaskId: number | undefined) => (TaskId === undefined ? {} : { TaskId });

/** The run's own backup. Of several, a good one and one for the same request come first. */
function findOwn(
  proofs: readonly { readonly backup: BackupRow; readonly sameContent: boolean }[],
  tasks: readonly TaskRecord[],
): Evidence['ownBackup'] {
  const rank = ({ backup, sameContent }: (typeof proofs)[number]) =>
    Number(sameContent) * 2 + Number(backup.state !== 'gone');
  const [own] = [...proofs].sort((a, b) => rank(b) - rank(a));
  if (own === undefined) return undefined;
  const { backup, sameContent } = own;
  return {
    BackupId: backup.BackupId,
    ...withTaskId(findTaskId(findMakers(tasks, backup), backup)),
    sameContent,
    isGone: backup.state === 'gone',
  };
}

const DESCRIPTIONS: Readonly<Record<TaskRecord['kind'], string>> = {
  manual: 'a manual backup',
  automatic: 'an automatic backup',
  resize: 'a change of size',
  deletion: 'the deletion of a backup',
  change: 'a change of parameters, accounts or bandwidth',
  other: 'a task of another type',
};

const describe = ({ TaskId, kind }: TaskRecord): string => `task ${TaskId} (${DESCRIPTIONS[kind]})`;

/** The last night's, so that a broken promise is told for a day and not for a month. */
const MAX_DUPLICATE_AGE_MS = 12 * HOUR_MS;

/** Good backups of one run, among the newest that are listed: more than one breaks the promise. */
function findDuplicates(rows: readonly BackupRow[]): string[] {
  const newest = Math.max(...rows.map(({ startedAt }) => startedAt || 0));
  const byRun = new Map<string, string[]>();
  for (const { Remark, BackupId, startedAt, state } of rows) {
    const run = readMarker(Remark)?.run;
    if (run === undefined || state !== 'good' || startedAt < newest - MAX_DUPLICATE_AGE_MS)
      continue;
    byRun.set(run, [...(byRun.get(run) ?? []), BackupId]);
  }
  return [...byRun.values()].filter(({ length }) => length > 1).flat();
}

/** Tasks and rows that could be a backup whose marker was lost on the way. */
function findUnmarked(rows: readonly BackupRow[], tasks: readonly TaskRecord[]) {
  const bare = rows.filter(
    (row) =>
      readMarker(row.Remark) === undefined &&
      findMakers(tasks, row).every(({ kind }) => kind === 'manual'),
  );
  const marked = rows.filter((row) => readMarker(row.Remark) !== undefined);
  const bareTasks = tasks.filter(
    (task) => isManual(task) && !isFailed(task) && !marked.some((row) => isWithin(task, row)),
  );
  return [...bareTasks.map(({ TaskId }) => TaskId), ...bare.map(({ BackupId }) => BackupId)];
}

/**
 * A finished backup without a remark, whose manual task began since the run did, where the API has not shown that it
 * returns remarks at all. One of the day for which tasks are read may have its task in no list. The lists have whole seconds.
 */
function findBare(
  rows: readonly BackupRow[],
  tasks: readonly TaskRecord[],
  begun: ApiTime,
  now: number,
): string | undefined {
  if (rows.some(({ Remark }) => readMarker(Remark) !== undefined)) return undefined;
  const second = Math.floor(begun / 1_000) * 1_000;
  const isOfTheDay = ({ startedAt }: BackupRow) => startedAt >= Math.max(second, now - DAY_MS);
  return rows.find((row) => {
    const makers = findMakers(tasks, row);
    return (
      row.Remark === '' &&
      row.state === 'good' &&
      isFinished(row, makers) &&
      (makers.length > 0 || isOfTheDay(row)) &&
      makers.every((task) => isManual(task) && task.startedAt >= second)
    );
  })?.BackupId;
}

/** When a run can have begun, on the API's clock. */
export interface RunStart {
  /** The time before which none of its backups can have started, whatever the zone. */
  readonly earliest: ApiTime;
  /** The same in the zone that is set, proven or assumed. */
  readonly begun: ApiTime;
}

/**
 * Collects what the lists say about a marker.
 *
 * @param backups all backups of the instance, weeks back
 * @param tasks its tasks of the last day or so, read after the backups
 * @param start left out when the run's event does not say when it began
 */
export function collectEvidence(
  backups: readonly BackupRow[],
  tasks: readonly TaskRecord[],
  marker: Marker,
  clock: ClockFacts,
  start?: RunStart,
): Evidence {
  const rows = uniqueBy(backups, ({ BackupId }) => BackupId);
  const known = uniqueBy(tasks, ({ TaskId }) => TaskId);
  // A row without a readable time counts: its marker may be a proof.
  const marked = findMarked(rows, marker).filter(
    ({ backup }) => !(backup.startedAt < (start?.earliest ?? Number.NEGATIVE_INFINITY)),
  );
  const proofs = marked.filter(({ backup }) => isProof(backup, findMakers(known, backup)));
  const ownBackup = findOwn(proofs, known);
  const blocker = known.find((task) => isUnfinished(task) && task.kind !== 'change');
  const started = marked.find(
    ({ backup }) => backup.state === 'running' && findMakers(known, backup).length === 0,
  );
  const bare = start && findBare(rows, known, start.begun, clock.now);
  const change = known.find((task) => isUnfinished(task) && task.kind === 'change');
  return {
    ...(ownBackup === undefined ? {} : { ownBackup }),
    ...(blocker !== undefined
      ? { inProgress: describe(blocker) }
      : started === undefined
        ? {}
        : { inProgress: `backup ${started.backup.BackupId} (of this run)` }),
    ...(started === undefined
      ? {}
      : {
          startedBackup: {
            BackupId: started.backup.BackupId,
            sameContent: started.sameContent,
          },
        }),
    ...(change === undefined ? {} : { change: describe(change) }),
    unlisted: findUnlisted(rows, known, clock),
    ended: known.filter((task) => !isUnfinished(task)).map(({ TaskId }) => TaskId),
    unmarked: findUnmarked(rows, known),
    ...(bare === undefined ? {} : { bare }),
    duplicates: findDuplicates(rows),
  };
}
