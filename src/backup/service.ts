// A request and its targets → one result a target, at the pace and in the room that all requests of an invocation share.
import type { BackupRequest } from '../request/backup-request';
import type { Region } from '../request/ids';
import type { RedisApi } from './api';
import type { Target, TargetResult } from './outcome';
import type { Ended, Pace } from './pace';
import {
  type BackupDeps,
  type BackupRun,
  contentOf,
  FLEET,
  targetRun,
  timingOf,
  UTC_8_MS,
} from './plan';
import type { RegionReading } from './region-reading';
import type { Room } from './room';
import { runTarget, type Surroundings, type TargetRun } from './run-target';
import { openShared } from './shared';
import { TIMING } from './timing';

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
 * @returns one result a target, in their order. Rejects only before anything is sent, when a part of this program is lost
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
  const readings = await readingsFor(request, targets, run, deps);
  // Before anything is sent: what has been made is not lost for a file that cannot be loaded.
  const follow = request.Wait === true ? await import('./follow') : undefined;
  const results = await Promise.all(
    targets.map(async (target) => {
      const begun = await schedule(`${target.Region} ${target.InstanceId}`, async () => {
        const startedAt = clock.now();
        const one = targetRun(request, target, content, run, { ...deps, timing });
        const result = await start(one, api, around, room, readings.get(target.Region));
        return { startedAt, one, result };
      });
      // Beside the others: waiting for a backup to end must not hold up the start of the next.
      const result =
        follow !== undefined && isUnderWay(begun.result)
          ? await follow.followResult(begun.result, begun.one, deps)
          : begun.result;
      deps.onResult?.(result, clock.now() - begun.startedAt);
      return result;
    }),
  );
  deps.onSaved?.([...readings.values()].reduce((sum, { saved }) => sum + saved, 0));
  return results;
}

async function readingsFor(
  request: BackupRequest,
  targets: readonly Target[],
  run: BackupRun,
  deps: BackupDeps,
): Promise<ReadonlyMap<Region, RegionReading>> {
  if (targets.length < FLEET) return new Map();
  const { readingsOf } = await import('./region-readings');
  return readingsOf(request, targets, run, deps);
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
      ...(reading === undefined ? {} : { sharedLook: reading.look.bind(reading) }),
    };
    const result = await runTarget(one, api, around, company);
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
