// What can still make two backups of one run, and the nearest case that cannot: the windows of docs/once-only.md.
import { addBackup, removeBackup } from '../../emulator/redis/model/backups';
import { LONGEST_RUN_MS } from '../../proofs/once/commands';
import { Harness, type Order } from '../../proofs/once/harness';
import { INSTANCES, Simulation, type Trouble, type World } from '../../proofs/once/simulation';

const [ID] = INSTANCES;
const SECOND = 1_000;
const DAY = 86_400 * SECOND;

const WORLD: World = {
  taskMs: 21 * SECOND,
  backupVisible: 'at once',
  remarkVisible: 'at once',
  taskVisibleMs: 0,
  timeZoneOffsetMinutes: 480,
  statusFilter: 'all',
  taskIdAs: 'number',
  latencyMs: 50,
  locks: true,
};

const ORDER: Order = {
  runKey: 'run',
  chosenBy: 'event',
  InstanceIds: [ID],
  limitMs: 60 * SECOND,
};
/** Dies when its write has been executed and before it hears of it. */
const DYING: Order = { ...ORDER, dies: { atAwait: 2, afterEffect: true } };

interface Window {
  readonly world?: Partial<World>;
  /** What the first write meets. */
  readonly trouble?: Trouble;
  /** What the write of the second delivery meets. */
  readonly troubleAgain?: Trouble;
  readonly first?: Order;
  /** How long after the first delivery the second one comes. */
  readonly again?: number;
  /** Once the first backup has been made. */
  readonly isDeleted?: boolean;
  /** When a backup is listed that comes of no backup task, such as that of a change of the instance's size. */
  readonly otherAt?: number;
}

/** The second delivery of a run, at its time; how many backups there are in the end. */
async function backupsOf(window: Window) {
  const { world, trouble, troubleAgain, first = ORDER, again, isDeleted, otherAt } = window;
  const simulation = new Simulation({ ...WORLD, ...world });
  const harness = new Harness(simulation, () => 0.5);
  if (trouble !== undefined) simulation.writeTroubles.push(trouble);
  harness.deliver(first);
  if (isDeleted === true) {
    await simulation.advance(30 * SECOND);
    const { state } = simulation;
    simulation.state = removeBackup(state, String(state.backups[0]?.backupId), 'deleted');
  }
  if (otherAt !== undefined) {
    const startedAt = simulation.now + otherAt;
    [simulation.state] = addBackup(simulation.state, { instanceId: ID, startedAt });
  }
  await simulation.advance(again ?? 0);
  if (troubleAgain !== undefined) simulation.writeTroubles.push(troubleAgain);
  if (again !== undefined) harness.deliver(ORDER);
  await simulation.advance(2 * LONGEST_RUN_MS);
  return harness.backups(ID).filter(({ remark }) => remark.startsWith('#run/')).length;
}

const lost = (lateMs?: number): Trouble => ({
  how: 'ClientError.NoReply',
  executed: true,
  ...(lateMs === undefined ? {} : { lateMs }),
});

/** A backup of no listed task, a minute after this run's, which no list shows. */
const WITHOUT_TASK: Window = {
  world: { backupVisible: 'never' },
  first: DYING,
  otherAt: 60 * SECOND,
};

type Row = [name: string, open: Window, closed: Window];

