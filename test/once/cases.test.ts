// Cases that an independent adversary found, each on the simulated clock: one backup a run, no lie, nothing silent.
import {
  addBackup,
  removeBackup,
  startAutomaticBackup,
  startBackup,
} from '../../emulator/redis/model/backups';
import { findInstance } from '../../emulator/redis/model/state';
import { addTask, finishTask } from '../../emulator/redis/model/tasks';
import { createScene, type Delivery, INSTANCE, type Scene } from '../support/scene';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WRITE = 'ManualBackupInstance';
const BACKUPS = 'DescribeInstanceBackups';
const TASKS = 'DescribeTaskList';

const NIGHT = { run: 'monday', via: 'timer' } as const;
const HOOK = { run: 'order-7', via: 'http' } as const;

const outcomes = (delivery: Delivery | undefined) => delivery?.told.map(({ outcome }) => outcome);

/** What a person, or the platform, does to the instance beside us. */
function others({ model, timeline }: Scene) {
  const instance = () => {
    const row = findInstance(model.state, INSTANCE);
    if (row === undefined) throw new Error('no instance');
    return row;
  };
  return {
    manual: (taskMs: number, skewMs = 0) => {
      const wanted = { instance: instance(), remark: '', taskMs, skewMs };
      [model.state] = startBackup(model.state, wanted, timeline.now);
    },
    automatic: (ms: number) => {
      model.state = startAutomaticBackup(model.state, { instance: instance(), ms }, timeline.now);
    },
    task: (taskType: '002' | '034', ms: number) => {
      [model.state] = addTask(model.state, { taskType, instance: instance(), ms }, timeline.now);
    },
    deleteNewest: () => {
      const newest = model.state.backups.at(-1);
      if (newest === undefined) throw new Error('no backup to delete');
      model.state = removeBackup(model.state, newest.backupId, 'deleted');
    },
    failNewest: () => {
      const newest = model.state.tasks.at(-1);
      if (newest === undefined) throw new Error('no task to fail');
      model.state = finishTask(model.state, newest.taskId, 'failed', timeline.now);
    },
  };
}

/** One backup of one run, whoever made it; and nobody else was told anything but that. */
function expectOnce(scene: Scene): void {
  expect(scene.duplicates()).toEqual([]);
  expect(scene.backups().filter(({ run }) => run !== undefined)).toHaveLength(1);
}

