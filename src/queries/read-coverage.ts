// Reading what coverage is judged by: a region's lists once for many instances, each instance's for a few.

import { toTasksFrom } from '../backup/backup-target';
import { uniqueBy } from '../backup/evidence';
import { findNewest } from '../backup/freshness';
import { mapConcurrent } from '../rate-limit/concurrency';
import type { ListedBackup, RedisApi, TaskRecord, Window } from '../redis-api';
import type { InstanceId, Region } from '../request/ids';
import type { CoverageRequest } from '../request/query-request';
import { type Coverage, type InstanceBackups, toCoverageRow } from './coverage';

/** Below this many instances of a region, reading each is as cheap as reading all of it. */
const MAX_READ_EACH = 5;
const DAY_MS = 86_400_000;
/** A week is what the page's timeline shows, and what backups are kept by default. */
export const TIMELINE_DAYS = 7;
/** Whatever has no good backup in the days that are read is asked for once more, as far back as the API lists. */
const MAX_DAYS = 28;
/** 100 rows a page; a page takes about 50 ms. */
const MAX_PAGES = 400;
const MAX_CONCURRENT = 12;
const MAX_READ_MS = 20_000;

export interface InstanceRef {
  readonly InstanceId: InstanceId;
  readonly Region: Region;
  readonly Name?: string;
  readonly Status?: number;
}

export interface CoverageDeps {
  readonly api: RedisApi;
  readonly clock: { now(): number };
  readonly zoneMs: number;
  /** Epoch milliseconds at which reading ends; what has not been read by then is unreadable. */
  readonly until: number;
  /** How far back the lists are read at least. */
  readonly minDays: number;
}

/** Days back; the window has one more at each end, as far as 29 days go, because the zone of the API's clock is not known. */
const toDays = (maxAgeHours: number, minDays: number): number =>
  Math.min(MAX_DAYS, Math.max(minDays, Math.ceil(maxAgeHours / 24) + 1));

const toWindow = (days: number, now: number): Window => ({
  from: now - Math.min(days + 1, MAX_DAYS) * DAY_MS,
  to: now + DAY_MS,
});

const getTimeLeftMs = ({ clock, until }: CoverageDeps): number =>
  Math.max(1, Math.min(MAX_READ_MS, until - clock.now()));

async function readOne(
  subject: InstanceRef,
  days: number,
  deps: CoverageDeps,
): Promise<InstanceBackups> {
  const window = toWindow(days, deps.clock.now());
  const [backups, tasks] = await Promise.all([
    deps.api.listBackups(subject, window, getTimeLeftMs(deps)),
    deps.api.listTasks(subject, toTasksFrom(deps.clock.now()), getTimeLeftMs(deps)),
  ]);
  if (!backups.ok) return { ...subject, days, backups: [], tasks: [], failure: backups.failure };
  // Tasks only tell whether one is in progress; a role that may not list them loses no more than that.
  const { records } = backups.value;
  return { ...subject, days, backups: records, tasks: tasks.ok ? tasks.value.records : [] };
}

const readEach = (subjects: readonly InstanceRef[], days: number, deps: CoverageDeps) =>
  mapConcurrent(subjects, MAX_CONCURRENT, (subject) => readOne(subject, days, deps));

/** By instance; a map, for thousands of rows. */
function groupByInstance<T extends { readonly InstanceId: string }>(
  rows: readonly T[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.InstanceId);
    if (group === undefined) groups.set(row.InstanceId, [row]);
    else group.push(row);
  }
  return groups;
}

/** The lists of a whole region, or undefined when it can't be read in one go. */
async function readTogether(
  region: Region,
  subjects: readonly InstanceRef[],
  days: number,
  deps: CoverageDeps,
): Promise<InstanceBackups[] | undefined> {
  const window = toWindow(days, deps.clock.now());
  const asked = {
    region,
    maxPages: MAX_PAGES,
    timeoutMs: Math.max(1, deps.until - deps.clock.now()),
  };
  const tasksWindow = { from: toTasksFrom(deps.clock.now()), to: window.to };
  const [backups, tasks] = await Promise.all([
    deps.api.listRegionBackups({ ...asked, window }),
    deps.api.listRegionTasks({ ...asked, window: tasksWindow }),
  ]);
  // An empty list of a whole region proves nothing: it may be a list one has to ask for by instance.
  if (!backups.ok || backups.value === undefined || backups.value.records.length === 0)
    return undefined;
  const made = groupByInstance<ListedBackup>(backups.value.records);
  const at = groupByInstance(tasks.ok && tasks.value !== undefined ? tasks.value.records : []);
  return subjects.map((subject) => ({
    ...subject,
    days,
    backups: uniqueBy(made.get(subject.InstanceId) ?? [], ({ BackupId }) => BackupId),
    tasks: at.get(subject.InstanceId) ?? [],
  }));
}

async function readRegion(
  region: Region,
  subjects: readonly InstanceRef[],
  days: number,
  deps: CoverageDeps,
): Promise<InstanceBackups[]> {
  const together =
    subjects.length > MAX_READ_EACH ? await readTogether(region, subjects, days, deps) : undefined;
  if (together === undefined) return readEach(subjects, MAX_DAYS, deps);
  // What the region's list does not show is asked for once more by name, so that its silence is not taken for proof.
  const silent = together.filter(({ backups }) => backups.every(({ state }) => state !== 'good'));
  const asked = new Map(
    (await readEach(silent, MAX_DAYS, deps)).map((holdings) => [holdings.InstanceId, holdings]),
  );
  return together.map((holdings) => asked.get(holdings.InstanceId) ?? holdings);
}

/**
 * How well the subjects are covered.
 *
 * @param rest what the selection has already found out: regions that could not be listed, instances not allowed
 */
export async function readCoverage(
  { MaxAgeHours }: Pick<CoverageRequest, 'MaxAgeHours'>,
  subjects: readonly InstanceRef[],
  rest: Omit<Coverage, 'MaxAgeHours' | 'rows'>,
  deps: CoverageDeps,
): Promise<Coverage> {
  const { clock, zoneMs } = deps;
  const days = toDays(MaxAgeHours, deps.minDays);
  const regions = [...new Set(subjects.map(({ Region }) => Region))];
  const holdings = await Promise.all(
    regions.map((region) =>
      readRegion(
        region,
        subjects.filter(({ Region }) => Region === region),
        days,
        deps,
      ),
    ),
  );
  const now = clock.now();
  const rows = holdings.flatMap((list) => {
    const latest = findLatest(list);
    return list.map((one) => toCoverageRow(one, { MaxAgeHours, zoneMs, latest, now }));
  });
  return { MaxAgeHours, rows, ...rest };
}

const findLatest = (holdings: readonly InstanceBackups[]): number | undefined =>
  findNewest(
    holdings.flatMap(({ backups }) => backups),
    holdings.flatMap(({ tasks }): readonly TaskRecord[] => tasks),
  ).latest;
