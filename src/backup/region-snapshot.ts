// One reading of a region that stands in for many looks. It may only clear a target or find its marker; anything else
// it shows is looked at again, alone. Why that is as safe: docs/decisions/0028-region-snapshot.md.
//
//   first ask ──base: the lists from `since` on──▶ on ──older than a third of `maxLookAgeMs`──▶ what has started since ──▶ on
//        └──too many pages, or it can't be read──▶ off: every target is looked at alone
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
import { type BackupDeps, type BackupRun, MIN_FLEET, UTC_8_MS } from './plan';
import type { Timing } from './state';
import { TIMING } from './state';

/** A later reading begins this much before the newest start that was seen: servers' clocks differ, and lists lag. */
const OVERLAP_MS = 60_000;

/** A task and its backup do not start in the same second, and tasks are read later; none may be read without its backup. */
const AHEAD_MS = 2 * OVERLAP_MS;

const DAY_MS = 86_400_000;

/** A page takes about 50 ms: more would cost the run seconds. */
const MAX_PAGES = 60;

/** The first reading, of both lists, may take longer than a look, but not more than a quarter of the time that is left. */
const MAX_BASE_MS = 20_000;

export interface RegionSnapshotOptions {
  readonly api: RedisApi;
  readonly clock: { now(): number };
  readonly region: Region;
  /** How many targets there are: what a look at each would cost. */
  readonly targets: readonly InstanceId[];
  /** Epoch milliseconds before which no backup of this run can have been started, a day early for the zone's sake. */
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
  /** Tasks this run has started and no reading has shown yet, and when. */
  readonly #unseen = new Map<number, number>();
  #state: 'on' | 'off' = 'on';
  #latest: ApiTime | undefined;
  /** When the last complete reading began: that of its backups, the tasks came after. */
  #asOf = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #pages = 0;
  #served = 0;

  constructor(options: RegionSnapshotOptions) {
    this.#options = options;
    for (const id of options.targets) this.#known.set(id, { backups: new Map(), tasks: new Map() });
    // Of one region: below this, looks at each target are not worth saving.
    if (options.targets.length < MIN_FLEET) this.#state = 'off';
  }

  /** How many calls were saved: two for each look that was not made, less the pages read instead. */
  get saved(): number {
    return 2 * this.#served - this.#pages;
  }

  /** Notes a task this run has started; a reading that does not show it proves nothing. */
  started({ InstanceId }: Target, taskId: number): void {
    if (this.#known.get(InstanceId)?.tasks.has(taskId) !== true)
      this.#unseen.set(taskId, this.#options.clock.now());
  }

  async look(...[targetRun, until]: Parameters<ReadShared>): ReturnType<ReadShared> {
    const fact = this.#found(targetRun) ?? (await this.#freshly(targetRun, until));
    if (fact !== undefined) this.#served += 1;
    return fact;
  }

  async #freshly(targetRun: TargetRun, until: number): Promise<SeenFact | undefined> {
    if (!(await this.#refresh(until, targetRun.run.deadline))) return undefined;
    return this.#found(targetRun) ?? this.#clear(targetRun);
  }

  /** A marker that was seen once has been made for good. */
  #found(targetRun: TargetRun): SeenFact | undefined {
    const known = this.#known.get(targetRun.target.InstanceId);
    const backups = [...(known?.backups.values() ?? [])];
    return findRun(backups, targetRun.marker) === undefined ? undefined : this.#seen(targetRun);
  }

  #clear(targetRun: TargetRun): SeenFact | undefined {
    const fact = this.#seen(targetRun);
    const { inProgress, unlisted } = fact.evidence;
    return this.#isTrusted() && inProgress === undefined && unlisted === undefined
      ? fact
      : undefined;
  }

  #seen({ target, marker, run }: TargetRun): SeenFact {
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

