// The lists of a whole region, read together and not target by target. A snapshot may only show that a target is clear,
// or find its marker; for anything else the target's own lists are read. Why it is safe: docs/decisions/0028-region-snapshot.md.
//
//   first look ──read the lists from `since` on──▶ on ──older than `maxLookAgeMs` / 3──▶ read what started later ──▶ on
//        └──too many pages, or unreadable──▶ off: every target's own lists are read
import type { ApiTime, ListedBackup, RedisApi, RegionTask } from '../redis-api';
import type { BackupRequest } from '../request/backup-request';
import type { InstanceId, Region } from '../request/ids';
import type { Target } from '../result';
import {
  observe,
  type ReadShared,
  type SeenFact,
  type TargetRun,
  toBackupWindow,
  toTaskWindow,
} from './backup-target';
import { findRun } from './marker';
import { type BackupDeps, type BackupRun, MIN_FLEET } from './plan';
import type { Timing } from './state';

/** A refresh begins this much before the newest start that was seen, because servers' clocks differ and lists lag. */
const OVERLAP_MS = 60_000;

/** Backups are read from this much earlier than tasks, because a backup may start before its task. */
const BACKUPS_AHEAD_MS = 2 * OVERLAP_MS;

const DAY_MS = 86_400_000;

/** At 50 ms a page, this many take 3 seconds for each of the two lists. */
const MAX_PAGES = 60;

/** The first read covers weeks, so it may take longer than a look, but at most a quarter of the time that is left. */
const MAX_FIRST_READ_MS = 20_000;

export interface RegionSnapshotOptions {
  readonly api: RedisApi;
  readonly clock: { now(): number };
  readonly region: Region;
  /** The targets in this region. */
  readonly targets: readonly InstanceId[];
  /** Epoch milliseconds before which no backup of this run can have started, less a day because the zone is unknown. */
  readonly since: number;
  readonly timing: Timing;
  readonly zoneMs: number;
}

interface Known {
  readonly backups: Map<string, ListedBackup>;
  readonly tasks: Map<number, RegionTask>;
}

export class RegionSnapshot {
  readonly #options: RegionSnapshotOptions;
  readonly #known = new Map<string, Known>();
  /** Tasks that this run has started and the list has not shown yet: TaskId → when it was started. */
  readonly #pendingTasks = new Map<number, number>();
  #state: 'on' | 'off' = 'on';
  #latest: ApiTime | undefined;
  /** When the last complete read began; its backups come first, then the tasks. */
  #asOf = Number.NEGATIVE_INFINITY;
  #refreshing: Promise<void> | undefined;
  #pages = 0;
  #served = 0;

  constructor(options: RegionSnapshotOptions) {
    this.#options = options;
    for (const id of options.targets) this.#known.set(id, { backups: new Map(), tasks: new Map() });
    // The request may be large and this region's share of it small.
    if (options.targets.length < MIN_FLEET) this.#state = 'off';
  }

  /** How many API calls were saved: two for each target served, less the pages that were read. */
  get saved(): number {
    return 2 * this.#served - this.#pages;
  }

  /** Notes a task that this run has started. A later read that does not show it is not trusted. */
  started({ InstanceId }: Target, taskId: number): void {
    if (this.#known.get(InstanceId)?.tasks.has(taskId) !== true)
      this.#pendingTasks.set(taskId, this.#options.clock.now());
  }

  async look(...[targetRun, until]: Parameters<ReadShared>): ReturnType<ReadShared> {
    const fact = this.#findMarker(targetRun) ?? (await this.#lookAgain(targetRun, until));
    if (fact !== undefined) this.#served += 1;
    return fact;
  }

  async #lookAgain(targetRun: TargetRun, until: number): Promise<SeenFact | undefined> {
    if (!(await this.#refresh(until, targetRun.run.deadline))) return undefined;
    return this.#findMarker(targetRun) ?? this.#proveClear(targetRun);
  }

  /** A marker proves the backup for ever, so it may come from a read of any age. */
  #findMarker(targetRun: TargetRun): SeenFact | undefined {
    const known = this.#known.get(targetRun.target.InstanceId);
    const backups = [...(known?.backups.values() ?? [])];
    return findRun(backups, targetRun.marker) === undefined ? undefined : this.#toFact(targetRun);
  }

  #proveClear(targetRun: TargetRun): SeenFact | undefined {
    const fact = this.#toFact(targetRun);
    const { inProgress, unlisted } = fact.evidence;
    return this.#isTrusted() && inProgress === undefined && unlisted === undefined
      ? fact
      : undefined;
  }

