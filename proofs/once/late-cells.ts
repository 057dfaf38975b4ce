// The fault matrix of late writes: the first write meets a fault, and is carried out when nobody waits for it any more.
import { setTimeout as sleep } from 'node:timers/promises';
import { TROUBLES, troubleStep } from './cells';
import type { Clouds } from './clouds';
import { type Delivered, deliver, type Parcel } from './in-process';
import { scale } from './scaled';
import { duplicatesIn, liesIn } from './truth';

/** Unscaled. One that is sent a second time too early has made its backup, and that one has ended, by the first `after`. */
const LATENESS = {
  'before a second try may go out': { after: 45_000 },
  'after a second try that met a lock': { after: 70_000, locked: { from: 50_000, until: 65_000 } },
} as const;

export interface LateCell {
  readonly trouble: string;
  readonly executed: keyof typeof LATENESS;
}

export interface LateResult extends LateCell {
  readonly told: Delivered;
  readonly backups: number;
  /** Calls of ManualBackupInstance. */
  readonly writes: number;
  readonly wrong: readonly string[];
}

export const LATE_CELLS: readonly LateCell[] = TROUBLES.flatMap((trouble) =>
  (Object.keys(LATENESS) as LateCell['executed'][]).map((executed) => ({ trouble, executed })),
);

const LIMIT_MS = scale(110_000);

/** Plays one cell on an instance of its own. */
export async function playLate(clouds: Clouds, cell: LateCell, index: number): Promise<LateResult> {
  const lateness = LATENESS[cell.executed];
  const cloud = clouds.of('at once', index);
  const instanceId = `crs-late${index}`;
  cloud.setInstance({ instanceId });
  const executeAfterMs = scale(lateness.after);
  cloud.script(troubleStep(cell.trouble, { instanceId, execute: true, executeAfterMs }));
  const parcel: Parcel = {
    run: `late-${index}`,
    number: 1,
    via: 'timer',
    instanceId,
    limitMs: LIMIT_MS,
  };
  const delivered = deliver(cloud, parcel);
  if ('locked' in lateness) {
    const { from, until } = lateness.locked;
    await sleep(scale(from));
    cloud.lock(instanceId, scale(until - from), { silent: true });
  }
  const told = await delivered;
  const isWrite = (call: { action: string; instanceId?: string }) =>
    call.action === 'ManualBackupInstance' && call.instanceId === instanceId;
  const writes = cloud.calls.filter(isWrite);
  // Whoever was told sooner is judged by it all the same.
  const carriedOutAt = (writes[0]?.at ?? 0) + executeAfterMs;
  await sleep(Math.max(0, carriedOutAt + scale(1_000) - Date.now()));
  const made = cloud.backups(instanceId);
  return {
    ...cell,
    told,
    backups: made.length,
    writes: writes.length,
    wrong: [...duplicatesIn([parcel], made), ...liesIn(told, parcel, made, !told.sawItself)],
  };
}
