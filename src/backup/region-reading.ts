// One reading of a region that stands in for many looks. It may only clear a target or find its marker; anything else
// it shows is looked at again, alone. Why that is as safe: docs/decisions/0007-fleets.md.
//
//   first ask ──base: the lists from `since` on──▶ on ──older than a third of `freshMs`──▶ what has started since ──▶ on
//        └──too many pages, or it can't be read──▶ off: every target is looked at alone
import type { InstanceId, Region } from '../request/ids';
import type { ApiTime, ListedBackup, RedisApi, RegionTask } from './api';
import { findRun } from './marker';
import type { Target } from './outcome';
import { FLEET } from './plan';
import { type Seen, type SharedLook, seen, type TargetRun, taskWindow } from './run-target';
import type { Timing } from './timing';

/** A later reading begins this much before the newest start that was seen: servers' clocks differ, and lists lag. */
const OVERLAP_MS = 60_000;
/** A task and its backup do not start in the same second, and tasks are read later; none may be read without its backup. */
const AHEAD_MS = 2 * OVERLAP_MS;
const DAY_MS = 86_400_000;
/** A page takes about 50 ms: more would cost the run seconds. */
const MOST_PAGES = 60;
/** The first reading, of both lists, may take longer than a look, but not more than a quarter of the time that is left. */
const BASE_MS = 20_000;

export interface RegionReadingOptions {
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

export class RegionReading {
  readonly #options: RegionReadingOptions;
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

  constructor(options: RegionReadingOptions) {
    this.#options = options;
    for (const id of options.targets) this.#known.set(id, { backups: new Map(), tasks: new Map() });
    // Of one region: below this, looks at each target are not worth saving.
    if (options.targets.length < FLEET) this.#state = 'off';
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

  async look(...[targetRun, until]: Parameters<SharedLook>): ReturnType<SharedLook> {
    const fact = this.#found(targetRun) ?? (await this.#freshly(targetRun, until));
    if (fact !== undefined) this.#served += 1;
    return fact;
  }

  async #freshly(targetRun: TargetRun, until: number): Promise<Seen | undefined> {
    if (!(await this.#refresh(until, targetRun.run.deadline))) return undefined;
    return this.#found(targetRun) ?? this.#clear(targetRun);
  }

  /** A marker that was seen once has been made for good. */
  #found(targetRun: TargetRun): Seen | undefined {
    const known = this.#known.get(targetRun.target.InstanceId);
    const backups = [...(known?.backups.values() ?? [])];
    return findRun(backups, targetRun.marker) === undefined ? undefined : this.#seen(targetRun);
  }

  #clear(targetRun: TargetRun): Seen | undefined {
    const fact = this.#seen(targetRun);
    const { unfinished, unlisted } = fact.evidence;
    return this.#isTrusted() && unfinished === undefined && unlisted === undefined
      ? fact
      : undefined;
  }

  #seen({ target, marker, run }: TargetRun): Seen {
    const { backups, tasks } = this.#known.get(target.InstanceId) ?? {};
    const { zoneMs, clock } = this.#options;
    const fact = seen(run, marker, [...(backups?.values() ?? [])], [...(tasks?.values() ?? [])], {
      zoneMs,
      now: clock.now(),
      ...(this.#latest === undefined ? {} : { latest: this.#latest }),
    });
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
      if (clock.now() - this.#asOf <= timing.freshMs / 3) return true;
      this.#reading ??= this.#read(until, deadline).finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
      if (this.#state === 'on' && clock.now() - this.#asOf <= timing.freshMs / 2) return true;
    }
    return false;
  }

  async #read(until: number, deadline: number): Promise<void> {
    const { api, clock, region, targets, since } = this.#options;
    const now = clock.now();
    const latest = this.#latest;
    const to = now + DAY_MS;
    const from = latest === undefined ? since : latest - OVERLAP_MS;
    const limit = latest === undefined ? Math.min(BASE_MS, (deadline - now) / 4) : until - now;
    const asked = {
      region,
      // Half of what the looks would cost, so that the readings that follow leave a gain.
      mostPages: Math.min(MOST_PAGES, Math.ceil(targets.length / 2)),
    };
    const timeLeft = () => ({ timeoutMs: Math.max(1, now + limit - clock.now()) });
    // The backups first, as in a look at one target.
    const ofBackups = { from: from - AHEAD_MS, to };
    const backups = await api.listRegionBackups({ ...asked, ...timeLeft(), window: ofBackups });
    if (!backups.ok || backups.value === undefined) return this.#giveUp();
    const ofTasks = { from: Math.max(from, taskWindow(now).from), to };
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
