// The backups of a whole region, read once beside the targets' own looks. A snapshot proves only what exists: a finished
// backup with the run's marker, or one recent enough to skip. It never shows that a target is clear. It is for a run that
// was cut off and is run again: most of its targets are found here. Why: docs/decisions/0028-region-snapshot.md.
import type { ListedBackup } from '../redis-api';
import type { BackupRequest } from '../request/backup-request';
import type { InstanceId, Region } from '../request/ids';
import type { Target } from '../result';
import { observe, type TargetRun, toBackupWindow, toInstant } from './backup-target';
import { isCertain } from './evidence';
import { type BackupDeps, type BackupRun, MIN_FLEET } from './plan';
import type { SeenFact } from './state';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** At 45 pages a second, this many take some 1.5 seconds of reading. */
const MAX_PAGES = 60;
const MAX_READ_MS = 20_000;

export class RegionSnapshot {
  readonly #deps: BackupDeps;
  readonly #rows = new Map<string, ListedBackup[]>();
  #pages = 0;
  #served = 0;

  constructor(deps: BackupDeps, targets: readonly InstanceId[]) {
    this.#deps = deps;
    for (const id of targets) this.#rows.set(id, []);
  }

  /** How many API calls were saved: two for each target served, less the pages that were read. */
  get saved(): number {
    return 2 * this.#served - this.#pages;
  }

  /** Reads the region's backups since `from`. Nobody waits for it, and without it each target is looked at by itself. */
  async read(region: Region, from: number, deadline: number): Promise<void> {
    const { api, clock } = this.#deps;
    const now = clock.now();
    const answer = await api.listRegionBackups({
      region,
      window: { from, to: now + DAY_MS },
      maxPages: Math.min(MAX_PAGES, this.#rows.size),
      timeoutMs: Math.max(1, Math.min(MAX_READ_MS, (deadline - now) / 4)),
    });
    if (!answer.ok || answer.value === undefined) return;
    this.#pages = answer.value.pages;
    for (const row of answer.value.records) this.#rows.get(row.InstanceId)?.push(row);
  }

  /** What exists of a target: its run's finished backup, or a reason to skip it. */
  findProof(targetRun: TargetRun): SeenFact | undefined {
    const rows = this.#rows.get(targetRun.target.InstanceId) ?? [];
    const good = rows.filter((row) => row.state === 'good' && isCertain(row));
    const fact = observe(targetRun, good, [], toInstant(this.#deps.clock), this.#deps);
    if (fact.evidence.ownBackup === undefined && fact.skip === undefined) return undefined;
    this.#served += 1;
    return fact;
  }
}

/** One snapshot for each region with a fleet in it, from the earliest backup on that could matter to this run. */
export function openRegionSnapshots(
  request: BackupRequest,
  targets: readonly Target[],
  run: BackupRun,
  deps: BackupDeps,
): ReadonlyMap<Region, RegionSnapshot> {
  const hours = request.SkipIfBackedUpWithinHours;
  // Without a run key and a guard, nothing that exists matters.
  if (run.key === 'none' && hours === undefined) return new Map();
  const now = deps.clock.now();
  const oldest = toBackupWindow(now).from;
  const startedFrom = run.key === 'none' ? now : (run.since ?? oldest);
  const from = Math.max(oldest, Math.min(startedFrom, now - (hours ?? 0) * HOUR_MS) - DAY_MS);
  const idsByRegion = new Map<Region, InstanceId[]>();
  for (const { InstanceId, Region } of targets)
    idsByRegion.set(Region, [...(idsByRegion.get(Region) ?? []), InstanceId]);
  return new Map(
    [...idsByRegion]
      .filter(([, ids]) => ids.length >= MIN_FLEET)
      .map(([region, ids]) => {
        const snapshot = new RegionSnapshot(deps, ids);
        void snapshot.read(region, from, run.deadline);
        return [region, snapshot];
      }),
  );
}