const WINDOWS: Row[] = [
  [
    'a write executed after its absence was proved, when the second one’s backup has ended',
    { trouble: lost(40 * SECOND) },
    { trouble: lost(25 * SECOND) },
  ],
  [
    'a write executed late, after a re-run has made the backup and it has ended',
    { trouble: lost(40 * SECOND), first: { ...ORDER, limitMs: 3_000 }, again: 5 * SECOND },
    { trouble: lost(20 * SECOND), first: { ...ORDER, limitMs: 3_000 }, again: 5 * SECOND },
  ],
  [
    'both lists lag until the backup has ended, and the event comes again by then',
    {
      world: { taskVisibleMs: 60 * SECOND, backupVisible: 60 * SECOND },
      first: DYING,
      again: 25_000,
    },
    {
      world: { taskVisibleMs: 60 * SECOND, backupVisible: 60 * SECOND },
      first: DYING,
      again: 15_000,
    },
  ],
  [
    'both lists lag while the event comes again, and its write is executed when the backup has ended',
    {
      world: { taskVisibleMs: 4 * SECOND, backupVisible: 4 * SECOND },
      again: 4 * SECOND,
      troubleAgain: { how: 'stall', executed: true, lateMs: 8 * SECOND },
    },
    {
      world: { taskVisibleMs: 4 * SECOND, backupVisible: 4 * SECOND },
      again: 4 * SECOND,
      troubleAgain: { how: 'stall', executed: true, lateMs: 5 * SECOND },
    },
  ],
  [
    'the list of backups alone may lag for ever',
    { world: { taskVisibleMs: 60 * SECOND, backupVisible: 'never' }, first: DYING, again: 25_000 },
    { world: { backupVisible: 'never' }, first: DYING, again: 25_000 },
  ],
  [
    'a backup of no listed task, within a minute of one that is not listed yet, passes for it',
    { ...WITHOUT_TASK, again: 121 * SECOND },
    { ...WITHOUT_TASK, otherAt: 90 * SECOND, again: 151 * SECOND },
  ],
  [
    'the same, once it has ended: one in the making passes for none',
    { ...WITHOUT_TASK, again: 121 * SECOND },
    { ...WITHOUT_TASK, again: 61 * SECOND },
  ],
  [
    'a backup that starts and ends between the look and the write of another delivery',
    { world: { taskMs: 1, latencyMs: 400 }, first: ORDER, again: 100 },
    { world: { taskMs: 400, latencyMs: 400 }, first: ORDER, again: 100 },
  ],
  [
    'an API that does not lock, and two deliveries at once',
    { world: { locks: false }, again: 0 },
    { world: { locks: false }, again: SECOND },
  ],
  [
    'a run more than a day later, its backup deleted, from an API that lists no deleted ones',
    { world: { statusFilter: 'newest' }, isDeleted: true, again: 2 * DAY },
    { world: { statusFilter: 'newest' }, isDeleted: true, again: DAY / 2 },
  ],
  ['a run more than 28 days later', { again: 29 * DAY }, { again: 6 * DAY }],
  [
    'an API that cuts the end off a long remark',
    { world: { keptOfRemark: 20 }, first: ORDER, again: 30 * SECOND },
    { world: { keptOfRemark: 255 }, first: ORDER, again: 30 * SECOND },
  ],
  [
    'an API that executes what it says it has throttled',
    { trouble: { how: 'RequestLimitExceeded', executed: true, lateMs: 30 * SECOND } },
    { trouble: { how: 'RequestLimitExceeded', executed: true } },
  ],
];

test.each(WINDOWS)('%s', async (_name, open, closed) => {
  expect([await backupsOf(open), await backupsOf(closed)]).toEqual([2, 1]);
});

test('a backup that has failed is made again, and that is no second one', async () => {
  const simulation = new Simulation({ ...WORLD, taskMs: Number.POSITIVE_INFINITY });
  const harness = new Harness(simulation, () => 0.5);
  harness.deliver(ORDER);
  await simulation.advance(SECOND);
  const [task] = simulation.state.tasks;
  simulation.state = {
    ...simulation.state,
    tasks: simulation.state.tasks.map((one) => ({
      ...one,
      endsAt: simulation.now,
      outcome: 'failed',
    })),
    backups: simulation.state.backups.map((one) => ({
      ...one,
      endsAt: simulation.now,
      outcome: 'failed',
    })),
  };
  harness.deliver(ORDER);
  await simulation.advance(SECOND);
  expect(simulation.state.tasks.map(({ taskId }) => taskId === task?.taskId)).toEqual([
    true,
    false,
  ]);
  expect(harness.wrong()).toEqual([]);
});