describe('answers and lists that come late', () => {
  test('an answer lost, both lists 15 s late, and a backup of 8 s: read back, and no second write', async () => {
    const behaviour = {
      taskMs: 8_000,
      backupVisible: { afterEndMs: 7_000 },
      taskVisibleMs: 15_000,
    };
    const scene = createScene({ behaviour });
    scene.next(WRITE, { lost: 'answer', hangsUp: true });
    const first = scene.deliver({ ...NIGHT, redeliveredAfterMs: [MINUTE, MINUTE] });
    await scene.run();
    expectOnce(scene);
    expect(outcomes(first)).toEqual(['accepted']);
  });

  test('redelivered at 25 s, a backup of 21 s, lists 26 s late: the known window, closed by a warm process', async () => {
    const behaviour = {
      taskMs: 21_000,
      backupVisible: { afterEndMs: 26_000 },
      taskVisibleMs: 47_000,
    };
    const play = async (warm: { process?: string }) => {
      const scene = createScene({ behaviour });
      scene.deliver({ ...NIGHT, ...warm });
      const again = scene.deliver({ ...NIGHT, ...warm, at: 25_000 });
      await scene.run();
      return { backups: scene.backups().length, told: outcomes(again) };
    };
    expect(await play({})).toEqual({ backups: 2, told: ['accepted'] });
    expect(await play({ process: 'warm' })).toEqual({ backups: 1, told: ['adopted'] });
  });

  test('two deliveries at work in one process, lists that show neither marker nor task: one backup', async () => {
    const dialect = {
      'remark-visible': 'never',
      'task-listed': 'never shows manual tasks',
    } as const;
    const scene = createScene({ dialect });
    const deliveries = [
      scene.deliver({ ...NIGHT, process: 'warm' }),
      scene.deliver({ ...NIGHT, process: 'warm' }),
    ];
    await scene.run();
    expect(scene.backups()).toHaveLength(1);
    expect(deliveries.map(outcomes)).toEqual([['accepted'], ['adopted']]);
  });

  test('a list is refused for a moment: an expired backup is still seen by the next delivery', async () => {
    const scene = createScene({ dialect: { 'status-filter': 'all six' } });
    scene.next('DescribeInstanceBackups', { code: 'InternalError' });
    scene.deliver({ ...NIGHT, process: 'warm' });
    await scene.run();
    const [made] = scene.backups();
    scene.model.state = removeBackup(scene.model.state, String(made?.backupId), 'expired');
    scene.deliver({ ...NIGHT, process: 'warm', at: 2 * HOUR });
    await scene.run();
    expect(scene.backups()).toHaveLength(1);
  });

  test('the same record twice in one batch: one backup, and one call for the second', async () => {
    const scene = createScene({ behaviour: { backupVisible: 'never', taskVisibleMs: HOUR } });
    const msgBody = JSON.stringify({ InstanceId: INSTANCE });
    const record = { Ckafka: { topic: 't', partition: 0, offset: 7, msgKey: 'None', msgBody } };
    const batch = scene.deliver({
      run: 'batch',
      via: 'ckafka',
      event: { Records: [record, record] },
    });
    await scene.run();
    expect(scene.backups()).toHaveLength(1);
    expect(outcomes(batch)).toEqual(['accepted', 'adopted']);
    const calls = scene.calls.map(({ action }) => action);
    expect(calls.slice(-2)).toEqual([WRITE, 'DescribeTaskInfo']);
  });

  test('a list answer of 4.5 s while another delivery writes: the look is made anew', async () => {
    const scene = createScene({ behaviour: { taskMs: 2_000 } });
    scene.next(TASKS, { answerTakesMs: 4_500 }, { process: 'slow' });
    const slow = scene.deliver({ ...NIGHT, process: 'slow' });
    scene.deliver({ ...NIGHT, at: 500, process: 'quick' });
    await scene.run();
    expectOnce(scene);
    expect(outcomes(slow)).toEqual(['adopted']);
  });

  test.each(['goes on', 'stands'] as const)(
    'a process that stands still for 22 s as its list arrives, its monotonic clock %s: it looks again',
    async (monotonic) => {
      const scene = createScene({ behaviour: { taskMs: 15_000 } });
      scene.next(TASKS, { stands: { ms: 22_000, monotonic } }, { process: 'frozen' });
      const frozen = scene.deliver({ ...NIGHT, process: 'frozen' });
      scene.deliver({ ...NIGHT, at: 500, process: 'other' });
      await scene.run();
      expectOnce(scene);
      expect(outcomes(frozen)).toEqual(['adopted']);
    },
  );

  test('a process that stands still as its connection is up: not a byte leaves', async () => {
    const scene = createScene({ behaviour: { taskMs: 15_000 } });
    scene.next(WRITE, { standsBefore: { ms: 22_000, monotonic: 'stands' } }, { process: 'frozen' });
    const frozen = scene.deliver({ ...NIGHT, process: 'frozen' });
    scene.deliver({ ...NIGHT, at: 500, process: 'other' });
    await scene.run();
    expectOnce(scene);
    expect(outcomes(frozen)).toEqual(['adopted']);
  });

  test('a write whose connection takes 9 s: it is dropped, and the look made anew', async () => {
    const scene = createScene({ behaviour: { taskMs: 5_000 } });
    scene.next(WRITE, { connectionTakesMs: 9_000 }, { process: 'slow' });
    const slow = scene.deliver({ ...NIGHT, process: 'slow' });
    scene.deliver({ ...NIGHT, at: 1_000, process: 'other' });
    await scene.run();
    expectOnce(scene);
    expect(outcomes(slow)).toEqual(['adopted']);
  });

  test('the API’s clock in UTC while +08:00 is assumed, a list 60 s late, redelivered 30 s after the end', async () => {
    const scene = createScene({
      dialect: { zone: 'UTC', 'backup-listed': '60 s after the end' },
    });
    scene.deliver(NIGHT);
    const again = scene.deliver({ ...NIGHT, at: MINUTE });
    await scene.run();
    expectOnce(scene);
    expect(outcomes(again)).toEqual(['adopted']);
  });
});

