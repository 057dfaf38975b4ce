// A request → what each target's run is made of: marker, order, settings.
import type { InvocationLimits } from '../rate-limit/rate-limiter';
import type { RedisApi } from '../redis-api';
import type { Limits } from '../request/allow-list';
import type { BackupRequest } from '../request/backup-request';
import type { Target, TargetResult } from '../result';
import type { TargetDeps, TargetRun } from './backup-target';
import { type RunIdentity, type Sha256, toMarker, withMarker } from './marker';
import type { RunSettings, Timing } from './state';

/** What backups need of an invocation. */
export interface BackupDeps extends Omit<TargetDeps, 'limiter'> {
  readonly api: RedisApi;
  readonly sha256: Sha256;
  readonly timing: Timing;
  readonly limits: InvocationLimits;
  readonly allowed: Pick<Limits, 'ALLOWED_INSTANCES' | 'ALLOWED_REGIONS'>;
  /** Called once the number of targets is known, if there may be many. */
  onSelected(targets: number): void;
  /** Called when the run waits, for what others do or for an answer to its write: other deliveries may begin. */
  onWait(): void;
  /** Called as each target ends. */
  onResult(result: TargetResult, durationMs: number): void;
  /** Called for each region that has a snapshot, with how many API calls that has saved. */
  onSaved(calls: number): void;
}

/**
 * Who waits for a delivery, and so how long its targets may wait.
 *
 * - `caller`: somebody who hangs up soon, or a CKafka partition, which stands still meanwhile.
 * - `synchronous`: EventBridge, or who invokes directly; both wait for minutes.
 * - `event`: nobody; the time limit of the function is the end.
 */
export type Patience = 'caller' | 'synchronous' | 'event';

const getMaxWaitMs = (timing: Timing, patience: Patience): number =>
  ({
    caller: timing.maxCallerWaitMs,
    synchronous: timing.maxSynchronousWaitMs,
    event: timing.maxEventWaitMs,
  })[patience];

/** One run of a request. Without a run key its identity is random, so only this run itself can find its marker. */
export interface BackupRun {
  readonly identity: RunIdentity;
  readonly key: RunSettings['key'];
  /** Epoch milliseconds at which the platform ends the invocation. */
  readonly deadline: number;
  readonly patience: Patience;
  /** Epoch milliseconds before which the run cannot have begun, if its event says so. */
  readonly since?: number;
}

/** Where a fifth of the writes is throttled, one target of 15,625 would be throttled six times in a row. */
const MAX_FLEET_TRIES = 30;
/** From this many targets on, region snapshots save calls, and throttled calls are repeated more often. */
export const MIN_FLEET = 10;

/** A fleet shares its limit with whoever else there is, for as long as the run lasts. */
export const toTiming = (timing: Timing, targets: number): Timing =>
  targets < MIN_FLEET
    ? timing
    : { ...timing, maxTries: Math.max(timing.maxTries, MAX_FLEET_TRIES) };

/** What makes two requests under one run key the same request: the fields that shape the backup. */
export const requestFingerprint = ({
  InstanceIds,
  Region,
  Remark,
  StorageDays,
  Selector,
}: BackupRequest): string =>
  JSON.stringify([
    [...InstanceIds].sort(),
    Region,
    Remark ?? null,
    StorageDays ?? null,
    // The selector itself, whose fields the parser has put in order, and not what it finds: that may differ between deliveries.
    ...(Selector === undefined ? [] : [Selector]),
  ]);

/** The run of one target; `content` is that of its request. */
export function toTargetRun(
  request: BackupRequest,
  target: Target,
  fingerprint: string,
  { identity, key, deadline, patience, since }: BackupRun,
  { sha256, timing }: Pick<BackupDeps, 'sha256' | 'timing'>,
): TargetRun {
  const { Remark, StorageDays, DryRun, SkipIfBackedUpWithinHours: hours } = request;
  const marker = toMarker(identity, target, fingerprint, sha256);
  return {
    target,
    marker,
    order: {
      Remark: withMarker(Remark, marker),
      ...(StorageDays === undefined ? {} : { StorageDays }),
    },
    run: {
      deadline,
      timing,
      key,
      maxWaitMs: getMaxWaitMs(timing, patience),
      hasRemark: Remark !== undefined && Remark !== '',
      ...(DryRun === undefined ? {} : { dryRun: DryRun }),
      ...(hours === undefined ? {} : { skipWithinHours: hours }),
      ...(StorageDays === undefined ? {} : { skipStorageDays: StorageDays }),
    },
    ...(since === undefined ? {} : { since }),
  };
}

/** What each target's run is made of, in the order of the targets. */
export function planTargets(
  request: BackupRequest,
  targets: readonly Target[],
  run: BackupRun,
  { sha256, timing }: Pick<BackupDeps, 'sha256' | 'timing'>,
): TargetRun[] {
  const content = requestFingerprint(request);
  const deps = { sha256, timing: toTiming(timing, targets.length) };
  return targets.map((target) => toTargetRun(request, target, content, run, deps));
}
