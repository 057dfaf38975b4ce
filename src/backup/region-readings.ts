// The readings of a fleet's regions, one each. A request for few instances makes none, so they are loaded with a fleet.
import type { BackupRequest } from '../request/backup-request';
import type { InstanceId, Region } from '../request/ids';
import type { Target } from './outcome';
import { type BackupDeps, type BackupRun, UTC_8_MS } from './plan';
import { RegionReading } from './region-reading';
import { backupWindow } from './run-target';
import { TIMING } from './timing';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** One reading a region, from the earliest backup on that could matter to this run. */
export function readingsOf(
  request: BackupRequest,
  targets: readonly Target[],
  run: BackupRun,
  { api, clock, zoneMs = UTC_8_MS, timing = TIMING }: BackupDeps,
): ReadonlyMap<Region, RegionReading> {
  const ids = new Map<Region, InstanceId[]>();
  for (const { InstanceId, Region } of targets)
    ids.set(Region, [...(ids.get(Region) ?? []), InstanceId]);
  const oldest = backupWindow(clock.now()).from;
  const skipFrom = clock.now() - (request.SkipIfBackedUpWithinHours ?? 0) * HOUR_MS;
  const from = run.key === 'none' ? clock.now() : (run.since ?? oldest);
  const since = Math.max(oldest, Math.min(from, skipFrom) - DAY_MS);
  return new Map(
    [...ids].map(([region, list]) => [
      region,
      new RegionReading({ api, clock, region, targets: list, since, timing, zoneMs }),
    ]),
  );
}