describe('rows that mean something else', () => {
  test.each([
    'EndTime = StartTime',
    'Status 2 at once',
    'EndTime 0000-00-00 00:00:00',
    'not listed',
  ] as const)(
    'a running row as “%s”, its remark shown at the end: redelivered meanwhile, it waits',
    async (runningRow) => {
      const scene = createScene({
        dialect: { 'running-row': runningRow, 'remark-visible': 'at the end' },
      });
      scene.deliver(NIGHT);
      const again = scene.deliver({ ...NIGHT, at: 10_000 });
      await scene.run();
      expectOnce(scene);
      expect(outcomes(again)).toEqual(['adopted']);
    },
  );

  test('a remark of 71 characters cut at 64: the marker is found', async () => {
    const scene = createScene({ dialect: { 'remark-limit': 'cut at 64' } });
    const request = { InstanceId: INSTANCE, Remark: 'x'.repeat(51) };
    scene.deliver({ ...NIGHT, request });
    const again = scene.deliver({ ...NIGHT, request, at: HOUR });
    await scene.run();
    expect(scene.backups()[0]?.remark).toHaveLength(64);
    expectOnce(scene);
    expect(outcomes(again)).toEqual(['adopted']);
  });

  test('a remark that is too long is refused: once more with the marker alone, and the log says so', async () => {
    const scene = createScene({ dialect: { 'remark-limit': 'refused over 60' } });
    const request = { InstanceId: INSTANCE, Remark: 'x'.repeat(80) };
    const first = scene.deliver({ ...NIGHT, request });
    const again = scene.deliver({ ...NIGHT, request, at: HOUR });
    await scene.run();
    expectOnce(scene);
    expect(outcomes(first)).toEqual(['accepted']);
    expect(first.lines).toContainEqual(
      expect.objectContaining({ event: 'finding', level: 'warn', reason: 'remark dropped' }),
    );
    expect(outcomes(again)).toEqual(['adopted']);
  });

  test('a remark that is never shown, and the answer lost: unknown, and no second write', async () => {
    const scene = createScene({ dialect: { 'remark-visible': 'never' } });
    scene.next(WRITE, { lost: 'answer', hangsUp: true });
    const first = scene.deliver(NIGHT);
    await scene.run();
    expectOnce(scene);
    expect(outcomes(first)).toEqual(['unknown']);
  });

  test('a remark that is never shown, and the event again: unknown, and no second write', async () => {
    const scene = createScene({ dialect: { 'remark-visible': 'never' } });
    scene.deliver(NIGHT);
    const again = scene.deliver({ ...NIGHT, at: 5 * MINUTE });
    await scene.run();
    expectOnce(scene);
    expect(again.told).toMatchObject([{ outcome: 'unknown', code: 'BackupUnmarked' }]);
  });

  test('finished rows that stay at Status 1: the next night makes its backup', async () => {
    const scene = createScene({ dialect: { 'status-one': 'finished rows stay at 1' } });
    const nights = [0, 1, 2].map((night) =>
      scene.deliver({ run: `night ${night}`, via: 'timer', at: night * DAY }),
    );
    await scene.run();
    expect(nights.map(outcomes)).toEqual([['accepted'], ['accepted'], ['accepted']]);
    expect(scene.backups()).toHaveLength(3);
  });

  test.each(['Status 1 with the marker', 'Status -2 with the marker'] as const)(
    'a task that fails and leaves its row at %s: the redelivery makes the backup',
    async (failedRow) => {
      const scene = createScene({ dialect: { 'failed-row': failedRow } });
      scene.deliver(NIGHT);
      scene.at(5_000, () => others(scene).failNewest());
      const again = scene.deliver({ ...NIGHT, at: 10 * MINUTE });
      await scene.run();
      expect(outcomes(again)).toEqual(['accepted']);
      expect(scene.backups().map(({ outcome }) => outcome)).toEqual(['failed', 'succeed']);
      expect(again.lines.filter(({ event }) => event === 'finding')).toEqual([]);
    },
  );

  test.each(['a failed one as 3', 'also 3 and -1'] as const)(
    'results as “%s”: a failed task is no backup',
    async (results) => {
      const scene = createScene({ dialect: { 'task-results': results } });
      scene.deliver(NIGHT);
      scene.at(5_000, () => others(scene).failNewest());
      const again = scene.deliver({ ...NIGHT, at: 10 * MINUTE });
      await scene.run();
      expect(outcomes(again)).toEqual(['accepted']);
      expect(scene.duplicates()).toEqual([]);
    },
  );

  test('a backup that starts 4 s before its task, just after another manual one that is not listed yet', async () => {
    const scene = createScene({
      behaviour: { taskMs: 20_000, backupVisible: { afterEndMs: 40_000 } },
    });
    scene.deliver(NIGHT);
    // Somebody's backup begins a second after ours has ended, and is listed at once.
    scene.at(21_000, () => {
      const { model, timeline } = scene;
      const row = { instanceId: INSTANCE, startedAt: timeline.now - 4_000 };
      [model.state] = addTask(
        model.state,
        { taskType: '012', instance: { instanceId: INSTANCE, region: 'ap-guangzhou' }, ms: 10_000 },
        timeline.now,
      );
      [model.state] = addBackup(model.state, { ...row, endsAt: timeline.now + 10_000 });
    });
    const again = scene.deliver({ ...NIGHT, at: 35_000 });
    await scene.run();
    expect(scene.duplicates()).toEqual([]);
    expect(outcomes(again)).toEqual(['adopted']);
  });
});