  /** Shows something at all, and every task this run had started before the reading began. */
  #isTrusted(): boolean {
    if (this.#latest === undefined) return false;
    return [...this.#unseen.values()].every((at) => at >= this.#asOf);
  }

  /** Reads again unless the last reading is young; all who ask meanwhile wait for the same one. */
  async #refresh(until: number, deadline: number): Promise<boolean> {
    const { clock, timing } = this.#options;
    // Twice, because the first reading of all may take longer than it stays fresh.
    for (let reading = 0; reading < 2; reading += 1) {
      if (this.#state === 'off') return false;
      if (clock.now() - this.#asOf <= timing.maxLookAgeMs / 3) return true;
      this.#reading ??= this.#read(until, deadline).finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
      if (this.#state === 'on' && clock.now() - this.#asOf <= timing.maxLookAgeMs / 2) return true;
    }
    return false;
  }

  async #read(until: number, deadline: number): Promise<void> {
    const { api, clock, region, targets, since } = this.#options;
    const now = clock.now();
    const latest = this.#latest;
    const to = now + DAY_MS;
    const from = latest === undefined ? since : latest - OVERLAP_MS;
    const limit = latest === undefined ? Math.min(MAX_BASE_MS, (deadline - now) / 4) : until - now;
    const asked = {
      region,
      // Half of what the looks would cost, so that the readings that follow leave a gain.
      maxPages: Math.min(MAX_PAGES, Math.ceil(targets.length / 2)),
    };
    const timeLeft = () => ({ timeoutMs: Math.max(1, now + limit - clock.now()) });
    // The backups first, as in a look at one target.
    const ofBackups = { from: from - AHEAD_MS, to };
    const backups = await api.listRegionBackups({ ...asked, ...timeLeft(), window: ofBackups });
    if (!backups.ok || backups.value === undefined) return this.#giveUp();
    const ofTasks = { from: Math.max(from, toTaskWindow(now).from), to };
    const tasks = await api.listRegionTasks({ ...asked, ...timeLeft(), window: ofTasks });
    if (!tasks.ok || tasks.value === undefined) return this.#giveUp();
    this.#pages += tasks.value.pages + backups.value.pages;
    for (const task of tasks.value.records) this.#keepTask(task);
    for (const backup of backups.value.records) this.#keepBackup(backup);
    this.#asOf = now;
  }

  #giveUp(): void {
    this.#state = 'off';
  }

  #keepTask(task: RegionTask): void {
    this.#known.get(task.InstanceId)?.tasks.set(task.TaskId, task);
    this.#unseen.delete(task.TaskId);
    this.#noteTime(task.startedAt);
  }

  #keepBackup(backup: ListedBackup): void {
    this.#known.get(backup.InstanceId)?.backups.set(backup.BackupId, backup);
    this.#noteTime(backup.startedAt);
  }

  #noteTime(startedAt: ApiTime): void {
    if (!Number.isNaN(startedAt)) this.#latest = Math.max(this.#latest ?? startedAt, startedAt);
  }
}

const HOUR_MS = 3_600_000;

/** One reading a region, from the earliest backup on that could matter to this run. */
export function openRegionSnapshots(
  request: BackupRequest,
  targets: readonly Target[],
  run: BackupRun,
  { api, clock, zoneMs = UTC_8_MS, timing = TIMING }: BackupDeps,
): ReadonlyMap<Region, RegionSnapshot> {
  const ids = new Map<Region, InstanceId[]>();
  for (const { InstanceId, Region } of targets)
    ids.set(Region, [...(ids.get(Region) ?? []), InstanceId]);
  const oldest = toBackupWindow(clock.now()).from;
  const skipFrom = clock.now() - (request.SkipIfBackedUpWithinHours ?? 0) * HOUR_MS;
  const from = run.key === 'none' ? clock.now() : (run.since ?? oldest);
  const since = Math.max(oldest, Math.min(from, skipFrom) - DAY_MS);
  return new Map(
    [...ids].map(([region, list]) => [
      region,
      new RegionSnapshot({ api, clock, region, targets: list, since, timing, zoneMs }),
    ]),
  );
}
