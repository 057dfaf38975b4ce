// The moves of the model-based test: what may happen to the function and to the cloud, in any order.

import {
  backupState,
  removeBackup,
  startAutomaticBackup,
} from '../../emulator/redis/model/backups';
import { findInstance, isLocked } from '../../emulator/redis/model/state';
import { finishTask, lock } from '../../emulator/redis/model/tasks';
import { TIMING } from '../../src/backup/state';
import fc from '../support/property';
import type { Harness, Order } from './harness';
import { INSTANCES, type Trouble } from './simulation';

type Command = fc.AsyncCommand<object, Harness>;

/** A command by its name and what it does; what must hold is checked after each of them. */
const command = (name: string, act: (harness: Harness) => void | Promise<void>): Command => ({
  check: () => true,
  run: async (_model, harness) => {
    await act(harness);
    await harness.simulation.advance(0);
    const wrong = harness.wrong();
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  },
  toString: () => name,
});

const seconds = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((whole) => whole * 1000);

const RUNS = [
  { runKey: 'one', chosenBy: 'event', InstanceIds: [INSTANCES[0]] },
  { runKey: 'both', chosenBy: 'event', InstanceIds: [...INSTANCES] },
  { runKey: 'mine', chosenBy: 'caller', InstanceIds: [INSTANCES[1]] },
  { chosenBy: 'event', InstanceIds: [INSTANCES[0]] },
] as const;

const order: fc.Arbitrary<Order> = fc
  .record({
    run: fc.constantFrom(...RUNS),
    limitMs: fc.constantFrom(3_000, 15_000, 60_000),
    dies: fc.option(fc.record({ atAwait: fc.nat(12), afterEffect: fc.boolean() }), { freq: 3 }),
    isOther: fc.integer({ min: 0, max: 3 }).map((number) => number === 0),
  })
  .map(({ run, limitMs, dies, isOther }) => ({
    ...run,
    limitMs,
    ...(dies === null ? {} : { dies }),
    ...(isOther && run.chosenBy === 'caller' ? { StorageDays: 30 } : {}),
  }));

const AMBIGUOUS = [
  'stall',
  'ClientError.NoReply',
  'ClientError.BadReply',
  'InternalError.InternalError',
  'FailedOperation.CommitFlowError',
  'Brand.NewCode',
];
const NOT_EXECUTED = [
  'ClientError.NeverConnected',
  'RequestLimitExceeded',
  'UnauthorizedOperation',
  'ResourceUnavailable.InstanceLockedError',
];

const ambiguousTrouble = (latestMs: number): fc.Arbitrary<Trouble> => {
  const now = { how: fc.constantFrom(...AMBIGUOUS), executed: fc.boolean() };
  if (latestMs === 0) return fc.record(now);
  const late = { ...now, lateMs: fc.integer({ min: 1, max: latestMs }) };
  return fc.record(late, { requiredKeys: ['how', 'executed'] });
};
const notExecuted: fc.Arbitrary<Trouble> = fc
  .constantFrom(...NOT_EXECUTED)
  .map((how) => ({ how, executed: false }));
const writeTrouble = (latestMs: number) =>
  fc.oneof(
    { weight: 4, arbitrary: ambiguousTrouble(latestMs) },
    { weight: 1, arbitrary: notExecuted },
  );
const readTrouble: fc.Arbitrary<Trouble> = fc
  .constantFrom(...AMBIGUOUS, ...NOT_EXECUTED)
  .map((how) => ({ how, executed: true }));

/** No published backup took less; a task that fits between a look and its write makes the known window. */
export const SHORTEST_TASK_MS = 21_000;

function finishOldest({ simulation }: Harness, outcome: 'succeed' | 'failed'): void {
  const { state, now } = simulation;
  const isRipe = (task: (typeof state.tasks)[number]) =>
    task.endsAt > now && now - task.startedAt >= SHORTEST_TASK_MS;
  const task = state.tasks.find(isRipe);
  if (task !== undefined) simulation.state = finishTask(state, task.taskId, outcome, now);
}

function removeNewest({ simulation }: Harness, how: 'expired' | 'deleted'): void {
  const { state, now } = simulation;
  const good = state.backups.findLast((backup) => backupState(backup, now) === 'good');
  if (good !== undefined) simulation.state = removeBackup(state, good.backupId, how);
}

/** A backup takes this long at least, so that it does not begin in the last moments of its task. */
const SHORTEST_BACKUP_MS = 5_000;

