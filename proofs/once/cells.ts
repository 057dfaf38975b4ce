// The fault matrix of the write: what goes wrong with it × what became of it × when that is listed × who asks again.
import type { FaultName } from '../../emulator/redis/fault-names';
import { FAULTS } from '../../emulator/redis/fault-table';
import type { FaultStep, RedisCloud } from '../../emulator/redis/server';
import { type Clouds, VISIBLE, type Visible } from './clouds';
import { type Delivered, deliver, type Parcel } from './in-process';
import { scale } from './scaled';
import { duplicatesIn, liesIn } from './truth';

/** API errors after which a backup may have been started, and one code that no page lists. */
const CODES = [
  'InternalError',
  'InternalError.InternalError',
  'FailedOperation.SystemError',
  'FailedOperation.CommitFlowError',
  'ServiceUnavailable',
  'Brand.NewCode',
] as const;

export const TROUBLES: readonly string[] = [...Object.keys(FAULTS), ...CODES];

/** `during`: as the first delivery's write goes out; `after`: the first has been answered. */
export const REDELIVERED = ['no', 'during', 'after'] as const;

export interface Cell {
  /** A fault of the emulator or an error code, met by the first write alone. */
  readonly trouble: string;
  readonly executed: boolean;
  readonly visible: Visible;
  readonly runKey: boolean;
  readonly redelivered: (typeof REDELIVERED)[number];
}

export interface Result extends Cell {
  readonly via: Parcel['via'];
  readonly told: readonly Delivered[];
  readonly backups: number;
  /** Calls of ManualBackupInstance. */
  readonly writes: number;
  /** Duplicates and lies. Empty: all is well. */
  readonly wrong: readonly string[];
}

export const CELLS: readonly Cell[] = TROUBLES.flatMap((trouble) =>
  [true, false].flatMap((executed) =>
    VISIBLE.flatMap((visible) =>
      [true, false].flatMap((runKey) =>
        REDELIVERED.map((redelivered) => ({ trouble, executed, visible, runKey, redelivered })),
      ),
    ),
  ),
);

/** The function's time limit: a second try needs a minute of clear looks. Where no list ever shows the backup, a run reads until it is up: a nearer one will do. */
const LIMIT_MS = scale(100_000);
const NEVER_LISTED_LIMIT_MS = scale(40_000);

/** A step of the emulator's script for a fault or a code. */
export function troubleStep(trouble: string, step: Omit<FaultStep, 'fault' | 'code'>): FaultStep {
  return Object.hasOwn(FAULTS, trouble)
    ? { delayMs: scale(200), ...step, fault: trouble as FaultName }
    : { ...step, code: trouble };
}

function parcelsOf({ visible, runKey, redelivered }: Cell, index: number): [Parcel, ...Parcel[]] {
  const via = (Math.floor(index / 6) + Math.floor(index / 48)) % 2 === 0 ? 'timer' : 'http';
  const parcel = (number: number): Parcel => {
    const limitMs = visible === 'never' ? NEVER_LISTED_LIMIT_MS : LIMIT_MS;
    const common = { number, instanceId: `crs-cell${index}`, limitMs };
    return runKey
      ? { ...common, run: `run-${index}`, via }
      : { ...common, run: `run-${index}-${number}`, via: 'http without a key' };
  };
  return redelivered === 'no' ? [parcel(1)] : [parcel(1), parcel(2)];
}

async function deliverAll(
  cloud: RedisCloud,
  [first, second]: [Parcel, ...Parcel[]],
  redelivered: Cell['redelivered'],
): Promise<Delivered[]> {
  if (second === undefined) return [await deliver(cloud, first)];
  if (redelivered === 'after') return [await deliver(cloud, first), await deliver(cloud, second)];
  let onSend = () => {};
  const sent = new Promise<void>((resolve) => {
    onSend = resolve;
  });
  const told = deliver(cloud, { ...first, onSend });
  await Promise.race([sent, told]);
  return Promise.all([told, deliver(cloud, second)]);
}

/** Plays one cell on an instance of its own; `index` tells the cells of one process apart. */
export async function play(clouds: Clouds, cell: Cell, index: number): Promise<Result> {
  // By threes: the surroundings change with everything but the redelivery.
  const cloud = clouds.of(cell.visible, Math.floor(index / 3));
  const parcels = parcelsOf(cell, index);
  const [{ instanceId, via }] = parcels;
  cloud.setInstance({ instanceId });
  cloud.script(troubleStep(cell.trouble, { instanceId, execute: cell.executed }));
  const told = await deliverAll(cloud, parcels, cell.redelivered);
  const made = cloud.backups(instanceId);
  const lies = parcels.flatMap((parcel, at) => {
    const delivered = told[at] as Delivered;
    return liesIn(delivered, parcel, made, !delivered.sawItself);
  });
  const isWrite = (call: { action: string; instanceId?: string }) =>
    call.action === 'ManualBackupInstance' && call.instanceId === instanceId;
  return {
    ...cell,
    via,
    told,
    backups: made.length,
    writes: cloud.calls.filter(isWrite).length,
    wrong: [...duplicatesIn(parcels, made), ...lies],
  };
}

/**
 * How the first delivery ends when nothing but the cell's trouble gets in its way and no other delivery does; undefined
 * where the two race.
 */
export function firstOutcome({ trouble, executed, visible, redelivered, via }: Result) {
  if (redelivered === 'during') return undefined;
  if (executed && ANSWERED.includes(trouble)) return 'accepted';
  if (visible === 'never') return 'unknown';
  // Whoever calls waits for ten seconds: too short for a backup that is listed at its end, and for a second try.
  const isSoon = executed && visible !== 'at end';
  return via === 'timer' || isSoon ? 'accepted' : 'unknown';
}

/** Faults that let the answer through, late or with the lists changed behind it. */
export const ANSWERED: readonly string[] = ['slow', 'page-shift', 'page-drop'];

/** Whether nothing got in the way but the cell's own trouble: a busy machine breaks scaled time limits, too. */
export const isQuiet = ({ told }: { told: readonly Delivered[] }, unreadable = 0): boolean =>
  told.every(({ unread }) => unread <= unreadable) &&
  told.reduce((sum, { unanswered }) => sum + unanswered, 0) <= 1;