describe('pages', () => {
  test('20 rows a page where 1,000 were asked for and 30 exist: every instance is backed up', async () => {
    const instances = Array.from({ length: 30 }, (_, index) => ({
      instanceId: `crs-fleet${String(index).padStart(3, '0')}`,
      name: 'fleet',
    }));
    const scene = createScene({ instances, dialect: { 'page-size': 'at most 20 rows' } });
    const request = { Selector: { NamePrefix: 'fleet' } };
    const fleet = scene.deliver({ ...NIGHT, request });
    await scene.run();
    expect(fleet.told.map(({ outcome }) => outcome)).toEqual(Array(30).fill('accepted'));
    expect(new Set(scene.backups().map(({ instanceId }) => instanceId)).size).toBe(30);
  });
});

test('instances whose ids cannot be read are a failure of their region, never a silent gap', async () => {
  const instances = [1, 2, 3].map((n) => ({ instanceId: `crs-fleet00${n}`, name: 'fleet' }));
  const scene = createScene({ instances, dialect: { ids: 'another form' } });
  const fleet = scene.deliver({ ...NIGHT, request: { Selector: { NamePrefix: 'fleet' } } });
  await scene.run();
  expect(fleet).toMatchObject({ threw: true, told: [{ code: 'InstancesUnreadable' }] });
});

