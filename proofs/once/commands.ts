// The moves of the model search: what may happen to the function and to the cloud, in any order.
import type { DeliveryOptions, Trouble } from '../../test/support/scene';
import fc from '../support/property';
import type { History } from './history';

type Command = fc.AsyncCommand<object, History>;

/** A command by its name and what it does; what must hold is checked after each of them. */
const command = (name: string, act: (history: History) => void | Promise<void>): Command => ({
  check: () => true,
  run: async (_model, history) => {
    await act(history);
    await history.pass(0);
    const wrong = history.wrong();
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  },
  toString: () => name,
});

const seconds = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((whole) => whole * 1000);

type Order = Omit<DeliveryOptions, 'at'>;

/** Some come to a process that is warm; the platform may send any delivery to any process. */
const PROCESSES = [{}, {}, {}, { process: 'warm' }] as const;

const toOrders = ([first, second = first]: readonly string[]): readonly Order[] => [
  { run: 'one', via: 'timer', request: { InstanceId: first } },
  { run: 'both', via: 'eventbridge', request: { InstanceIds: [first, second] } },
  { run: 'mine', via: 'http', request: { InstanceId: second } },
  { run: 'nobody', via: 'http without a key', request: { InstanceId: first } },
];

/** A fleet's run is for all of its instances. */
const toFleetOrders = (ids: readonly string[]): readonly Order[] => [
  { run: 'fleet', via: 'timer', request: { InstanceIds: ids } },
  { run: 'one of them', via: 'direct', request: { InstanceId: ids[0] } },
];

const order = (orders: readonly Order[]): fc.Arbitrary<Order> =>
  fc
    .record({
      order: fc.constantFrom(...orders),
      limitMs: fc.constantFrom(3_000, 15_000, 60_000, 900_000),
      process: fc.constantFrom(...PROCESSES),
      isOther: fc.integer({ min: 0, max: 3 }).map((number) => number === 0),
    })
    .map(({ order: one, limitMs, process, isOther }) => ({
      ...{ ...one, ...process, limitMs },
      ...(isOther && one.via === 'http' ? { request: { ...one.request, StorageDays: 30 } } : {}),
    }));

const AMBIGUOUS: readonly Trouble[] = [
  { lost: 'answer' },
  { lost: 'answer', hangsUp: true },
  { lost: 'call' },
  { lost: 'call', hangsUp: true },
  { code: 'InternalError.InternalError', executed: true },
  { code: 'FailedOperation.CommitFlowError', executed: false },
  { code: 'Brand.NewCode', executed: true },
];
const NOT_EXECUTED: readonly Trouble[] = [
  { code: 'RequestLimitExceeded' },
  { code: 'UnauthorizedOperation' },
  { code: 'ResourceUnavailable.InstanceLockedError' },
  { connectionTakesMs: 9_000 },
];
const SLOW: readonly Trouble[] = [
  { answerTakesMs: 4_500 },
  { stands: { ms: 22_000 } },
  { stands: { ms: 22_000, monotonic: 'stands' } },
  { dies: 'sent' },
  { dies: 'answered' },
];

/** @param latestMs how long after its connection broke a write may be executed */
const writeTrouble = (latestMs: number): fc.Arbitrary<Trouble> => {
  const now = fc.constantFrom(...AMBIGUOUS, ...AMBIGUOUS, ...NOT_EXECUTED, ...SLOW);
  if (latestMs === 0) return now;
  const late = fc
    .integer({ min: 1, max: latestMs })
    .map((lateMs): Trouble => ({ lost: 'call', lateMs }));
  return fc.oneof({ weight: 3, arbitrary: now }, { weight: 1, arbitrary: late });
};
const readTrouble = fc.constantFrom(...AMBIGUOUS, ...NOT_EXECUTED, ...SLOW);

const WRITE = 'ManualBackupInstance';
const LISTS = ['DescribeInstanceBackups', 'DescribeTaskList'] as const;

const troubles = (latestMs: number) => [
  writeTrouble(latestMs).map((one) =>
    command(`the next write: ${JSON.stringify(one)}`, ({ scene }) => scene.next(WRITE, one)),
  ),
  fc
    .tuple(fc.constantFrom(...LISTS), readTrouble, fc.integer({ min: 1, max: 9 }))
    .map(([list, one, times]) =>
      command(`the next ${times} calls of ${list}: ${JSON.stringify(one)}`, ({ scene }) =>
        scene.next(list, one, { times }),
      ),
    ),
];

/** All commands together pass less than a day: that is how long the task list is asked for. */
const PASSING = fc.oneof(fc.integer({ min: 1, max: 3_000 }), seconds(3, 30), seconds(60, 900));
const passing = PASSING.map((ms) => command(`${ms} ms pass`, (history) => history.pass(ms)));

const cloudMoves = (ids: readonly string[]) => [
  fc
    .constantFrom('succeed' as const, 'failed' as const)
    .map((how) => command(`the oldest task ends: ${how}`, (on) => on.finishOldest(how))),
  fc
    .constantFrom('expired' as const, 'deleted' as const)
    .map((how) => command(`the newest backup is ${how}`, (on) => on.removeNewest(how))),
  fc
    .tuple(fc.constantFrom(...ids), seconds(20, 200), fc.boolean())
    .map(([id, ms, silent]) =>
      command(`${id} is held for ${ms} ms${silent ? ', silently' : ''}`, (on) =>
        on.hold(id, ms, silent),
      ),
    ),
  fc.tuple(fc.constantFrom(...ids), seconds(20, 200)).map(([id, ms]) =>
    command(`between two lists ${id} is backed up automatically for ${ms} ms`, (on) =>
      on.scene.next('DescribeTaskList', () => {
        on.hold(id, ms, false);
        return {};
      }),
    ),
  ),
];

const deliver = (one: Order) => command(`deliver ${JSON.stringify(one)}`, (on) => on.deliver(one));

const deliverTwice = (one: Order) =>
  command(`deliver twice at once ${JSON.stringify(one)}`, (on) => {
    on.deliver(one);
    on.deliver(one);
  });

/** Longer than any delivery may take. */
export const LONGEST_RUN_MS = 901_000;

const deliverAlone = (one: Order) =>
  command(`deliver and wait ${JSON.stringify(one)}`, (on) => {
    on.deliver(one);
    return on.pass(LONGEST_RUN_MS);
  });

const kill = fc.constant(command('kill the newest', (on) => on.kill()));

const SIZE = { maxCommands: 40, size: '+1' } as const;

/** Deliveries side by side and one after the other, in any order with everything else. */
export const anyOrder = (ids: readonly string[], latestMs: number) => {
  const one = order(toOrders(ids));
  return fc.commands(
    [
      ...[one.map(deliver), one.map(deliverTwice), kill, passing, passing],
      ...[...troubles(latestMs), ...cloudMoves(ids)],
    ],
    SIZE,
  );
};

/** Each delivery has ended, or died, before the next one comes. */
export const oneByOne = (ids: readonly string[], latestMs: number) => {
  const one = order(toOrders(ids)).map(deliverAlone);
  return fc.commands([one, one, passing, ...troubles(latestMs), ...cloudMoves(ids)], SIZE);
};

/** A fleet that is read as a region. */
export const fleetOrder = (ids: readonly string[], latestMs: number) => {
  const one = order(toFleetOrders(ids));
  const some = ids.slice(0, 3);
  return fc.commands(
    [one.map(deliver), kill, passing, ...troubles(latestMs), ...cloudMoves(some)],
    { maxCommands: 15 },
  );
};
