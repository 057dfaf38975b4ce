// How well are instances covered? From the backups of each to the age of its last good one: a verdict, and why.
import { isInProgress } from '../backup/evidence';
import { findNewest, toAgeMs, toHours, zoneOffset } from '../backup/freshness';
import { unavailableReason } from '../backup/instance-state';
import type { ApiTime, ListedBackup, TaskRecord } from '../redis-api';
import type { InstanceId, Region } from '../request/ids';
import type { Failure, UnlistedRegion } from '../result';

export interface CoverageRow {
  readonly InstanceId: InstanceId;
  readonly Region: Region;
  readonly Name?: string;
  /** `covered` is proved; whatever is not is `stale`. `skipped`: not running, so it can't be backed up. */
  readonly State: 'covered' | 'stale' | 'skipped';
  readonly Why: string;
  /** Age of the last good backup, from its start; left out when there is none. */
  readonly AgeHours?: number;
  readonly BackupId?: string;
  readonly StartTime?: string;
  readonly EndTime?: string;
  readonly ExpireTime?: string;
}

/** A backup on the page's timeline. */
export interface Mark {
  readonly state: ListedBackup['state'];
  readonly ageMs: number;
}

export interface Coverage {
  readonly MaxAgeHours: number;
  readonly rows: readonly (CoverageRow & { readonly marks: readonly Mark[] })[];
  readonly unlisted: readonly UnlistedRegion[];
  /** Instances that the selector finds and the settings do not let a request concern. */
  readonly notAllowed: number;
}

/** What is known of one instance: its backups and tasks, or why they could not be read. */
export interface InstanceBackups {
  readonly InstanceId: InstanceId;
  readonly Region: Region;
  readonly Name?: string;
  readonly Status?: number;
  readonly backups: readonly ListedBackup[];
  readonly tasks: readonly TaskRecord[];
  readonly failure?: Failure;
}

export interface CoverageFacts {
  readonly MaxAgeHours: number;
  /** How far back the lists were read. */
  readonly days: number;
  /** The assumed offset of the API's clock; corrected when `latest` would lie in the future. */
  readonly zoneMs: number;
  readonly latest: ApiTime | undefined;
  readonly now: number;
}

const HOUR_MS = 3_600_000;

type Verdict = Pick<CoverageRow, 'State' | 'Why' | 'AgeHours'>;

/** What else can be said of an instance without a good backup, or with one that is too old. */
function describeProgress({ backups, tasks }: InstanceBackups): string {
  const isRunning = backups.some(({ state }) => state === 'running') || tasks.some(isInProgress);
  return isRunning ? '; one is in progress' : '';
}

function judge(holdings: InstanceBackups, age: number | undefined, facts: CoverageFacts): Verdict {
  const { backups, failure, Status } = holdings;
  const stopped = Status === undefined ? undefined : unavailableReason(Status);
  const ageHours = age === undefined ? {} : { AgeHours: toHours(age) };
  if (stopped !== undefined)
    return { State: 'skipped', Why: `not running: ${stopped}`, ...ageHours };
  if (failure !== undefined)
    return { State: 'stale', Why: `cannot be read: ${failure.code}: ${failure.message}` };
  if (age === undefined) {
    const gone = backups.filter(({ state }) => state === 'gone').length;
    const had =
      gone === 0 ? 'no backup' : gone === 1 ? 'one backup, gone,' : `${gone} backups, all gone,`;
    return {
      State: 'stale',
      Why: `${had} in the last ${facts.days} days${describeProgress(holdings)}`,
    };
  }
  const isOld = age > facts.MaxAgeHours * HOUR_MS;
  const last = `last good backup ${toHours(age)} h ago`;
  return isOld
    ? {
        State: 'stale',
        Why: `${last}, over ${facts.MaxAgeHours} h${describeProgress(holdings)}`,
        ...ageHours,
      }
    : { State: 'covered', Why: last, ...ageHours };
}

/** One instance's row. Pure; every good backup counts, automatic ones too, and one in progress does not. */
export function toCoverageRow(
  holdings: InstanceBackups,
  facts: CoverageFacts,
): Coverage['rows'][number] {
  const { InstanceId, Region, Name, backups, tasks } = holdings;
  const { good, latest = facts.latest } = findNewest(backups, tasks);
  const offset = zoneOffset(facts.zoneMs, facts.latest ?? latest, facts.now);
  const toAge = ({ startedAt }: { readonly startedAt: ApiTime }) =>
    toAgeMs(startedAt, offset, facts.now);
  const row = judge(holdings, good === undefined ? undefined : toAge(good), facts);
  return {
    InstanceId,
    Region,
    ...(Name === undefined ? {} : { Name }),
    ...row,
    ...(good === undefined
      ? {}
      : {
          BackupId: good.BackupId,
          StartTime: good.StartTime,
          EndTime: good.EndTime,
          ExpireTime: good.ExpireTime,
        }),
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

const ORDER = { stale: 0, covered: 1, skipped: 2 } as const;
const OLDEST = Number.POSITIVE_INFINITY;

/** Stale ones first, the oldest of them at the top; then by age, then by id. */
export const compareUrgency = (a: CoverageRow, b: CoverageRow): number =>
  ORDER[a.State] - ORDER[b.State] ||
  compare(b.AgeHours ?? OLDEST, a.AgeHours ?? OLDEST) ||
  a.InstanceId.localeCompare(b.InstanceId);

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

export const findStale = ({ rows }: Coverage): readonly CoverageRow[] =>
  rows.filter(({ State }) => State === 'stale');

/** Whether every instance that can be backed up is proved to be, and every region was read through. */
export const isCovered = (coverage: Coverage): boolean =>
  findStale(coverage).length === 0 && coverage.unlisted.length === 0;

/** The greatest age of a last good backup among the running instances; undefined when none has one. */
export function getOldestAgeHours({ rows }: Coverage): number | undefined {
  const ages = rows.flatMap(({ State, AgeHours }) =>
    State === 'skipped' || AgeHours === undefined ? [] : [AgeHours],
  );
  return ages.length === 0 ? undefined : Math.max(...ages);
}