describe('answers that do not say what happened', () => {
  test('a gateway repeats the write and answers with the lock of the second: the run is found', async () => {
    const scene = createScene();
    scene.next(WRITE, { repeated: true });
    const first = scene.deliver(NIGHT);
    await scene.run();
    expectOnce(scene);
    expect(outcomes(first)).toEqual(['adopted']);
  });

  test('a throttled write that was executed: the lock tells, and the run is found', async () => {
    const scene = createScene();
    scene.next(WRITE, { code: 'RequestLimitExceeded', executed: true });
    const first = scene.deliver(NIGHT);
    await scene.run();
    expectOnce(scene);
    expect(outcomes(first)).toEqual(['adopted']);
  });

  test('an InternalError though executed: accepted by the marker', async () => {
    const scene = createScene({ dialect: { 'late-write': 'InternalError though executed' } });
    const first = scene.deliver(NIGHT);
    await scene.run();
    expectOnce(scene);
    expect(outcomes(first)).toEqual(['accepted']);
  });

  test('a write that never arrives: once more after a minute of clear lists', async () => {
    const scene = createScene();
    scene.next(WRITE, { lost: 'call', hangsUp: true });
    const first = scene.deliver(NIGHT);
    await scene.run();
    expectOnce(scene);
    expect(outcomes(first)).toEqual(['accepted']);
    const [lost, sent] = scene.calls.filter(({ action }) => action === WRITE);
    expect((sent?.at ?? 0) - (lost?.at ?? 0)).toBeGreaterThanOrEqual(MINUTE);
  });
});

describe('backups that are gone', () => {
  const NIGHTS = [0, 1, 2, 3];

  test('a manual backup deleted by hand, then the nightly run: every run makes its backup', async () => {
    const scene = createScene();
    const nights = NIGHTS.map((night) =>
      scene.deliver({ run: `night ${night}`, via: 'timer', at: night * DAY, limitMs: 60_000 }),
    );
    for (const night of NIGHTS)
      scene.at(night * DAY + 6 * HOUR, () => others(scene).deleteNewest());
    await scene.run();
    expect(nights.map(outcomes)).toEqual(NIGHTS.map(() => ['accepted']));
  });

  test('an hour after a backup was deleted by hand: waited for five minutes, then made', async () => {
    const scene = createScene();
    scene.deliver({ run: 'one', via: 'timer' });
    scene.at(30 * MINUTE, () => others(scene).deleteNewest());
    const next = scene.deliver({ run: 'two', via: 'timer', at: HOUR });
    await scene.run();
    expect(outcomes(next)).toEqual(['accepted']);
  });

  test('`StorageDays` 1 with expired backups unlisted, a timer a minute later each day', async () => {
    const scene = createScene({
      dialect: { 'status-filter': '1 and 2 only, others refused' },
    });
    const request = { InstanceId: INSTANCE, StorageDays: 1 };
    const nights = NIGHTS.map((night) =>
      scene.deliver({
        run: `night ${night}`,
        via: 'timer',
        at: night * (DAY + MINUTE),
        request,
        limitMs: 60_000,
      }),
    );
    await scene.run();
    expect(nights.map(outcomes)).toEqual(NIGHTS.map(() => ['accepted']));
  });

  test('redelivered after its backup was deleted: an error that says so', async () => {
    const scene = createScene({ dialect: { 'status-filter': 'all six' } });
    scene.deliver(NIGHT);
    scene.at(10 * MINUTE, () => others(scene).deleteNewest());
    const again = scene.deliver({ ...NIGHT, at: HOUR });
    await scene.run();
    expect(again).toMatchObject({
      threw: true,
      told: [{ outcome: 'refused', code: 'BackupGone' }],
    });
  });
});

