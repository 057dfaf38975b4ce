// How well are instances covered? From the backups of each to the age of its last good one: a verdict, and why.
import { isInProgress } from '../backup/evidence';
import { findNewest, toAgeMs, toHours, zoneOffset } from '../backup/freshness';
import { unavailableReason } from '../backup/instance-state';
import type { ApiTime, ListedBackup, TaskRecord } from '../redis-api';
import type { InstanceId, Region } from '../request/ids';
import type { Failure, Selection, UnlistedRegion } from '../result';
import { toIsoTimes } from './iso-time';

/**
 * - `covered`: its last good backup is recent enough.
 * - `stale`: it is older than that.
 * - `never`: no good backup of it is listed, as far back as lists are read.
 * - `unreadable`: its backups could not be read, so nothing is proved.
 * - `missing`: the API does not know the instance.
 * - `stopped`: not running, so it can't be backed up; it raises no alarm.
 */
export const STATES = ['never', 'missing', 'unreadable', 'stale', 'covered', 'stopped'] as const;
export type CoverageState = (typeof STATES)[number];

export interface CoverageRow {
  readonly InstanceId: InstanceId;
  readonly Region: Region;
  readonly Name?: string;
  readonly State: CoverageState;
  readonly Why: string;
  /** Age of the last good backup, from its start; left out when there is none. */
  readonly AgeHours?: number;
  readonly BackupId?: string;
  /** Times are ISO 8601 with an offset. */
  readonly StartTime?: string;
  readonly EndTime?: string;
  readonly ExpireTime?: string;
}

/** A backup on the page's timeline. */
export interface Mark {
  readonly state: ListedBackup['state'];
  readonly ageMs: number;
}

/** What is known of a row beside its answer. */
export interface JudgedRow extends CoverageRow {
  readonly marks: readonly Mark[];
  /** When its last good backup began, epoch milliseconds. */
  readonly lastGoodAt?: number;
  /** What the log and a throw call its state, for one that needs a look. */
  readonly code?: string;
  /** Whether the next reading may find it covered although nobody does anything. */
  readonly isTransient?: boolean;
}

export interface Coverage {
  readonly MaxAgeHours: number;
  readonly rows: readonly JudgedRow[];
  readonly unlisted: readonly UnlistedRegion[];
  /** What a selector has searched and left out; undefined for instances that are named. */
  readonly selection?: Selection;
  /** Whether it is fine when there is nothing to watch. */
  readonly mayBeEmpty: boolean;
}

/** What is known of one instance: its backups and tasks, or why they could not be read. */
export interface InstanceBackups {
  readonly InstanceId: InstanceId;
  readonly Region: Region;
  readonly Name?: string;
  readonly Status?: number;
  readonly backups: readonly ListedBackup[];
  readonly tasks: readonly TaskRecord[];
  /** How far back they were read. */
  readonly days: number;
  readonly failure?: Failure;
}

export interface CoverageFacts {
  readonly MaxAgeHours: number;
  /** The assumed offset of the API's clock; corrected when `latest` would lie in the future. */
  readonly zoneMs: number;
  readonly latest: ApiTime | undefined;
  readonly now: number;
}

const HOUR_MS = 3_600_000;

type Verdict = Pick<JudgedRow, 'State' | 'Why' | 'AgeHours' | 'code' | 'isTransient'>;

/** What else can be said of an instance without a good backup, or with one that is too old. */
function describeProgress({ backups, tasks }: InstanceBackups): string {
  const isRunning = backups.some(({ state }) => state === 'running') || tasks.some(isInProgress);
  return isRunning ? '; one is in progress' : '';
}

/** Answers of the API by which there is no such instance. */
const GONE = [404, 410];

function judgeUnread({ code, status, message, retryable }: Failure): Verdict {
  return GONE.includes(status)
    ? { State: 'missing', Why: `the API knows no such instance: ${message}`, code }
    : {
        State: 'unreadable',
        Why: `cannot be read: ${code}: ${message}`,
        code,
        isTransient: retryable,
      };
}

