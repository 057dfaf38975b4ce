// A request for many → what it means now → one result a target, those left out on purpose among them.
import type { BackupRequest } from '../request/backup-request';
import { isAllowed, type Limits } from '../request/permit';
import type { CoverageRequest } from '../request/reading';
import type { Selector } from '../request/selector';
import type { InstanceRecord } from './api';
import type { Coverage } from './coverage';
import { stoppedState } from './instance-state';
import type { Target, TargetResult, UnlistedRegion } from './outcome';
import { notAllowed } from './own-failures';
import type { BackupDeps, BackupRun } from './plan';
import { type CoverageDeps, readCoverage } from './read-coverage';
import { type SelectDeps, type Selected, selectInstances } from './select-instances';
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

/** A selection may take a quarter of the time there is. */
const listUntil = (now: number, deadline: number): number => now + (deadline - now) / 4;

const isEmpty = ({ instances, unlisted }: Selected): boolean =>
  instances.length === 0 && unlisted.length === 0;

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

const withSelector = <R extends BackupRequest | CoverageRequest>(
  request: R,
): request is R & { readonly Selector: Selector } => request.Selector !== undefined;

/** Backs up what a request names, or what its selector finds. Never rejects. */
export async function backUpAll(
  request: BackupRequest,
  run: BackupRun,
  deps: FleetDeps,
): Promise<FleetResult> {
  if (!withSelector(request)) {
    if (request.form === 'many') deps.onSelected?.(request.InstanceIds.length);
    return { kind: 'backed up', results: await backUp(request, run, deps), unlisted: [] };
  }
  const until = listUntil(deps.clock.now(), run.deadline);
  const selected = await selectInstances(request, { ...deps, until } satisfies SelectDeps);
  if (isEmpty(selected) && request.AllowEmpty !== true) return { kind: 'nothing selected' };
  deps.onSelected?.(selected.instances.length);
  const out = selected.instances.flatMap((instance) => leftOut(instance, deps.allowed) ?? []);
  for (const result of out) deps.onResult?.(result, 0);
  const targets: Target[] = selected.instances
    .filter((instance) => leftOut(instance, deps.allowed) === undefined)
    .map(({ InstanceId, Region }) => ({ InstanceId, Region }));
  const made = await backUp(request, run, deps, targets);
  return { kind: 'backed up', results: [...made, ...out], unlisted: selected.unlisted };
}

export type CoverageResult =
  | { readonly kind: 'coverage'; readonly coverage: Coverage }
  | { readonly kind: 'nothing selected' };

/** How well the instances are covered that a request names or its selector finds. */
export async function coverAll(
  request: CoverageRequest,
  deps: Omit<CoverageDeps, 'until'> & Pick<FleetDeps, 'allowed'> & Pick<SelectDeps, 'clock'>,
  deadline: number,
): Promise<CoverageResult> {
  const reading = { ...deps, until: deadline - REPLY_MS };
  if (!withSelector(request)) {
    const { InstanceIds, Region } = request;
    const named = InstanceIds.map((InstanceId) => ({ InstanceId, Region }));
    const none = { unlisted: [], notAllowed: 0 };
    return { kind: 'coverage', coverage: await readCoverage(request, named, none, reading) };
  }
  const until = listUntil(deps.clock.now(), deadline);
  const selected = await selectInstances(request, { ...deps, until });
  if (isEmpty(selected) && request.AllowEmpty !== true) return { kind: 'nothing selected' };
  const instances = selected.instances.filter(({ InstanceId }) =>
    isAllowed(InstanceId, deps.allowed),
  );
  const rest = {
    unlisted: selected.unlisted,
    notAllowed: selected.instances.length - instances.length,
  };
  return { kind: 'coverage', coverage: await readCoverage(request, instances, rest, reading) };
}

/** Kept free for the answer to leave. */
const REPLY_MS = 500;
