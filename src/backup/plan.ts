// A request → each target's marker, order and settings.
import type { InvocationLimits } from '../rate-limit/invocation-limits';
import type { RedisApi } from '../redis-api';
import type { BackupRequest } from '../request/backup-request';
import type { Target, TargetResult } from '../result';
import type { TargetDeps, TargetRun } from './backup-target';
import { type RunIdentity, type Sha256, toMarker, withMarker } from './marker';
import type { RunSettings, Timing } from './state';

export interface BackupDeps {
  readonly api: RedisApi;
  readonly clock: Pick<TargetDeps, 'now' | 'sleep' | 'random'>;
  readonly sha256: Sha256;
  readonly writesPerSecond: number;
  /** The assumed offset of the API's clock from UTC, milliseconds; left out, UTC+8. */
  readonly zoneMs?: number;
  readonly timing?: Timing;
  /** Shared by all requests of an invocation; left out, the request opens its own. */
  readonly limits?: InvocationLimits;
  /** Called as each target ends. */
  onResult?(result: TargetResult, durationMs: number): void;
  /** Called at the end, with how many API calls the region snapshots have saved. */
  onSaved?(calls: number): void;
  /** Called with the age of a target's last good backup, in milliseconds, whenever a look shows one. */
  onAge?(ageMs: number): void;
}

/** One run of a request. Without a run key its identity is random, so only this run itself can find its marker. */
export interface BackupRun {
  readonly identity: RunIdentity;
  readonly key: RunSettings['key'];
  /** Epoch milliseconds at which the platform ends the invocation. */
  readonly deadline: number;
  /** Epoch milliseconds before which the run cannot have begun, if its event says so. */
  readonly since?: number;
}

const HOUR_MS = 3_600_000;
/** The zone that is assumed for the API's times: China's. */
export const UTC_8_MS = 8 * HOUR_MS;

/**
 * A target is given up when a call and all its repeats are throttled. With one call in two throttled, six repeats would
 * lose 1 target in 128 (2^7), thirty lose 1 in 2 billion (2^31).
 */
const MAX_FLEET_TRIES = 30;
/** From this many targets on, region snapshots save calls, and throttled calls are repeated more often. */
export const MIN_FLEET = 10;

/** Allows a fleet more repeats: it shares the account's rate limit with other callers for all of its run. */
export const toTiming = (timing: Timing, targets: number): Timing =>
  targets < MIN_FLEET
    ? timing
    : { ...timing, maxTries: Math.max(timing.maxTries, MAX_FLEET_TRIES) };

/** Two requests under one run key are the same when these fields, which shape the backup, are. */
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
    // The selector itself and not what it finds, which may differ from one delivery to the next.
    ...(Selector === undefined
      ? []
      : [[Selector.Tags ?? null, Selector.NamePrefix ?? null, Selector.Regions ?? null]]),
  ]);

/** One target's marker, order and settings; `fingerprint` is that of its request. */
export function toTargetRun(
  request: BackupRequest,
  target: Target,
  fingerprint: string,
  { identity, key, deadline }: BackupRun,
  { sha256, timing }: BackupDeps & { readonly timing: Timing },
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
      ...(DryRun === undefined ? {} : { dryRun: DryRun }),
      ...(hours === undefined ? {} : { skipWithinHours: hours }),
    },
  };
}
