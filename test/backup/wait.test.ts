// The steps of waiting for a backup to be listed as good.
import { TIMING } from '../../src/backup/state';
import { nextWaitStep, type WaitFact, type WaitState, type WaitStep } from '../../src/backup/wait';
import type { ListedBackup, TaskInfo } from '../../src/redis-api';
import { type Answer, failed } from '../../src/result';
import { backup, failure, ok } from '../support/builders';
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
