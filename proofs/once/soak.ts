// Thousands of deliveries with faults and redeliveries by chance, each answer held against the truth.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultStep, RedisCloud, TaskRow } from '../../emulator/redis/server';
import { TROUBLES, troubleStep } from './cells';
import { chanceFrom } from './chance';
import { type Clouds, openClouds, VISIBLE, type Visible } from './clouds';
import { type Delivered, deliver, type Parcel } from './in-process';
import { leftOver } from './left-over';
import { scale } from './scaled';
import { sideBySide } from './side-by-side';
import { duplicatesIn, liesIn } from './truth';

export interface SoakOptions {
  readonly deliveries: number;
  readonly seed: number;
}

export interface Figures {
  readonly deliveries: number;
  readonly runs: number;
  readonly backups: number;
  readonly writes: number;
  readonly calls: number;
  readonly durationMs: number;
  /** How many deliveries ended how. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** How many writes met which fault or code. */
  readonly troubles: Readonly<Record<string, number>>;
  readonly duplicates: readonly string[];
  readonly lies: readonly string[];
  /** Sockets and timers that are still there when all deliveries have ended. */
  readonly left: readonly string[];
}

/** Longer than the gap between a look and its write can get (scaled like all else): 21 s, the shortest published one. */
const TASK_MS = scale(21_000);
const AT_ONCE = 96;
/** Old backups of the instances that have more than one page of them. */
const PAGES_OF = 130;

/** Definite answers and throttles, besides the faults and codes after which nothing is certain. */
const PLAIN_CODES = [
  'RequestLimitExceeded',
  'RequestLimitExceeded.UinLimitExceeded',
  'ResourceUnavailable.InstanceLockedError',
  'ResourceUnavailable.InstanceStateError',
  'UnauthorizedOperation.NoCAMAuthed',
];

/** What chance decides about one run: an event, the instance it is for, and each delivery of it. */
interface Plan {
  readonly visible: Visible;
  readonly cloud: number;
  readonly instanceId: string;
  readonly hasPages: boolean;
  readonly spoil: (cloud: RedisCloud) => void;
  readonly ending: 'by itself' | 'failed' | 'deleted';
  readonly parcels: readonly Planned[];
}

interface Planned extends Parcel {
  /** After the one before it has ended, or as long after it began. */
  readonly after: 'its end' | 'the task' | number;
}

class Chance {
  readonly next: () => number;
  constructor(seed: number) {
    this.next = chanceFrom(seed);
  }
  isIn(share: number): boolean {
    return this.next() < share;
  }
  upTo(most: number): number {
    return Math.floor(this.next() * (most + 1));
  }
  of<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)] as T;
  }
}

const VIAS = ['timer', 'timer', 'direct', 'http', 'http without a key'] as const;
const LIMITS_MS = [3_000, 15_000, 30_000, 75_000].map(scale);

function planParcels(chance: Chance, run: string, instanceId: string): Planned[] {
  const via = chance.of(VIAS);
  return Array.from({ length: 1 + chance.upTo(3) }, (_, index) => {
    const number = index + 1;
    return {
      number,
      instanceId,
      via,
      run: via === 'http without a key' ? `${run}-${number}` : run,
      limitMs: chance.of(LIMITS_MS),
      after: chance.of(['its end', 'its end', 'the task', 0, chance.upTo(scale(10_000))] as const),
      ...(chance.isIn(0.15) ? { diesInCall: 1 + chance.upTo(5) } : {}),
    };
  });
}

/** What goes wrong on the instance while the run lasts, as steps of the emulator's script. */
function planTroubles(chance: Chance, instanceId: string): Plan['spoil'] {
  const steps: FaultStep[] = [];
  if (chance.isIn(0.5)) {
    const late = chance.isIn(0.2) ? { executeAfterMs: chance.upTo(scale(8_000)) } : {};
    const execute = chance.isIn(0.5);
    steps.push(troubleStep(chance.of(TROUBLES), { instanceId, execute, ...late }));
  }
  if (chance.isIn(0.15))
    steps.push({ instanceId, code: chance.of(PLAIN_CODES), times: 1 + chance.upTo(2) });
  if (chance.isIn(0.2)) {
    const action = chance.of(['DescribeInstanceBackups', 'DescribeTaskList']);
    const times = chance.of([1, 2, 20]);
    steps.push(troubleStep(chance.of(TROUBLES), { instanceId, action, times }));
  }
  const lockMs = chance.isIn(0.1) ? chance.upTo(scale(30_000)) : 0;
  const silent = chance.isIn(0.5);
  return (cloud) => {
    cloud.script(...steps);
    if (lockMs === 0) return;
    cloud.lock(instanceId, lockMs, { silent });
    const startedAt = Date.now();
    if (!silent) cloud.addBackup({ instanceId, startedAt, endsAt: startedAt + lockMs });
  };
}

