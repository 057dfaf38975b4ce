// A request → one result a target: markers, and the pace and the room that all requests of an invocation share.
import type { BackupRequest } from '../request/backup-request';
import type { InstanceId } from '../request/ids';
import type { RedisApi } from './api';
import { createSchedule, mapAtOnce, type Schedule } from './at-once';
import { markerOf, type RunIdentity, type Sha256, withMarker } from './marker';
import type { TargetResult } from './outcome';
import { type NextFreeAt, reserve } from './pace';
import type { Run } from './run';
import { runTarget, type Surroundings, type TargetRun } from './run-target';
import { TIMING, type Timing } from './timing';

export interface BackupDeps {
  readonly api: RedisApi;
  readonly clock: Pick<Surroundings, 'now' | 'sleep' | 'chance'>;
  readonly sha256: Sha256;
  readonly writesPerSecond: number;
  readonly timing?: Timing;
  /** Of the invocation, when it has several requests; left out, the request is alone. */
  readonly shared?: Shared;
  /** Called as each target ends. */
  onResult?(result: TargetResult, durationMs: number): void;
}

/** What the requests of one invocation share. */
export interface Shared {
  readonly turn: Surroundings['turn'];
  /** One run at a time an instance: two that ran together would find it locked by one another. */
  readonly schedule: Schedule;
}

/** Whose run this is. Without a run key the identity's is random, and its marker only serves to read a write back. */
export interface BackupRun {
  readonly identity: RunIdentity;
  readonly key: Run['key'];
  /** Epoch milliseconds at which the platform ends the invocation. */
  readonly deadline: number;
}

/** Runs under way at once: enough to keep the pace at two thirds of a second a target. */
const AT_ONCE = 12;

/** The older pages limit DescribeInstanceBackups to 20 calls a second, the newer ones to 50. */
const LOOKS_PER_SECOND = 18;

type SharedDeps = Pick<BackupDeps, 'clock' | 'writesPerSecond'>;

/** One pace a kind of call and region. */
function paceOf({ clock, writesPerSecond }: SharedDeps): Surroundings['turn'] {
  const planned = new Map<string, NextFreeAt>();
  const left = new Map<string, NextFreeAt>();
  return async (call, region, until) => {
    const lane = `${call} ${region}`;
    const perSecond = call === 'look' ? LOOKS_PER_SECOND : writesPerSecond;
    let { waitMs, nextFreeAt } = reserve(planned.get(lane) ?? 0, perSecond, clock.now());
    if (clock.now() + waitMs > until) return false;
    planned.set(lane, nextFreeAt);
    // Turns that a busy moment held up come due together; each then waits until the one before has really left.
    do {
      if (waitMs > 0) await clock.sleep(waitMs);
      ({ waitMs, nextFreeAt } = reserve(left.get(lane) ?? 0, perSecond, clock.now()));
      if (clock.now() + waitMs > until) return false;
    } while (waitMs > 0);
    left.set(lane, nextFreeAt);
    return true;
  };
}

/** The pace and the room of one invocation. */
export const openShared = (deps: SharedDeps): Shared => ({
  turn: paceOf(deps),
  schedule: createSchedule(AT_ONCE),
});

/** What makes two requests under one run key the same request: all of its fields but the key. */
const contentOf = ({ InstanceIds, Region, Remark, StorageDays }: BackupRequest): string =>
  JSON.stringify([[...InstanceIds].sort(), Region, Remark ?? null, StorageDays ?? null]);

function targetRun(
  request: BackupRequest,
  InstanceId: InstanceId,
  { identity, key, deadline }: BackupRun,
  { sha256, timing = TIMING }: BackupDeps,
): TargetRun {
  const target = { InstanceId, Region: request.Region };
  const marker = markerOf(identity, target, contentOf(request), sha256);
  const kept = request.StorageDays === undefined ? {} : { StorageDays: request.StorageDays };
  return {
    target,
    marker,
    order: { Remark: withMarker(request.Remark, marker), ...kept },
    run: { deadline, timing, key },
  };
}

/**
 * Backs up every instance of a request, each at most once for its run key.
 *
 * @returns one result an instance, in the request's order. Never rejects
 */
export async function backUp(
  request: BackupRequest,
  run: BackupRun,
  deps: BackupDeps,
): Promise<TargetResult[]> {
  const { turn, schedule } = deps.shared ?? openShared(deps);
  const around: Surroundings = { ...deps.clock, turn };
  const one = async (InstanceId: InstanceId): Promise<TargetResult> => {
    const startedAt = around.now();
    const result = await runTarget(targetRun(request, InstanceId, run, deps), deps.api, around);
    deps.onResult?.(result, around.now() - startedAt);
    return result;
  };
  return mapAtOnce(request.InstanceIds, AT_ONCE, (id) =>
    schedule(`${request.Region} ${id}`, () => one(id)),
  );
}
