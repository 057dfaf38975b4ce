// A request → the targets it means now → one result a target, at the rate that all requests of an invocation share.
import type { Semaphore } from '../rate-limit/concurrency';
import { openLimits } from '../rate-limit/invocation-limits';
import type { CallEnd, RateLimiter } from '../rate-limit/rate-limiter';
import type { InstanceRecord, RedisApi } from '../redis-api';
import { isAllowed, type Limits } from '../request/allow-list';
import type { BackupRequest } from '../request/backup-request';
import type { Region } from '../request/ids';
import { hasSelector } from '../request/targets';
import type { Target, TargetResult, UnlistedRegion } from '../result';
import { backupTarget, type TargetDeps, type TargetRun } from './backup-target';
import { notAllowed } from './failures';
import { unavailableReason } from './instance-state';
import type { BackupDeps, BackupRun } from './plan';
import { MIN_FLEET, requestFingerprint, toTargetRun, toTiming, UTC_8_MS } from './plan';
import type { RegionSnapshot } from './region-snapshot';
import { TIMING } from './state';

export interface RunBackupDeps extends BackupDeps {
  readonly allowed: Pick<Limits, 'ALLOWED_INSTANCES'>;
  /** Called once the number of targets is known, if there may be many. */
  onSelected?(targets: number): void;
}

export type RunBackupResult =
  | {
      readonly kind: 'backed up';
      readonly results: readonly TargetResult[];
      /** Regions whose instances may be missing from the results. */
      readonly unlisted: readonly UnlistedRegion[];
    }
  | { readonly kind: 'nothing selected' };

/** The result of an instance that is not tried, or undefined for a target. */
function toLeftOut(
  { InstanceId, Region, Status }: InstanceRecord,
  allowed: RunBackupDeps['allowed'],
): TargetResult | undefined {
  if (!isAllowed(InstanceId, allowed))
    return { InstanceId, Region, Outcome: 'refused', failure: notAllowed(InstanceId) };
  const State = unavailableReason(Status);
  return State === undefined
    ? undefined
    : { InstanceId, Region, Outcome: 'skipped', Reason: 'not running', State };
}

/** Backs up what a request names, or what its selector finds. Rejects only as {@link backUpTargets} does. */
export async function runBackup(
  request: BackupRequest,
  run: BackupRun,
  deps: RunBackupDeps,
): Promise<RunBackupResult> {
  if (!hasSelector(request)) {
    if (request.form === 'many') deps.onSelected?.(request.InstanceIds.length);
    return { kind: 'backed up', results: await backUpTargets(request, run, deps), unlisted: [] };
  }
  const { selectFor } = await import('./select-instances');
  const selected = await selectFor(request, deps, run.deadline);
  if (selected === undefined) return { kind: 'nothing selected' };
  deps.onSelected?.(selected.instances.length);
  const out = selected.instances.flatMap((instance) => toLeftOut(instance, deps.allowed) ?? []);
  for (const result of out) deps.onResult?.(result, 0);
  const targets: Target[] = selected.instances
    .filter((instance) => toLeftOut(instance, deps.allowed) === undefined)
    .map(({ InstanceId, Region }) => ({ InstanceId, Region }));
  const made = await backUpTargets(request, run, deps, targets);
  return { kind: 'backed up', results: [...made, ...out], unlisted: selected.unlisted };
}

function toTargetDeps(
  { clock, zoneMs = UTC_8_MS, onAge }: BackupDeps,
  pace: RateLimiter,
): TargetDeps {
  const turn = (until: number) => pace.acquire('ManualBackupInstance', until);
  const onSent = (ended: CallEnd) => pace.record('ManualBackupInstance', ended);
  const waive = () => pace.record('ManualBackupInstance', { kind: 'waived' });
  return {
    ...clock,
    zoneMs,
    acquireWrite: turn,
    recordWrite: onSent,
    cancelWrite: waive,
    onAge: (ageMs) => onAge?.(ageMs),
  };
}

/**
 * Backs up every target of a request, each at most once for its run key.
 *
 * @param targets each once; default: the instances the request names
 * @returns one result a target, in their order. Rejects only before anything is sent, when a part of this program is lost
 */
export async function backUpTargets(
  request: BackupRequest,
  run: BackupRun,
  deps: BackupDeps,
  targets: readonly Target[] = request.InstanceIds.map((InstanceId) => ({
    InstanceId,
    Region: request.Region,
  })),
): Promise<TargetResult[]> {
  const { api, clock } = deps;
  const { rateLimiter, lookAhead, queue } = deps.limits ?? openLimits(deps);
  const around = toTargetDeps(deps, rateLimiter);
  const content = requestFingerprint(request);
  const timing = toTiming(deps.timing ?? TIMING, targets.length);
  const readings = await openSnapshots(request, targets, run, deps);
  // Before anything is sent: what has been made is not lost for a file that cannot be loaded.
  const follow = request.Wait === true ? await import('./wait') : undefined;
  const results = await Promise.all(
    targets.map(async (target) => {
      const begun = await queue(`${target.Region} ${target.InstanceId}`, async () => {
        const startedAt = clock.now();
        const one = toTargetRun(request, target, content, run, { ...deps, timing });
        const result = await backUpOne(one, api, around, lookAhead, readings.get(target.Region));
        return { startedAt, one, result };
      });
      // Beside the others: waiting for a backup to end must not hold up the start of the next.
      const result =
        follow !== undefined && isUnderWay(begun.result)
          ? await follow.waitForBackup(begun.result, begun.one, deps)
          : begun.result;
      deps.onResult?.(result, clock.now() - begun.startedAt);
      return result;
    }),
  );
  deps.onSaved?.([...readings.values()].reduce((sum, { saved }) => sum + saved, 0));
  return results;
}

async function openSnapshots(
  request: BackupRequest,
  targets: readonly Target[],
  run: BackupRun,
  deps: BackupDeps,
): Promise<ReadonlyMap<Region, RegionSnapshot>> {
  if (targets.length < MIN_FLEET) return new Map();
  const { openRegionSnapshots } = await import('./region-snapshot');
  return openRegionSnapshots(request, targets, run, deps);
}

async function backUpOne(
  one: TargetRun,
  api: RedisApi,
  around: TargetDeps,
  room: Semaphore,
  reading: RegionSnapshot | undefined,
): Promise<TargetResult> {
  const leave = await room.acquire();
  try {
    const company = {
      release: leave,
      ...(reading === undefined ? {} : { readShared: reading.look.bind(reading) }),
    };
    const result = await backupTarget(one, api, around, company);
    if (result.Outcome === 'accepted' && result.TaskId !== undefined)
      reading?.started(one.target, result.TaskId);
    return result;
  } finally {
    leave();
  }
}

const isUnderWay = (
  result: TargetResult,
): result is TargetResult & { readonly Outcome: 'accepted' | 'adopted' } =>
  result.Outcome === 'accepted' || result.Outcome === 'adopted';