function planRun(chance: Chance, index: number): Plan {
  const instanceId = `crs-soak${index}`;
  return {
    instanceId,
    visible: chance.of(VISIBLE),
    cloud: chance.upTo(2),
    hasPages: chance.isIn(0.05),
    spoil: planTroubles(chance, instanceId),
    ending: chance.of(['by itself', 'by itself', 'by itself', 'failed', 'deleted']),
    parcels: planParcels(chance, `run-${index}`, instanceId),
  };
}

function planAll({ deliveries, seed }: SoakOptions): Plan[] {
  const chance = new Chance(seed);
  const plans: Plan[] = [];
  for (let left = deliveries; left > 0; left -= plans.at(-1)?.parcels.length ?? left)
    plans.push(planRun(chance, plans.length));
  return plans;
}

function prepare(cloud: RedisCloud, { instanceId, hasPages, spoil }: Plan): void {
  cloud.setInstance({ instanceId });
  const now = Date.now();
  for (let hours = 1; hasPages && hours <= PAGES_OF; hours += 1)
    cloud.addBackup({ instanceId, startedAt: now - hours * 3_600_000, expiresAt: now * 2 });
  spoil(cloud);
}

/** A task that fails before its end, or a backup that is deleted after it, if the run has started one. */
async function endTask(cloud: RedisCloud, { instanceId, ending }: Plan): Promise<void> {
  const isOwn = ({ state, taskType }: TaskRow) => state === 'running' && taskType === '012';
  const task = cloud.tasks(instanceId).find(isOwn);
  if (ending === 'by itself' || task === undefined) return;
  if (ending === 'failed') return cloud.finishTask(task.taskId, 'failed');
  await sleep(Math.max(0, task.endsAt - Date.now()) + 1);
  for (const { state, backupId, taskId } of cloud.backups(instanceId))
    if (state === 'good' && taskId === task.taskId) cloud.deleteBackup(backupId);
}

async function deliverRun(cloud: RedisCloud, plan: Plan): Promise<Delivered[]> {
  const told: Promise<Delivered>[] = [];
  for (const [index, parcel] of plan.parcels.entries()) {
    if (index > 0 && typeof parcel.after === 'number') await sleep(parcel.after);
    else await told[index - 1];
    if (index > 0 && parcel.after === 'the task') await sleep(TASK_MS);
    told.push(deliver(cloud, parcel));
    if (index === 0) await Promise.race([told[0], sleep(scale(5_000))]);
    if (index === 0) await endTask(cloud, plan);
  }
  return Promise.all(told);
}

interface Played {
  readonly told: readonly Delivered[];
  readonly backups: number;
  readonly duplicates: readonly string[];
  readonly lies: readonly string[];
}

async function playRun(clouds: Clouds, plan: Plan): Promise<Played> {
  const cloud = clouds.of(plan.visible, plan.cloud);
  prepare(cloud, plan);
  const told = await deliverRun(cloud, plan);
  // What is executed late is executed by now.
  await sleep(scale(8_000));
  const made = cloud.backups(plan.instanceId).filter(({ remark }) => remark.includes(' #'));
  return {
    told,
    backups: made.length,
    duplicates: duplicatesIn(plan.parcels, made),
    lies: told.flatMap((delivered, index) =>
      liesIn(delivered, plan.parcels[index] as Parcel, made, !delivered.sawItself),
    ),
  };
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort((a, b) => b[1] - a[1]));
}

/** Plays the deliveries that the seed gives. What happens in which millisecond is still the machine's. */
export async function soak(options: SoakOptions): Promise<Figures> {
  const clouds = await openClouds(TASK_MS);
  // Looked at while the servers are open: a server that closes takes the sockets along that the function has left.
  const before = process.getActiveResourcesInfo();
  try {
    const startedAt = performance.now();
    const plans = planAll(options);
    const played = await sideBySide(plans, AT_ONCE, (plan) => playRun(clouds, plan));
    const durationMs = performance.now() - startedAt;
    const left = await leftOver(before);
    const calls = clouds.all.flatMap((cloud) => cloud.calls);
    const writes = calls.filter(({ action }) => action === 'ManualBackupInstance');
    const told = played.flatMap((one) => one.told);
    return {
      deliveries: told.length,
      runs: plans.length,
      backups: played.reduce((sum, { backups }) => sum + backups, 0),
      writes: writes.length,
      calls: calls.length,
      durationMs,
      outcomes: countBy(told.map(({ outcome }) => outcome)),
      troubles: countBy(writes.flatMap(({ fault, code }) => fault ?? code ?? [])),
      duplicates: played.flatMap((one) => one.duplicates),
      lies: played.flatMap((one) => one.lies),
      left,
    };
  } finally {
    await clouds.close();
  }
}