describe('what others do to the instance', () => {
  test.each(['manual', 'automatic', 'a change of size'] as const)(
    'another’s backup, %s, of 4 minutes, and a timer with 15: it waits, and makes its own',
    async (what) => {
      const scene = createScene();
      const beside = others(scene);
      scene.at(0, () => {
        if (what === 'manual') beside.manual(4 * MINUTE);
        else if (what === 'automatic') beside.automatic(4 * MINUTE);
        else beside.task('002', 4 * MINUTE);
      });
      const night = scene.deliver({ ...NIGHT, at: 1_000 });
      await scene.run();
      expect(outcomes(night)).toEqual(['accepted']);
      expect(scene.backups().filter(({ run }) => run !== undefined)).toHaveLength(1);
    },
  );

  test('a change of parameters that starts inside a backup’s first seconds takes no part', async () => {
    const scene = createScene({
      dialect: { 'tasks-overlap': 'yes', 'backup-listed': '60 s after the end' },
    });
    scene.deliver(NIGHT);
    scene.at(2_000, () => others(scene).task('034', 3_000));
    const again = scene.deliver({ ...NIGHT, at: 40_000 });
    await scene.run();
    expectOnce(scene);
    expect(outcomes(again)).toEqual(['adopted']);
  });

  test('a lock that stays for four minutes after: waited out', async () => {
    const scene = createScene({ dialect: { lock: 'lock stays 4 min after' } });
    scene.at(0, () => others(scene).manual(20_000));
    const night = scene.deliver({ ...NIGHT, at: 1_000 });
    await scene.run();
    expect(outcomes(night)).toEqual(['accepted']);
    expect(scene.duplicates()).toEqual([]);
  });

  test('an unkeyed `SkipIfBackedUpWithinHours`: it looks, waits for what runs, and skips', async () => {
    const scene = createScene();
    const request = { InstanceId: INSTANCE, SkipIfBackedUpWithinHours: 20 };
    scene.at(0, () => others(scene).manual(5_000));
    const busy = scene.deliver({ run: 'a', via: 'http without a key', at: 1_000, request });
    const later = scene.deliver({ run: 'b', via: 'http without a key', at: MINUTE, request });
    await scene.run();
    expect([busy, later].map(outcomes)).toEqual([['skipped'], ['skipped']]);
    expect(scene.calls.filter(({ action }) => action === WRITE)).toEqual([]);
  });

  test('`Wait`, and somebody else’s backup after ours: only the one with the marker is verified', async () => {
    const scene = createScene({ dialect: { 'backup-listed': '60 s after the end' } });
    const request = { InstanceId: INSTANCE, Wait: true };
    const waiting = scene.deliver({ ...NIGHT, request });
    scene.at(31_000, () => {
      const { model, timeline } = scene;
      const row = { instanceId: INSTANCE, startedAt: timeline.now, endsAt: timeline.now + 5_000 };
      [model.state] = addBackup(model.state, row);
    });
    await scene.run();
    const own = scene.backups().find(({ run }) => run !== undefined);
    expect(waiting.told).toMatchObject([{ outcome: 'verified', BackupId: own?.backupId }]);
  });
});

describe('what a run costs', () => {
  test('a webhook with a key on a warm instance: three calls, and one when it is repeated', async () => {
    const scene = createScene();
    scene.deliver({ ...HOOK, run: 'order-6', process: 'warm' });
    const next = scene.deliver({ ...HOOK, process: 'warm', at: MINUTE });
    const again = scene.deliver({ ...HOOK, process: 'warm', at: 2 * MINUTE });
    await scene.run();
    expect(next.calls.map(({ action }) => action)).toEqual([BACKUPS, TASKS, WRITE]);
    expect(again.calls.map(({ action }) => action)).toEqual(['DescribeTaskInfo']);
    expect(outcomes(again)).toEqual(['adopted']);
  });

  test('a cold instance asks twice more where the API takes the short list of states alone', async () => {
    const scene = createScene();
    const first = scene.deliver(HOOK);
    await scene.run();
    const lists = first.calls.filter(({ action }) => action === BACKUPS);
    expect(lists.map(({ params }) => params.Status)).toEqual([
      [1, 2, 3, 4, -1, -2],
      [1, 2, 3, 4],
      [1, 2],
    ]);
    expect(first.calls).toHaveLength(5);
  });
});