/** Another process holds the instance if it is free; unless silent it is the automatic backup, listed from its start on. */
function lockInstance({ simulation }: Harness, instanceId: string, ms: number, silent: boolean) {
  const { state, now } = simulation;
  const instance = findInstance(state, instanceId);
  if (instance === undefined || isLocked(state, instance, now)) return;
  simulation.state = silent
    ? lock(state, { instanceId, ms, silent }, now)
    : startAutomaticBackup(state, { instance, ms, afterMs: now % (ms - SHORTEST_BACKUP_MS) }, now);
}

/** The automatic backup begins between two readings, unless a write is still on its way: tasks never overlap. */
function beginBetween({ simulation }: Harness, instanceId: string, ms: number): void {
  simulation.afterLists.set(instanceId, () => {
    const { state, now, late } = simulation;
    const instance = findInstance(state, instanceId);
    if (instance === undefined || late > 0 || isLocked(state, instance, now)) return;
    simulation.state = startAutomaticBackup(state, { instance, ms }, now);
  });
}

/** All commands together pass less than a day: that is how long the task list is asked for. */
const PASSING = fc.oneof(fc.integer({ min: 1, max: 3_000 }), seconds(3, 30), seconds(60, 900));

const troubles = (latestMs: number) => [
  writeTrouble(latestMs).map((one) =>
    command(`the next write: ${JSON.stringify(one)}`, ({ simulation }) => {
      simulation.writeTroubles.push(one);
    }),
  ),
  fc.tuple(readTrouble, fc.integer({ min: 1, max: 9 })).map(([one, times]) =>
    command(`the next ${times} pages read: ${one.how}`, ({ simulation }) => {
      for (let left = times; left > 0; left -= 1) simulation.readTroubles.push(one);
    }),
  ),
];

const passing = PASSING.map((ms) => command(`${ms} ms pass`, (on) => on.simulation.advance(ms)));

const cloudMoves = [
  fc
    .constantFrom('succeed' as const, 'failed' as const)
    .map((how) => command(`the oldest task ends: ${how}`, (on) => finishOldest(on, how))),
  fc
    .constantFrom('expired' as const, 'deleted' as const)
    .map((how) => command(`the newest backup is ${how}`, (on) => removeNewest(on, how))),
  fc
    .tuple(fc.constantFrom(...INSTANCES), seconds(20, 200), fc.boolean())
    .map(([id, ms, silent]) =>
      command(`${id} is locked for ${ms} ms${silent ? ', silently' : ''}`, (on) =>
        lockInstance(on, id, ms, silent),
      ),
    ),
  fc
    .tuple(fc.constantFrom(...INSTANCES), seconds(20, 200))
    .map(([id, ms]) =>
      command(`after the next list of ${id} it is backed up automatically for ${ms} ms`, (on) =>
        beginBetween(on, id, ms),
      ),
    ),
];

const deliver = (one: Order) => command(`deliver ${JSON.stringify(one)}`, (on) => on.deliver(one));

const deliverTwice = (one: Order) =>
  command(`deliver twice at once ${JSON.stringify(one)}`, (on) => {
    on.deliver(one);
    const { dies: _, ...living } = one;
    on.deliver(living);
  });

export const LONGEST_RUN_MS = 61_000;

const deliverAlone = (one: Order) =>
  command(`deliver and wait ${JSON.stringify(one)}`, (on) => {
    on.deliver(one);
    return on.simulation.advance(LONGEST_RUN_MS);
  });

const kill = fc.constant(command('kill the newest', (on) => on.kill()));

const SIZE = { maxCommands: 40, size: '+1' } as const;

/**
 * Deliveries side by side and one after the other, in any order with everything else.
 *
 * @param latestMs how long after its connection broke a write may be executed
 */
export const anyOrder = (latestMs: number) =>
  fc.commands(
    [
      ...[order.map(deliver), order.map(deliverTwice), kill, passing, passing],
      ...troubles(latestMs),
      ...cloudMoves,
    ],
    SIZE,
  );

/** Later than an ambiguous write is given to settle would be the known window. */
const LATEST_MS = TIMING.absenceProofMs - 2_000;

/** Each delivery has ended, or died, before the next one comes. */
export const oneByOne = fc.commands(
  [
    order.map(deliverAlone),
    order.map(deliverAlone),
    passing,
    ...troubles(LATEST_MS),
    ...cloudMoves,
  ],
  SIZE,
);
