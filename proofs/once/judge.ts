// What the function said in a scene, held against what the cloud knows.
import type { Delivery, Scene, SceneBackup, Told } from '../../test/support/scene';

export interface Verdict {
  /** Backups of one run and instance beyond the first. */
  readonly duplicates: readonly string[];
  /** Outcomes that are not so. */
  readonly lies: readonly string[];
  /** Runs that have made no backup in the end, and deliveries that the platform had to end. */
  readonly lost: readonly string[];
}

/** One write, and one more after a proof of absence; a call that never left does not count. */
const MAX_WRITES = 2;

const isNamed = ({ TaskId, BackupId }: Told, backup: SceneBackup): boolean =>
  (TaskId === undefined || TaskId === backup.taskId) &&
  (BackupId === undefined || BackupId.endsWith(backup.backupId));

/** Whether it had failed by then. */
const hadFailed = ({ outcome, endsAt }: SceneBackup, at: number): boolean =>
  outcome !== 'succeed' && endsAt <= at;

function isTrue(
  told: Told,
  delivery: Delivery,
  backups: readonly SceneBackup[],
  at: number,
): boolean {
  const ofRun = backups.filter(({ run }) => run === delivery.run);
  const own = backups.filter((backup) => backup.delivery === delivery);
  // A target is answered with the others of its request, and a process may stand still.
  const shownAt = ({ instanceId, taskId }: SceneBackup): number => {
    const last = delivery.calls.findLast(
      ({ answer, params }) =>
        answer?.ok === true && (params.InstanceId === instanceId || params.TaskId === taskId),
    );
    return at - (delivery.endedAt ?? 0) + (last?.at ?? 0);
  };
  switch (told.outcome) {
    case 'accepted':
      return ofRun.some((backup) => isNamed(told, backup));
    case 'adopted':
      return ofRun.some((backup) => isNamed(told, backup) && !hadFailed(backup, shownAt(backup)));
    case 'verified':
      return ofRun.some(
        (backup) => isNamed(told, backup) && backup.endsAt <= at && !hadFailed(backup, at),
      );
    case 'refused':
    case 'deferred':
    case 'skipped':
      return own.length === 0;
    case 'failed':
      return ofRun.some((backup) => hadFailed(backup, at));
    case 'unknown':
      return true;
    default:
      return false;
  }
}

export interface Lie {
  readonly delivery: Delivery;
  readonly told: Told;
  readonly text: string;
}

/** Outcomes that are not so. */
export function findLies(scene: Scene): Lie[] {
  const own = scene.ownBackups();
  return scene.deliveries.flatMap((delivery) => {
    const at = scene.timeline.startedAt + (delivery.endedAt ?? 0);
    // An event of its own is a query, which tells of no backup it has made.
    if (delivery.options.event !== undefined) return [];
    return delivery.told.flatMap((told) => {
      const { InstanceId, outcome, code } = told;
      const backups = own.filter(
        ({ instanceId }) => InstanceId === undefined || instanceId === InstanceId,
      );
      if (isTrue(told, delivery, backups, at)) return [];
      const words = [InstanceId, 'delivery', delivery.number, outcome, code];
      return [{ delivery, told, text: words.filter((word) => word !== undefined).join(' ') }];
    });
  });
}

/** Writes of a delivery beyond what it may try. */
export function findExcessWrites({ calls, number }: Delivery): string[] {
  const counts = new Map<unknown, number>();
  for (const { action, params, hasLeft, answer } of calls) {
    const isRefused = answer?.ok === false && answer.error.code !== 'InternalError';
    if (action !== 'ManualBackupInstance' || !hasLeft || isRefused) continue;
    counts.set(params.InstanceId, (counts.get(params.InstanceId) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > MAX_WRITES)
    .map(([id, count]) => `delivery ${number} wrote ${count} times to ${id}`);
}

/** Which instances each run was for; a run that names none here may make none. */
export type Expected = Readonly<Record<string, readonly string[]>>;

function findLost(scene: Scene, expected: Expected): string[] {
  const backups = scene.ownBackups();
  const missing = Object.entries(expected).flatMap(([run, ids]) =>
    ids
      .filter((id) => !backups.some((backup) => backup.run === run && backup.instanceId === id))
      .map((id) => `${id} ${run}: no backup`),
  );
  const cut = scene.deliveries
    .filter(({ endedAt, options }) => endedAt === undefined && options.mayDie !== true)
    .map(({ number }) => `delivery ${number} did not end by itself`);
  return [...missing, ...cut];
}

export const judge = (scene: Scene, expected: Expected): Verdict => ({
  duplicates: scene.duplicates(),
  lies: [...findLies(scene).map(({ text }) => text), ...scene.deliveries.flatMap(findExcessWrites)],
  lost: findLost(scene, expected),
});
