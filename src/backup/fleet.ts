// A request for many → what it means now → one result a target, those left out on purpose among them.
import { type BackupRequest, hasSelector } from '../request/backup-request';
import { isAllowed, type Limits } from '../request/permit';
import type { InstanceRecord } from './api';
import { stoppedState } from './instance-state';
import type { Target, TargetResult, UnlistedRegion } from './outcome';
import { notAllowed } from './own-failures';
import type { BackupDeps, BackupRun } from './plan';
import { backUp } from './service';

export interface FleetDeps extends BackupDeps {
  readonly allowed: Pick<Limits, 'ALLOWED_INSTANCES'>;
  /** Called once the number of targets is known, if there may be many. */
  onSelected?(targets: number): void;
}

export type FleetResult =
  | {
      readonly kind: 'backed up';
      readonly results: readonly TargetResult[];
      /** Regions whose instances may be missing from the results. */
      readonly unlisted: readonly UnlistedRegion[];
    }
  | { readonly kind: 'nothing selected' };

/** The result of an instance that is not tried, or undefined for a target. */
function leftOut(
  { InstanceId, Region, Status }: InstanceRecord,
  allowed: FleetDeps['allowed'],
): TargetResult | undefined {
  if (!isAllowed(InstanceId, allowed))
    return { InstanceId, Region, Outcome: 'refused', failure: notAllowed(InstanceId) };
  const State = stoppedState(Status);
  return State === undefined
    ? undefined
    : { InstanceId, Region, Outcome: 'skipped', Reason: 'not running', State };
}

/** Backs up what a request names, or what its selector finds. Rejects only as {@link backUp} does. */
export async function backUpAll(
  request: BackupRequest,
  run: BackupRun,
  deps: FleetDeps,
): Promise<FleetResult> {
  if (!hasSelector(request)) {
    if (request.form === 'many') deps.onSelected?.(request.InstanceIds.length);
    return { kind: 'backed up', results: await backUp(request, run, deps), unlisted: [] };
  }
  const { selectFor } = await import('./select-instances');
  const selected = await selectFor(request, deps, run.deadline);
  if (selected === undefined) return { kind: 'nothing selected' };
  deps.onSelected?.(selected.instances.length);
  const out = selected.instances.flatMap((instance) => leftOut(instance, deps.allowed) ?? []);
  for (const result of out) deps.onResult?.(result, 0);
  const targets: Target[] = selected.instances
    .filter((instance) => leftOut(instance, deps.allowed) === undefined)
    .map(({ InstanceId, Region }) => ({ InstanceId, Region }));
  const made = await backUp(request, run, deps, targets);
  return { kind: 'backed up', results: [...made, ...out], unlisted: selected.unlisted };
}
