// A request → the targets it means now → one result a target. All requests of an invocation share one rate limit.
import type { Semaphore } from '../rate-limit/concurrency';
import { openLimits } from '../rate-limit/invocation-limits';
import type { RateLimiter } from '../rate-limit/rate-limiter';
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
function toUntriedResult(
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
  const untried = selected.instances.flatMap(
    (instance) => toUntriedResult(instance, deps.allowed) ?? [],
  );
  for (const result of untried) deps.onResult?.(result, 0);
  const targets: Target[] = selected.instances
    .filter((instance) => toUntriedResult(instance, deps.allowed) === undefined)
    .map(({ InstanceId, Region }) => ({ InstanceId, Region }));
  const tried = await backUpTargets(request, run, deps, targets);
  return { kind: 'backed up', results: [...tried, ...untried], unlisted: selected.unlisted };
}

function toTargetDeps(
  { clock, zoneMs = UTC_8_MS, onAge }: BackupDeps,
  limiter: RateLimiter,
): TargetDeps {
  return {
    ...clock,
    zoneMs,
    acquireWrite: (until) => limiter.acquire('ManualBackupInstance', until),
    recordWrite: (ended) => limiter.record('ManualBackupInstance', ended),
    cancelWrite: () => limiter.record('ManualBackupInstance', { kind: 'waived' }),
    onAge: (ageMs) => onAge?.(ageMs),
  };
}

/**
 * Backs up every target of a request, each at most once for its run key.
 *
 * @param targets without repetition; default: the instances the request names
 * @returns one result a target, in their order. Rejects only before anything is sent, when a module cannot be loaded
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
  const targetDeps = toTargetDeps(deps, rateLimiter);
  const fingerprint = requestFingerprint(request);
  const timing = toTiming(deps.timing ?? TIMING, targets.length);
  const snapshots = await openSnapshots(request, targets, run, deps);
  // Loaded before anything is sent: a module that cannot be loaded later would lose the results of backups that exist.
  const waitModule = request.Wait === true ? await import('./wait') : undefined;
  const results = await Promise.all(
    targets.map(async (target) => {
      const started = await queue(`${target.Region} ${target.InstanceId}`, async () => {
        const startedAt = clock.now();
        const targetRun = toTargetRun(request, target, fingerprint, run, { ...deps, timing });
        const snapshot = snapshots.get(target.Region);
        const result = await backUpOne(targetRun, api, targetDeps, lookAhead, snapshot);
        return { startedAt, targetRun, result };
      });
      // Outside the queue, so that waiting for one backup to end does not delay the start of another.
      const result =
        waitModule !== undefined && isUnderWay(started.result)
          ? await waitModule.waitForBackup(started.result, started.targetRun, deps)
          : started.result;
      deps.onResult?.(result, clock.now() - started.startedAt);
      return result;
    }),
  );
  deps.onSaved?.([...snapshots.values()].reduce((sum, { saved }) => sum + saved, 0));
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
  targetRun: TargetRun,
  api: RedisApi,
  deps: TargetDeps,
  lookAhead: Semaphore,
  snapshot: RegionSnapshot | undefined,
): Promise<TargetResult> {
  const release = await lookAhead.acquire();
  try {
    const hooks = {
      release,
      ...(snapshot === undefined ? {} : { readShared: snapshot.look.bind(snapshot) }),
    };
    const result = await backupTarget(targetRun, api, deps, hooks);
    if (result.Outcome === 'accepted' && result.TaskId !== undefined)
      snapshot?.started(targetRun.target, result.TaskId);
    return result;
  } finally {
    release();
  }
}

const isUnderWay = (
  result: TargetResult,
): result is TargetResult & { readonly Outcome: 'accepted' | 'adopted' } =>
  result.Outcome === 'accepted' || result.Outcome === 'adopted';
