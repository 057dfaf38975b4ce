import { TIMING } from '../../src/backup/state';
import { nextWaitStep, type WaitFact, type WaitState, type WaitStep } from '../../src/backup/wait';
import type { ListedBackup, TaskInfo } from '../../src/redis-api';
import { type Answer, failed } from '../../src/result';
import { backup, failure, ok } from '../fleet/fake-api';
import { DAILY, play, startCloud, timer } from '../fleet/stage';
import { START_OF_TIME } from '../support/clock';

const deadline = START_OF_TIME + 60_000;
const begun: WaitState = { TaskId: 7, succeeded: false, reads: 0 };
const info = (state: TaskInfo['state'], TaskMessage = ''): Answer<TaskInfo> =>
  ok({ state, Status: state, InstanceId: 'crs-a', StartTime: '', TaskMessage });
const list = (part?: Partial<ListedBackup>): WaitFact => ({
  kind: 'list',
  backup: part && backup(part),
});

describe('the next step of a wait', () => {
  const wait = (ms: number): WaitStep => ({ do: 'wait', ms });
  const unfinished: WaitStep = { do: 'end', as: 'unfinished' };
  const table: [
    name: string,
    state: Partial<WaitState>,
    fact: WaitFact,
    step: object,
    left?: number,
  ][] = [
    ['begins with the task', {}, { kind: 'begun' }, { do: 'read task', TaskId: 7 }],
    [
      'without a task, with the list',
      { TaskId: undefined },
      { kind: 'begun' },
      { do: 'read list' },
    ],
    ['waits for a task that runs', {}, { kind: 'task', answer: info('unfinished') }, wait(250)],
    [
      'waits longer each time',
      { reads: 2 },
      { kind: 'task', answer: info('unfinished') },
      wait(562.5),
    ],
    [
      'goes to the list when it has succeeded',
      {},
      { kind: 'task', answer: info('succeeded') },
      { do: 'read list' },
    ],
    [
      'ends with the task’s own message when it has failed',
      {},
      { kind: 'task', answer: info('failed', 'disk full') },
      { do: 'end', as: 'failed', TaskId: 7, message: 'disk full' },
    ],
    [
      'waits when a task cannot be read',
      {},
      { kind: 'task', answer: failed(failure('InternalError')) },
      wait(250),
    ],
    ['waits for the list to show it', { succeeded: true }, list(), wait(250)],
    ['waits for it to be good', { succeeded: true }, list({ state: 'running' }), wait(250)],
    [
      'ends when it is',
      { succeeded: true },
      list({ state: 'good' }),
      { do: 'end', as: 'verified' },
    ],
    [
      'goes on with the list after a pause',
      { succeeded: true },
      { kind: 'waited' },
      { do: 'read list' },
    ],
    ['ends in time', {}, { kind: 'task', answer: info('unfinished') }, unfinished, 1_200],
  ];
  test.each(table)('%s', (_name, state, fact, step, left = 60_000) => {
    const next = nextWaitStep({ ...begun, ...state }, fact, {
      now: deadline - left,
      deadline,
      timing: TIMING,
    });
    expect(next.step).toMatchObject(step);
  });

  test('a role that may not read tasks reads the list instead', () => {
    const denied = failed(failure('UnauthorizedOperation.NoCAMAuthed'));
    const moment = { now: START_OF_TIME, deadline, timing: TIMING };
    const { state } = nextWaitStep(begun, { kind: 'task', answer: denied }, moment);
    expect(nextWaitStep(state, { kind: 'waited' }, moment).step).toEqual({ do: 'read list' });
  });
});

describe('Wait, on the local cloud', () => {
  const ONE = { InstanceId: 'crs-demo0001', Wait: true };

  test('verified: with the backup’s id, end and expiry', async () => {
    const cloud = await startCloud();
    const { result } = await play(cloud, timer(ONE));
    const [made] = cloud.backups();
    expect(result).toMatchObject({
      Outcome: 'verified',
      BackupId: made?.backupId,
      TaskId: made?.taskId,
      EndTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      ExpireTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    });
  });

  test('failed: with the task’s message; a timer throws', async () => {
    const cloud = await startCloud({ taskMs: 10_000 });
    const told = play(cloud, timer(ONE));
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const [running] = cloud.tasks('crs-demo0001');
      if (running === undefined) continue;
      cloud.finishTask(running.taskId, 'failed');
      break;
    }
    expect((await told).thrown?.failed).toMatchObject([
      {
        outcome: 'failed',
        code: 'BackupTaskFailed',
        message: expect.stringContaining('did not finish'),
      },
    ]);
  });

  test('out of time: accepted, with the task to follow', async () => {
    const cloud = await startCloud({ taskMs: 60_000 });
    const { result } = await play(cloud, timer(ONE), { timeLimitMs: 3_000 });
    expect(result).toMatchObject({
      Outcome: 'accepted',
      TaskId: cloud.tasks('crs-demo0001')[0]?.taskId,
    });
  });

  test('a fleet is started first and followed beside it', async () => {
    const instances = Array.from({ length: 20 }, (_, index) => ({
      instanceId: `crs-f${index}`,
      tags: { backup: 'daily' },
    }));
    const cloud = await startCloud({ instances, taskMs: 1_500 });
    const startedAt = Date.now();
    const { result } = await play(cloud, timer({ Selector: DAILY, Wait: true }));
    expect(result).toMatchObject({ Summary: { verified: 20 } });
    expect(Date.now() - startedAt).toBeLessThan(20 * 1_500);
  });
});