function judge(holdings: InstanceBackups, age: number | undefined, facts: CoverageFacts): Verdict {
  const { backups, failure, Status } = holdings;
  const stopped = Status === undefined ? undefined : unavailableReason(Status);
  const ageHours = age === undefined ? {} : { AgeHours: toHours(age) };
  if (stopped !== undefined)
    return { State: 'stopped', Why: `not running: ${stopped}`, ...ageHours };
  if (failure !== undefined) return judgeUnread(failure);
  if (age === undefined) {
    const gone = backups.filter(({ state }) => state === 'gone').length;
    const had =
      gone === 0 ? 'no backup' : gone === 1 ? 'one backup, gone,' : `${gone} backups, all gone,`;
    const Why = `${had} in the last ${holdings.days} days${describeProgress(holdings)}`;
    return { State: 'never', Why, code: 'NeverBackedUp' };
  }
  const last = `last good backup ${toHours(age)} h ago`;
  if (age <= facts.MaxAgeHours * HOUR_MS) return { State: 'covered', Why: last, ...ageHours };
  const Why = `${last}, over ${facts.MaxAgeHours} h${describeProgress(holdings)}`;
  return { State: 'stale', Why, code: 'Stale', ...ageHours };
}

/** One instance's row. Pure; every good backup counts, automatic ones too, and one in progress does not. */
export function toCoverageRow(holdings: InstanceBackups, facts: CoverageFacts): JudgedRow {
  const { InstanceId, Region, Name, backups, tasks } = holdings;
  const { good, latest = facts.latest } = findNewest(backups, tasks);
  const offset = zoneOffset(facts.zoneMs, facts.latest ?? latest, facts.now);
  const toAge = ({ startedAt }: { readonly startedAt: ApiTime }) =>
    toAgeMs(startedAt, offset, facts.now);
  const age = good === undefined ? undefined : toAge(good);
  return {
    InstanceId,
    Region,
    ...(Name === undefined ? {} : { Name }),
    ...judge(holdings, age, facts),
    ...(good === undefined ? {} : { BackupId: good.BackupId, ...toIsoTimes(good, offset) }),
    ...(age === undefined ? {} : { lastGoodAt: facts.now - age }),
    marks: toMarks(holdings).map(({ state, startedAt }) => ({
      state,
      ageMs: toAge({ startedAt }),
    })),
  };
}

/** The backups, and one in progress that only its task shows. */
function toMarks({ backups, tasks }: InstanceBackups): Pick<ListedBackup, 'state' | 'startedAt'>[] {
  const isListed = backups.some(({ state }) => state === 'running');
  const unlisted = isListed ? [] : tasks.filter(isInProgress);
  const running = unlisted.map(({ startedAt }) => ({ state: 'running' as const, startedAt }));
  return [...backups, ...running].filter(({ startedAt }) => !Number.isNaN(startedAt));
}

/** The worst first: never backed up is worse than any age, and what is not known to exist comes right behind. */
export const compareUrgency = (a: CoverageRow, b: CoverageRow): number =>
  STATES.indexOf(a.State) - STATES.indexOf(b.State) ||
  (b.AgeHours ?? 0) - (a.AgeHours ?? 0) ||
  a.InstanceId.localeCompare(b.InstanceId);

const isFine = ({ State }: CoverageRow): boolean => State === 'covered' || State === 'stopped';

/** Those that somebody has to look at. */
export const findUncovered = ({ rows }: Coverage): readonly JudgedRow[] =>
  rows.filter((row) => !isFine(row));

export const countState = ({ rows }: Coverage, state: CoverageState): number =>
  rows.filter(({ State }) => State === state).length;

/** Whether there is nothing to watch: no instance, or none that runs. That is never a proof of anything. */
export const isEmpty = (coverage: Coverage): boolean =>
  countState(coverage, 'stopped') === coverage.rows.length;

/** Whether every instance that can be backed up is proved to be, and every region was read through. */
export const isCovered = (coverage: Coverage): boolean =>
  findUncovered(coverage).length === 0 &&
  coverage.unlisted.length === 0 &&
  (!isEmpty(coverage) || coverage.mayBeEmpty);

/** The greatest age of a last good backup among the running instances; null when one has none, which is worse than any. */
export function getOldestAgeHours({ rows }: Coverage): number | null {
  const watched = rows.filter(({ State }) => State !== 'stopped');
  const ages = watched.flatMap(({ AgeHours }) => AgeHours ?? []);
  return watched.length === 0 || ages.length < watched.length ? null : Math.max(...ages);
}
