// Random deliveries with leases, on an API without a lock whose lists may never show anything, in time made by hand.
import type { Dialect } from '../../emulator/redis/dialect';
import {
  createScene,
  type Delivery,
  type DeliveryOptions,
  type Scene,
  type Trouble,
} from '../../test/support/scene';
import { chanceFrom } from '../once/chance';
import { findSuccessors, isTakeOver, readLeases } from './leases';

/** What a number of scenes has come to. */
export interface Tally {
  scenes: number;
  deliveries: number;
  backups: number;
  /** Leases that were taken although nothing was known of the send under the one before. */
  takeOvers: number;
  /** Second backups of a run in which there was a take-over. */
  afterTakeOver: number;
  /** Second backups that the API made of one write. */
  repeatedByTheApi: number;
  /** How each delivery's target ended. */
  outcomes: Record<string, number>;
  /** What must not be: a line each, with the seed. */
  wrong: string[];
}

export const emptyTally = (): Tally => ({
  ...{ scenes: 0, deliveries: 0, backups: 0, takeOvers: 0, afterTakeOver: 0 },
  ...{ repeatedByTheApi: 0, outcomes: {}, wrong: [] },
});

const MINUTE_MS = 60_000;
const PROCESSES = ['a', 'b', 'c'] as const;
const RUNS = ['monday', 'tuesday', 'friday'] as const;
const DELIVERIES = 16;
const TROUBLES = 14;

type Chance = () => number;
const pick = <T>(chance: Chance, values: readonly [T, ...T[]]): T =>
  values[Math.floor(chance() * values.length)] ?? values[0];
const between = (chance: Chance, from: number, to: number): number =>
  Math.round(from + chance() * (to - from));

/** Mostly an API that neither locks nor shows. */
function randomDialect(chance: Chance): Partial<Dialect> {
  return {
    lock: pick(chance, ['no lock', 'no lock', 'no lock', 'from 2 s after the answer on']),
    'task-listed': pick(chance, [
      'never shows manual tasks',
      'never shows manual tasks',
      '12 s later',
    ]),
    'remark-visible': pick(chance, ['never', 'at the end']),
    'write-answers': pick(chance, ['at once', 'at once', 'after 5 s', 'after 15 s']),
    'lease-race': pick(chance, ['one wins', 'one wins', 'none wins']),
    'lease-missing': pick(chance, ['404', '403']),
    'lease-read': pick(chance, ['read at once', '2 s later']),
  };
}

const stands = (chance: Chance) => ({
  ms: between(chance, 500, pick(chance, [5_000, 60_000, 400_000])),
  monotonic: pick(chance, ['stands', 'goes on'] as const),
});

function randomTrouble(chance: Chance, isWrite: boolean): Trouble {
  const hangsUp = chance() < 0.5;
  switch (between(chance, 0, isWrite ? 8 : 4)) {
    case 0:
      return { lost: 'answer', hangsUp };
    case 1:
      return { lost: 'call', hangsUp };
    case 2:
      return { dies: pick(chance, ['sent', 'answered']) };
    case 3:
      return { stands: stands(chance) };
    case 4:
      return isWrite ? { standsBefore: stands(chance) } : { lost: 'call', hangsUp, lateMs: 3_000 };
    case 5:
      return { lost: 'call', hangsUp, lateMs: between(chance, 1_000, 60_000) };
    case 6:
      return { code: 'RequestLimitExceeded' };
    case 7:
      return {
        code: pick(chance, ['InternalError', 'FailedOperation.SystemError']),
        executed: true,
      };
    default:
      return pick(chance, [
        { repeated: true },
        { code: 'ResourceUnavailable.InstanceLockedError' },
      ]);
  }
}

const ACTIONS = [
  'ManualBackupInstance',
  'ManualBackupInstance',
  'COS PUT',
  'COS PUT',
  'COS GET',
  'DescribeTaskList',
] as const;