  #toFact({ target, marker, run }: TargetRun): SeenFact {
    const { backups, tasks } = this.#known.get(target.InstanceId) ?? {};
    const { zoneMs, clock } = this.#options;
    const fact = observe(
      run,
      marker,
      [...(backups?.values() ?? [])],
      [...(tasks?.values() ?? [])],
      {
        zoneMs,
        now: clock.now(),
        ...(this.#latest === undefined ? {} : { latest: this.#latest }),
      },
    );
    return { ...fact, asOf: this.#asOf };
  }

  /**
   * A role that may not see the instances could get empty lists. So a snapshot is trusted only if it shows any row, and
   * every task that this run started before the read began.
   */
  #isTrusted(): boolean {
    if (this.#latest === undefined) return false;
    return [...this.#pendingTasks.values()].every((at) => at >= this.#asOf);
  }

  /** Reads again unless the last read is recent. Targets that ask meanwhile wait for the same read. */
  async #refresh(until: number, deadline: number): Promise<boolean> {
    const { clock, timing } = this.#options;
    // Twice, because the first read may take longer than it stays fresh.
    for (let attempt = 0; attempt < 2; attempt += 1) {
      if (this.#state === 'off') return false;
      if (clock.now() - this.#asOf <= timing.maxLookAgeMs / 3) return true;
      this.#refreshing ??= this.#readLists(until, deadline).finally(() => {
        this.#refreshing = undefined;
      });
      await this.#refreshing;
      if (this.#state === 'on' && clock.now() - this.#asOf <= timing.maxLookAgeMs / 2) return true;
    }
    return false;
  }

  async #readLists(until: number, deadline: number): Promise<void> {
    const { api, clock, region, targets, since } = this.#options;
    const now = clock.now();
    const latest = this.#latest;
    const to = now + DAY_MS;
    const from = latest === undefined ? since : latest - OVERLAP_MS;
    const maxMs =
      latest === undefined ? Math.min(MAX_FIRST_READ_MS, (deadline - now) / 4) : until - now;
    const shared = {
      region,
      // Both lists together may take half of the two calls a target that they save; refreshes add to it.
      maxPages: Math.min(MAX_PAGES, Math.ceil(targets.length / 2)),
    };
    const timeLeft = () => ({ timeoutMs: Math.max(1, now + maxMs - clock.now()) });
    // The backups first, as in readLists (backup-target.ts).
    const backupWindow = { from: from - BACKUPS_AHEAD_MS, to };
    const backups = await api.listRegionBackups({ ...shared, ...timeLeft(), window: backupWindow });
    if (!backups.ok || backups.value === undefined) return this.#turnOff();
    const taskWindow = { from: Math.max(from, toTaskWindow(now).from), to };
    const tasks = await api.listRegionTasks({ ...shared, ...timeLeft(), window: taskWindow });
    if (!tasks.ok || tasks.value === undefined) return this.#turnOff();
    this.#pages += tasks.value.pages + backups.value.pages;
    for (const task of tasks.value.records) this.#addTask(task);
    for (const backup of backups.value.records) this.#addBackup(backup);
    this.#asOf = now;
  }

  #turnOff(): void {
    this.#state = 'off';
  }

  #addTask(task: RegionTask): void {
    this.#known.get(task.InstanceId)?.tasks.set(task.TaskId, task);
    this.#pendingTasks.delete(task.TaskId);
    this.#updateLatest(task.startedAt);
  }

  #addBackup(backup: ListedBackup): void {
    this.#known.get(backup.InstanceId)?.backups.set(backup.BackupId, backup);
    this.#updateLatest(backup.startedAt);
  }

  #updateLatest(startedAt: ApiTime): void {
    if (!Number.isNaN(startedAt)) this.#latest = Math.max(this.#latest ?? startedAt, startedAt);
  }
}

const HOUR_MS = 3_600_000;

/** One snapshot a region, from the earliest backup on that could matter to this run. */
export function openRegionSnapshots(
  request: BackupRequest,
  targets: readonly Target[],
  run: BackupRun,
  { api, clock, zoneMs, timing }: BackupDeps,
): ReadonlyMap<Region, RegionSnapshot> {
  const idsByRegion = new Map<Region, InstanceId[]>();
  for (const { InstanceId, Region } of targets)
    idsByRegion.set(Region, [...(idsByRegion.get(Region) ?? []), InstanceId]);
  const oldest = toBackupWindow(clock.now()).from;
  const skipFrom = clock.now() - (request.SkipIfBackedUpWithinHours ?? 0) * HOUR_MS;
  const startedFrom = run.key === 'none' ? clock.now() : (run.since ?? oldest);
  const since = Math.max(oldest, Math.min(startedFrom, skipFrom) - DAY_MS);
  return new Map(
    [...idsByRegion].map(([region, ids]) => [
      region,
      new RegionSnapshot({ api, clock, region, targets: ids, since, timing, zoneMs }),
    ]),
  );
}
