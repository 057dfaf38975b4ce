// What can still make two backups of one run, and the nearest case that cannot: the windows of docs/once-only.md.
import type { Dialect } from '../../emulator/redis/dialect';
import { addBackup, removeBackup } from '../../emulator/redis/model/backups';
import type { Behaviour } from '../../emulator/redis/model/behaviour';
import { finishTask } from '../../emulator/redis/model/tasks';
import { createScene, INSTANCE, type Trouble } from '../support/scene';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

interface Window {
  readonly behaviour?: Partial<Behaviour>;
  readonly dialect?: Partial<Dialect>;
  readonly latencyMs?: number;
  /** What the first write meets. */
  readonly trouble?: Trouble;
  /** What the write of the second delivery meets. */
  readonly troubleAgain?: Trouble;
  readonly limitMs?: number;
  /** How long after the first delivery the second one comes. */
  readonly again?: number;
  /** Once the first backup has been made. */
  readonly isDeleted?: boolean;
  /** When a backup is listed that comes of no backup task, such as that of a change of the instance's size. */
  readonly otherAt?: number;
}

/** The second delivery of a run, at its time; how many backups there are in the end. */
async function backupsOf(window: Window): Promise<number> {
  const { dialect = {}, latencyMs = 50, trouble, troubleAgain, limitMs = 60 * SECOND } = window;
  const behaviour = { taskMs: 21 * SECOND, ...window.behaviour };
  const scene = createScene({ dialect, behaviour, latencyMs, random: () => 0 });
  const order = { run: 'run', via: 'direct', limitMs, mayDie: true } as const;
  const first = scene.deliver(order);
  if (trouble !== undefined) scene.next('ManualBackupInstance', trouble, { delivery: first });
  if (window.isDeleted === true)
    scene.at(30 * SECOND, () => {
      const { state } = scene.model;
      scene.model.state = removeBackup(state, String(state.backups[0]?.backupId), 'deleted');
    });
  if (window.otherAt !== undefined) {
    const startedAt = scene.timeline.startedAt + window.otherAt;
    [scene.model.state] = addBackup(scene.model.state, { instanceId: INSTANCE, startedAt });
  }
  if (window.again !== undefined) {
    const again = scene.deliver({ ...order, limitMs: 60 * SECOND, at: window.again });
    if (troubleAgain !== undefined)
      scene.next('ManualBackupInstance', troubleAgain, { delivery: again });
  }
  await scene.run((window.again ?? 0) + 122 * SECOND);
  return scene.backups().filter(({ run }) => run === 'run').length;
}

const lost = (lateMs?: number): Trouble =>
  lateMs === undefined
    ? { lost: 'answer', hangsUp: true }
    : { lost: 'call', hangsUp: true, lateMs };
/** Dies when its write has been executed and before it hears of it. */
const DYING: Trouble = { dies: 'sent' };

/** A backup of no listed task, a minute after this run's, which no list shows. */
const WITHOUT_TASK: Window = {
  behaviour: { backupVisible: 'never' },
  trouble: DYING,
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
    { trouble: lost(40 * SECOND), limitMs: 3_000, again: 5 * SECOND },
    { trouble: lost(20 * SECOND), limitMs: 3_000, again: 5 * SECOND },
  ],
  [
    'both lists lag until the backup has ended, and the event comes again by then',
    {
      behaviour: { taskVisibleMs: 60 * SECOND, backupVisible: 60 * SECOND },
      trouble: DYING,
      again: 25_000,
    },
    {
      behaviour: { taskVisibleMs: 60 * SECOND, backupVisible: 60 * SECOND },
      trouble: DYING,
      again: 15_000,
    },
  ],
  [
    'both lists lag while the event comes again, and its write is executed when the backup has ended',
    {
      behaviour: { taskVisibleMs: 4 * SECOND, backupVisible: 4 * SECOND },
      again: 4 * SECOND,
      troubleAgain: { lost: 'call', lateMs: 8 * SECOND },
    },
    {
      behaviour: { taskVisibleMs: 4 * SECOND, backupVisible: 4 * SECOND },
      again: 4 * SECOND,
      troubleAgain: { lost: 'call', lateMs: 5 * SECOND },
    },
  ],
  [
    'the list of backups alone may lag for ever',
    {
      behaviour: { taskVisibleMs: 60 * SECOND, backupVisible: 'never' },
      trouble: DYING,
      again: 25_000,
    },
    { behaviour: { backupVisible: 'never' }, trouble: DYING, again: 25_000 },
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
    { behaviour: { taskMs: 1 }, latencyMs: 400, again: 100 },
    { behaviour: { taskMs: 400 }, latencyMs: 400, again: 100 },
  ],
  [
    'an API that does not lock, and two deliveries at once',
    { dialect: { lock: 'no lock' }, again: 0 },
    { dialect: { lock: 'no lock' }, again: SECOND },
  ],
  [
    'a run more than a day later, its backup deleted, from an API that lists no deleted ones',
    { behaviour: { statusFilter: 'newest' }, isDeleted: true, again: 2 * DAY },
    { behaviour: { statusFilter: 'newest' }, isDeleted: true, again: DAY / 2 },
  ],
  ['a run more than 28 days later', { again: 29 * DAY }, { again: 6 * DAY }],
  [
    'an API that never shows a remark',
    { dialect: { 'remark-visible': 'never' }, again: 60 * SECOND },
    { dialect: { 'remark-visible': 'at the end' }, again: 60 * SECOND },
  ],
  [
    'an API that executes what it says it has throttled',
    { dialect: { lock: 'no lock', 'late-write': 'RequestLimitExceeded though executed' } },
    { dialect: { 'late-write': 'RequestLimitExceeded though executed' } },
  ],
];

test.each(WINDOWS)('%s', async (_name, open, closed) => {
  expect([(await backupsOf(open)) > 1, await backupsOf(closed)]).toEqual([true, 1]);
});

test('a backup that has failed is made again, and that is no second one', async () => {
  const scene = createScene();
  scene.deliver({ run: 'run' });
  scene.at(SECOND, () => {
    const { state } = scene.model;
    const { taskId = 0 } = scene.backups()[0] ?? {};
    scene.model.state = finishTask(state, taskId, 'failed', scene.timeline.now);
  });
  scene.deliver({ run: 'run', at: 2 * SECOND });
  await scene.run();
  expect(scene.backups().map(({ state }) => state)).toEqual(['failed', 'running']);
  expect(scene.duplicates()).toEqual([]);
});