function randomDelivery(chance: Chance, run: string): DeliveryOptions {
  const via = run === 'monday' ? 'timer' : run === 'tuesday' ? 'http' : 'eventbridge';
  const limitMs = pick(chance, [5_000, 20_000, 60_000, 300_000, 900_000]);
  // Many at the same moment, and some long after.
  const at = pick(chance, [
    between(chance, 0, 200),
    between(chance, 0, 5_000),
    between(chance, 0, 5 * MINUTE_MS),
    between(chance, 5 * MINUTE_MS, 30 * MINUTE_MS),
  ]);
  const process = chance() < 0.3 ? { process: pick(chance, PROCESSES) } : {};
  const redeliveredAfterMs = chance() < 0.5 ? [MINUTE_MS, MINUTE_MS] : [];
  return { run, via, limitMs, at, ...process, redeliveredAfterMs };
}

/** Plays one scene, and adds what came of it. */
export async function playScene(seed: number, tally: Tally): Promise<void> {
  const chance = chanceFrom(seed);
  const isBlind = chance() < 0.7;
  const scene = createScene({
    leases: true,
    dialect: randomDialect(chance),
    behaviour: isBlind
      ? { backupVisible: 'never' }
      : { backupVisible: between(chance, 1, 600_000) },
    latencyMs: between(chance, 10, 900),
    random: chance,
  });
  for (const name of PROCESSES) scene.process(name).setWallClock(between(chance, -30_000, 15_000));
  for (let n = 0; n < DELIVERIES; n += 1) scene.deliver(randomDelivery(chance, pick(chance, RUNS)));
  for (let n = 0; n < TROUBLES; n += 1) {
    const action = pick(chance, ACTIONS);
    const trouble = randomTrouble(chance, action === 'ManualBackupInstance');
    scene.next(action, trouble, { skip: between(chance, 0, action === 'COS GET' ? 30 : 8) });
  }
  await scene.run();
  judge(scene, seed, tally);
}

function judge(scene: Scene, seed: number, tally: Tally): void {
  const wrong = (text: string) => tally.wrong.push(`seed ${seed}: ${text}`);
  tally.scenes += 1;
  tally.deliveries += scene.deliveries.length;
  for (const run of RUNS) {
    const deliveries = scene.deliveries.filter((one) => one.run === run);
    const keys = deliveries.flatMap(({ calls }) =>
      calls.filter(({ action }) => action === 'COS PUT').map(({ params }) => String(params.key)),
    );
    const part = keys[0]?.split('/')[1];
    const leases = readLeases(scene.bucket.objects()).filter((lease) => lease.part === part);
    const successors = findSuccessors(leases);
    const takeOvers = successors.filter(isTakeOver);
    // A delivery knows of its own leases which it has not used, whether it could mark them or not.
    for (const [first, second] of successors)
      if (!isTakeOver([first, second]) && first.token !== second.token)
        wrong(`${run}: lease ${second.n} after ${second.at - first.at} ms`);
    const made = scene.backups().filter((backup) => backup.run === run).length;
    const repeats = countRepeats(scene, deliveries);
    const extra = made - repeats - 1;
    if (extra > 0 && takeOvers.length === 0) wrong(`${run}: ${made} backups without a take-over`);
    if (extra > takeOvers.length) wrong(`${run}: ${made} backups, ${takeOvers.length} take-overs`);
    tally.backups += made;
    tally.takeOvers += takeOvers.length;
    tally.afterTakeOver += Math.max(0, extra);
    tally.repeatedByTheApi += repeats;
  }
  for (const delivery of scene.deliveries) judgeTold(scene, delivery, tally, wrong);
}

/** Writes that the API has carried out twice: two tasks of one delivery at the very same moment. */
function countRepeats(scene: Scene, deliveries: readonly Delivery[]): number {
  const tasks = new Map(scene.model.state.tasks.map((task) => [task.taskId, task.startedAt]));
  return deliveries.reduce((sum, delivery) => {
    const own = scene.backups().filter((backup) => backup.delivery === delivery);
    return sum + own.length - new Set(own.map(({ taskId = 0 }) => tasks.get(taskId))).size;
  }, 0);
}

/** Who is told that nothing was started has started nothing. */
function judgeTold(
  scene: Scene,
  delivery: Delivery,
  tally: Tally,
  wrong: (text: string) => void,
): void {
  const [told] = delivery.told;
  const outcome = told?.outcome ?? 'died';
  tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1;
  const own = scene.backups().filter((backup) => backup.delivery === delivery);
  const denies = ['refused', 'deferred', 'skipped'].includes(outcome);
  if (denies && own.length > 0)
    wrong(`delivery ${delivery.number} was told ${outcome} and made one`);
}
