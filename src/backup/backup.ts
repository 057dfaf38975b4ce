// A request → the targets it means now → one result a target, at the rate that all requests of an invocation share.
import type { BackupRequest } from '../request/backup-request';
import type { Region } from '../request/ids';
import type { BackedUp, Rejected, Target, TargetResult } from '../result';
import { backupTarget, type TargetDeps, type TargetRun } from './backup-target';
import { type BackupDeps, type BackupRun, MIN_FLEET, planTargets } from './plan';
import { openRegionSnapshots, type RegionSnapshot } from './region-snapshot';
import { selectFor, splitSelected } from './select-instances';
import { openWait } from './wait';

/** Backs up what a request names, or what its selector finds: each target at most once for its run key. */
export async function runBackup(
  request: BackupRequest,
  run: BackupRun,
  deps: BackupDeps,
): Promise<BackedUp | Rejected> {
  const { form, Selector } = request;
  if (Selector === undefined) {
    if (form === 'many') deps.onSelected(request.InstanceIds.length);
    const targets = request.InstanceIds.map((InstanceId) => ({
      InstanceId,
      Region: request.Region,
    }));
    const results = await backUpTargets(request, targets, run, deps);
    return { kind: 'backedUp', form, results, unlisted: [] };
  }
  const selected = await selectFor({ ...request, Selector }, deps, run.deadline);
  if ('kind' in selected) return selected;
  deps.onSelected(selected.instances.length);
  const { untried, targets } = splitSelected(selected.instances);
  for (const result of untried) deps.onResult(result, 0);
  const results = await backUpTargets(request, targets, run, deps);
  const { unlisted, selection } = selected;
  return { kind: 'backedUp', form, results: [...results, ...untried], unlisted, selection };
}

/** One result a target, in their order. */
async function backUpTargets(
  request: BackupRequest,
  targets: readonly Target[],
  run: BackupRun,
  deps: BackupDeps,
): Promise<TargetResult[]> {
  const { clock, limits } = deps;
  const { rateLimiter: limiter } = limits;
  const targetDeps: TargetDeps = { ...clock, limiter, zoneMs: deps.zoneMs, onAge: deps.onAge };
  const snapshots: ReadonlyMap<Region, RegionSnapshot> =
    targets.length < MIN_FLEET ? new Map() : openRegionSnapshots(request, targets, run, deps);
  const waitForBackup = request.Wait === true ? openWait(deps) : undefined;
  const backUpOne = async (targetRun: TargetRun): Promise<TargetResult> => {
    const { target } = targetRun;
    let startedAt = clock.now();
    const started = await limits.queue.run(`${target.Region} ${target.InstanceId}`, async () => {
      const release = await limits.targets.acquire();
      startedAt = clock.now();
      try {
        return await lookAndSend(targetRun, deps, targetDeps, snapshots.get(target.Region));
      } finally {
        release();
      }
    });
    // Beside the others: waiting for a backup to end must not hold up the start of the next.
    const result =
      waitForBackup !== undefined && isUnderWay(started)
        ? await waitForBackup(started, targetRun)
        : started;
    deps.onResult(result, clock.now() - startedAt);
    return result;
  };
  const results = await Promise.all(planTargets(request, targets, run, deps).map(backUpOne));
  for (const { saved } of snapshots.values()) deps.onSaved(saved);
  return results;
}

async function lookAndSend(
  targetRun: TargetRun,
  { api, limits }: BackupDeps,
  targetDeps: TargetDeps,
  snapshot: RegionSnapshot | undefined,
): Promise<TargetResult> {
  const release = await limits.lookAhead.acquire();
  try {
    const readShared = snapshot === undefined ? {} : { readShared: snapshot.look.bind(snapshot) };
    const result = await backupTarget(targetRun, api, targetDeps, { release, ...readShared });
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
