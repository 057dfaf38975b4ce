// A request → the targets it means now → one result a target, at the rate that all requests of an invocation share.
import type { BackupRequest } from '../request/backup-request';
import type { Region } from '../request/ids';
import type { BackedUp, Rejected, Target, TargetResult } from '../result';
import {
  backupTarget,
  type FleetHooks,
  type TargetDeps,
  type TargetRun,
  toInstant,
} from './backup-target';
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
  const targetDeps: TargetDeps = { ...deps, limiter: limits.rateLimiter };
  const snapshots: ReadonlyMap<Region, RegionSnapshot> =
    targets.length < MIN_FLEET ? new Map() : openRegionSnapshots(request, targets, run, deps);
  const waitForBackup = request.Wait === true ? openWait(deps) : undefined;
  const backUpOne = async (targetRun: TargetRun): Promise<TargetResult> => {
    const { target } = targetRun;
    let startedAt = clock.now();
    const key = `${target.Region} ${target.InstanceId}`;
    // Another run on this instance comes first: the wait for it counts, and holds up no other delivery.
    const waiting = limits.queue.isBusy(key) ? { waitingSince: toInstant(clock) } : {};
    if (limits.queue.isBusy(key)) deps.onWait();
    const started = await limits.queue.run(key, async () => {
      let release = await limits.lookAhead.acquire();
      // A target whose backup this process has started comes after those that may need a write; it may have ended by then.
      if (
        run.key !== 'none' &&
        deps.memory.find(targetRun.marker, toInstant(clock)) !== undefined
      ) {
        release();
        release = await limits.lookAhead.acquire();
      }
      startedAt = clock.now();
      const hooks: FleetHooks = {
        ...waiting,
        findProof: (asked) => snapshots.get(target.Region)?.findProof(asked),
        release: () => {
          release();
          deps.onWait();
        },
      };
      return backupTarget(targetRun, deps.api, targetDeps, hooks).finally(release);
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

const isUnderWay = (
  result: TargetResult,
): result is TargetResult & { readonly Outcome: 'accepted' | 'adopted' } =>
  result.Outcome === 'accepted' || result.Outcome === 'adopted';
