// What can still make two backups of one run, and the nearest case that cannot: the windows of docs/once-only.md.
import { removeBackup } from '../../emulator/redis/model/backups';
import { createScene, type SceneOptions, type Trouble } from '../support/scene';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** A backup takes 21 s, the shortest that was ever published. */
const TASK_MS = 21 * SECOND;

interface Window extends Pick<SceneOptions, 'dialect' | 'behaviour' | 'latencyMs'> {
  /** What the first write meets. */
  readonly trouble?: Trouble;
  readonly firstLimitMs?: number;
  /** How long after the first delivery the second one comes, to a process of its own. */
  readonly again?: number;
  readonly deletedAt?: number;
  /** By hand, since no timer's event is redelivered after six hours. */
  readonly via?: 'direct';
}

/** How many backups there are in the end. */
async function countBackups(window: Window) {
  const { trouble, again, firstLimitMs, deletedAt, via = 'timer', ...options } = window;
  const behaviour = { taskMs: TASK_MS, ...options.behaviour };
  const scene = createScene({ ...options, behaviour });
  if (trouble !== undefined) scene.next('ManualBackupInstance', trouble);
  const run = { run: 'monday', via } as const;
  scene.deliver(firstLimitMs === undefined ? run : { ...run, limitMs: firstLimitMs });
  if (deletedAt !== undefined)
    scene.at(deletedAt, () => {
      const { model } = scene;
      model.state = removeBackup(model.state, String(model.state.backups[0]?.backupId), 'deleted');
    });
  if (again !== undefined) scene.deliver({ ...run, at: again });
  await scene.run();
  await scene.run(scene.now + 10 * MINUTE);
  return scene.backups().length;
}

const lostUntil = (lateMs: number): Trouble => ({ lost: 'call', hangsUp: true, lateMs });
const LATE_LISTS = { taskVisibleMs: 60 * SECOND, backupVisible: 60 * SECOND };
const NO_LOCK = { lock: 'no lock' } as const;
const THROTTLED: Trouble = { code: 'RequestLimitExceeded', executed: true };

type Row = [name: string, open: Window, closed: Window];

const WINDOWS: Row[] = [
  [
    'a write that is executed after the second try, when the backup of that has ended',
    { trouble: lostUntil(95 * SECOND) },
    { trouble: lostUntil(75 * SECOND) },
  ],
  [
    'a write that is executed late, after a re-run has made the backup and it has ended',
    { trouble: lostUntil(40 * SECOND), firstLimitMs: 3_000, again: 5 * SECOND },
    { trouble: lostUntil(20 * SECOND), firstLimitMs: 3_000, again: 5 * SECOND },
  ],
  [
    'both lists lag for longer than the backup takes, and the event comes again to a cold process',
    { behaviour: LATE_LISTS, again: 25 * SECOND },
    { behaviour: LATE_LISTS, again: 15 * SECOND },
  ],
  [
    'an API that does not lock, and two deliveries at once',
    { dialect: NO_LOCK, again: 0 },
    { dialect: NO_LOCK, again: SECOND },
  ],
  [
    'an API that does not lock and executes what it says it has throttled, while its lists lag',
    { dialect: NO_LOCK, behaviour: LATE_LISTS, trouble: THROTTLED },
    { dialect: NO_LOCK, trouble: THROTTLED },
  ],
  [
    'a backup deleted by hand, on an API that lists no deleted ones, and the same event again',
    {
      dialect: { 'status-filter': '1 and 2 only, others refused' },
      deletedAt: 5 * MINUTE,
      again: DAY,
      via: 'direct',
    },
    {
      dialect: { 'status-filter': 'all six' },
      deletedAt: 5 * MINUTE,
      again: DAY / 2,
      via: 'direct',
    },
  ],
  [
    'a run more than 28 days later',
    { again: 29 * DAY, via: 'direct' },
    { again: 6 * DAY, via: 'direct' },
  ],
];

test.each(WINDOWS)('%s', async (_name, open, closed) => {
  expect([await countBackups(open), await countBackups(closed)]).toEqual([2, 1]);
});
