// Reading what coverage is judged by: a region's lists once for many instances, each instance's for a few.
import type { InstanceId, Region } from '../request/ids';
import type { CoverageRequest } from '../request/reading';
import type { ListedBackup, RedisApi, TaskRecord, Window } from './api';
import { mapAtOnce } from './at-once';
import { type Coverage, coverageRow, type Holdings } from './coverage';
import { newestOf } from './freshness';
import type { UnlistedRegion } from './outcome';
import { uniqueBy } from './unique-by';

/** Below this many instances of a region, reading each is as cheap as reading all of it. */
const FEW = 5;
const DAY_MS = 86_400_000;
/** A week is what the page's timeline shows, and what backups are kept by default. */
const LEAST_DAYS = 7;
const MOST_DAYS = 28;
/** 100 rows a page; a page takes about 50 ms. */
const MOST_PAGES = 400;
const AT_ONCE = 12;
const MOST_READ_MS = 20_000;

export interface Subject {
  readonly InstanceId: InstanceId;
  readonly Region: Region;
  readonly Name?: string;
  readonly Status?: number;
}

export interface CoverageDeps {
  readonly api: RedisApi;
  readonly clock: { now(): number };
  readonly zoneMs: number;
  /** Epoch milliseconds at which reading ends; what has not been read by then is stale. */
  readonly until: number;
}

const daysOf = (maxAgeHours: number): number =>
  Math.min(MOST_DAYS, Math.max(LEAST_DAYS, Math.ceil(maxAgeHours / 24) + 1));

const timeLeft = ({ clock, until }: CoverageDeps): number =>
  Math.max(1, Math.min(MOST_READ_MS, until - clock.now()));

async function readOne(subject: Subject, window: Window, deps: CoverageDeps): Promise<Holdings> {
  const tasksWindow = { from: deps.clock.now() - DAY_MS, to: window.to };
  const [backups, tasks] = await Promise.all([
    deps.api.listBackups(subject, window, timeLeft(deps)),
    deps.api.listTasks(subject, tasksWindow, timeLeft(deps)),
  ]);
  if (!backups.ok) return { ...subject, backups: [], tasks: [], failure: backups.failure };
  // Tasks only tell whether one is in progress; a role that may not list them loses no more than that.
  return { ...subject, backups: backups.value.records, tasks: tasks.ok ? tasks.value.records : [] };
}

const readEach = (subjects: readonly Subject[], window: Window, deps: CoverageDeps) =>
  mapAtOnce(subjects, AT_ONCE, (subject) => readOne(subject, window, deps));

/** By instance; a map, for thousands of rows. */
function grouped<T extends { readonly InstanceId: string }>(rows: readonly T[]): Map<string, T[]> {
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
  subjects: readonly Subject[],
  window: Window,
  deps: CoverageDeps,
): Promise<Holdings[] | undefined> {
  const asked = {
    region,
    mostPages: MOST_PAGES,
    timeoutMs: Math.max(1, deps.until - deps.clock.now()),
  };
  const tasksWindow = { from: deps.clock.now() - DAY_MS, to: window.to };
  const [backups, tasks] = await Promise.all([
    deps.api.listRegionBackups({ ...asked, window }),
    deps.api.listRegionTasks({ ...asked, window: tasksWindow }),
  ]);
  // An empty list of a whole region proves nothing: it may be a list one has to ask for by instance.
  if (!backups.ok || backups.value === undefined || backups.value.records.length === 0)
    return undefined;
  const made = grouped<ListedBackup>(backups.value.records);
  const at = grouped(tasks.ok && tasks.value !== undefined ? tasks.value.records : []);
  return subjects.map((subject) => ({
    ...subject,
    backups: uniqueBy(made.get(subject.InstanceId) ?? [], ({ BackupId }) => BackupId),
    tasks: at.get(subject.InstanceId) ?? [],
  }));
}

async function readRegion(
  region: Region,
  subjects: readonly Subject[],
  window: Window,
  deps: CoverageDeps,
): Promise<Holdings[]> {
  const together =
    subjects.length > FEW ? await readTogether(region, subjects, window, deps) : undefined;
  if (together === undefined) return readEach(subjects, window, deps);
  // What the region's list does not show is asked for once more by name, so that its silence is not taken for proof.
  const silent = together.filter(({ backups }) => backups.length === 0);
  const asked = new Map(
    (await readEach(silent, window, deps)).map((holdings) => [holdings.InstanceId, holdings]),
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
  subjects: readonly Subject[],
  rest: { readonly unlisted: readonly UnlistedRegion[]; readonly notAllowed: number },
  deps: CoverageDeps,
): Promise<Coverage> {
  const { clock, zoneMs } = deps;
  const days = daysOf(MaxAgeHours);
  const window = { from: clock.now() - days * DAY_MS - DAY_MS, to: clock.now() + DAY_MS };
  const regions = [...new Set(subjects.map(({ Region }) => Region))];
  const holdings = await Promise.all(
    regions.map((region) =>
      readRegion(
        region,
        subjects.filter(({ Region }) => Region === region),
        window,
        deps,
      ),
    ),
  );
  const now = clock.now();
  const rows = holdings.flatMap((list) => {
    const latest = latestOf(list);
    return list.map((one) => coverageRow(one, { MaxAgeHours, days, zoneMs, latest, now }));
  });
  return { MaxAgeHours, rows, ...rest };
}

const latestOf = (holdings: readonly Holdings[]): number | undefined =>
  newestOf(
    holdings.flatMap(({ backups }) => backups),
    holdings.flatMap(({ tasks }): readonly TaskRecord[] => tasks),
  ).latest;
