// A request and its targets → one result a target: markers, and what all requests of an invocation share.
import type { BackupRequest } from '../request/backup-request';
import type { InstanceId, Region } from '../request/ids';
import type { RedisApi } from './api';
import { createSchedule, type Schedule } from './at-once';
import { followResult } from './follow';
import { markerOf, type RunIdentity, type Sha256, withMarker } from './marker';
import type { Target, TargetResult } from './outcome';
import { type Ended, openPace, type Pace } from './pace';
import { RegionReading } from './region-reading';
import { openRoom, type Room } from './room';
import type { Run } from './run';
import { backupWindow, runTarget, type Surroundings, type TargetRun } from './run-target';
import { TIMING, type Timing } from './timing';

export interface BackupDeps {
  readonly api: RedisApi;
  readonly clock: Pick<Surroundings, 'now' | 'sleep' | 'chance'>;
  readonly sha256: Sha256;
  readonly writesPerSecond: number;
  /** The assumed offset of the API's clock from UTC, milliseconds; left out, UTC+8. */
  readonly zoneMs?: number;
  readonly timing?: Timing;
  /** Of the invocation, when it has several requests; left out, the request is alone. */
  readonly shared?: Shared;
  /** Called as each target ends. */
  onResult?(result: TargetResult, durationMs: number): void;
  /** Called once, with how many API calls the readings of whole regions have saved. */
  onSaved?(calls: number): void;
  /** Told the age of a target's last good backup whenever a look shows one, milliseconds. */
  onAge?(ageMs: number): void;
}

/** What the requests of one invocation share. */
export interface Shared {
  readonly pace: Pace;
  /** For those that look ahead of their turn to write. */
  readonly room: Room;
  /** One run at a time an instance: two that ran together would find it locked by one another. */
  readonly schedule: Schedule;
}

/** Whose run this is. Without a run key the identity's is random, and its marker only serves to read a write back. */
export interface BackupRun {
  readonly identity: RunIdentity;
  readonly key: Run['key'];
  /** Epoch milliseconds at which the platform ends the invocation. */
  readonly deadline: number;
  /** Epoch milliseconds before which the run cannot have begun, if its event says so. */
  readonly since?: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const UTC_8_MS = 8 * HOUR_MS;

/** Runs under way at once, writes without an answer included: the most sockets that are open. */
const AT_ONCE = 60;

/** The pace and the room of one invocation. */
export function openShared({
  clock,
  writesPerSecond,
}: Pick<BackupDeps, 'clock' | 'writesPerSecond'>): Shared {
  const pace = openPace({ clock, writesPerSecond });
  const room = openRoom(() => pace.perSecond('ManualBackupInstance'));
  return { pace, room, schedule: createSchedule(AT_ONCE) };
}

/** Throttled a fifth of the time, one of a thousand targets would be throttled six times over. */
const FLEET_TRIES = 30;
const FLEET = 10;

/** A fleet shares its limit with whoever else there is, for as long as the run lasts. */
const timingOf = (timing: Timing, targets: number): Timing =>
  targets < FLEET ? timing : { ...timing, maxTries: Math.max(timing.maxTries, FLEET_TRIES) };

/** What makes two requests under one run key the same request: the fields that shape the backup. */
const contentOf = ({ InstanceIds, Region, Remark, StorageDays, Selector }: BackupRequest): string =>
  JSON.stringify([
    [...InstanceIds].sort(),
    Region,
    Remark ?? null,
    StorageDays ?? null,
    // What the selector finds may differ from one delivery to the next; what it asks for may not.
    ...(Selector === undefined
      ? []
      : [[Selector.Tags ?? null, Selector.NamePrefix ?? null, Selector.Regions ?? null]]),
  ]);

function targetRun(
  request: BackupRequest,
  target: Target,
  content: string,
  { identity, key, deadline }: BackupRun,
  { sha256, timing }: BackupDeps & { readonly timing: Timing },
): TargetRun {
  const { Remark, StorageDays, DryRun, SkipIfBackedUpWithinHours: hours } = request;
  const marker = markerOf(identity, target, content, sha256);
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

/** One reading a region, from the earliest backup on that could matter to this run. */
function readingsOf(
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

function surroundingsOf({ clock, zoneMs = UTC_8_MS, onAge }: BackupDeps, pace: Pace): Surroundings {
  const turn = (until: number) => pace.turn('ManualBackupInstance', until);
  const onSent = (ended: Ended) => pace.report('ManualBackupInstance', ended);
  const waive = () => pace.report('ManualBackupInstance', { kind: 'waived' });
  return { ...clock, zoneMs, turn, onSent, waive, onAge: (ageMs) => onAge?.(ageMs) };
}

/**
 * Backs up every target of a request, each at most once for its run key.
 *
 * @param targets each once; default: the instances the request names
 * @returns one result a target, in their order. Never rejects
 */
export async function backUp(
  request: BackupRequest,
  run: BackupRun,
  deps: BackupDeps,
  targets: readonly Target[] = request.InstanceIds.map((InstanceId) => ({
    InstanceId,
    Region: request.Region,
  })),
): Promise<TargetResult[]> {
  const { api, clock } = deps;
  const { pace, room, schedule } = deps.shared ?? openShared(deps);
  const around = surroundingsOf(deps, pace);
  const content = contentOf(request);
  const timing = timingOf(deps.timing ?? TIMING, targets.length);
  const readings = readingsOf(request, targets, run, deps);
  const results = await Promise.all(
    targets.map(async (target) => {
      const begun = await schedule(`${target.Region} ${target.InstanceId}`, async () => {
        const startedAt = clock.now();
        const one = targetRun(request, target, content, run, { ...deps, timing });
        const result = await start(one, api, around, room, readings.get(target.Region));
        return { startedAt, one, result };
      });
      // Beside the others: waiting for a backup to end must not hold up the start of the next.
      const result = await finish(request, begun.one, begun.result, deps);
      deps.onResult?.(result, clock.now() - begun.startedAt);
      return result;
    }),
  );
  deps.onSaved?.([...readings.values()].reduce((sum, { saved }) => sum + saved, 0));
  return results;
}

async function start(
  one: TargetRun,
  api: RedisApi,
  around: Surroundings,
  room: Room,
  reading: RegionReading | undefined,
): Promise<TargetResult> {
  const leave = await room.enter();
  try {
    const company = {
      leave,
      ...(reading === undefined ? {} : { sharedLook: reading.look }),
    };
    const result = await runTarget(one, api, around, company);
    if (result.Outcome === 'accepted' && result.TaskId !== undefined)
      reading?.started(one.target, result.TaskId);
    return result;
  } finally {
    leave();
  }
}

async function finish(
  { Wait }: BackupRequest,
  one: TargetRun,
  result: TargetResult,
  deps: BackupDeps,
): Promise<TargetResult> {
  return Wait === true && (result.Outcome === 'accepted' || result.Outcome === 'adopted')
    ? followResult(result, one, deps)
    : result;
}
