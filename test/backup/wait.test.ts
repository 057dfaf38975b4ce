// The steps of waiting for a backup to be listed as good.
import { type OnFinding, type TargetRun, toInstant } from '../../src/backup/backup-target';
import { taskFailed } from '../../src/backup/failures';
import type { Marker } from '../../src/backup/marker';
import { RunMemory } from '../../src/backup/run-memory';
import { TIMING } from '../../src/backup/state';
import {
  nextWaitStep,
  openWait,
  type WaitFact,
  type WaitState,
  type WaitStep,
  type waitForBackup,
} from '../../src/backup/wait';
import type { ApiFindings, Listed, ListedBackup, TaskInfo } from '../../src/redis-api';
import { type Answer, failed } from '../../src/result';
import { backup, failure, ok, target } from '../support/builders';
import { manualClock, START_OF_TIME } from '../support/clock';
import { fakeApi } from '../support/fake-api';

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
    ['waits for a task that runs', {}, { kind: 'task', answer: info('unfinished') }, wait(500)],
    [
      'waits longer each time',
      { reads: 2 },
      { kind: 'task', answer: info('unfinished') },
      wait(2_000),
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
      wait(500),
    ],
    ['waits for the list to show it', { succeeded: true }, list(), wait(500)],
    ['waits for it to be good', { succeeded: true }, list({ state: 'running' }), wait(500)],
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
    ['waits for its end', { succeeded: true }, list({ EndTime: '' }), wait(500)],
    ['waits for one that is gone', { succeeded: true }, list({ state: 'gone' }), wait(500)],
    ['never waits longer than 30 s', { reads: 9 }, list(), wait(30_000)],
    ['waits as long as a look and a reply fit in', {}, list(), wait(500), 1_500],
    ['ends in time', {}, list(), unfinished, 1_499],
    ['whatever it reads', {}, { kind: 'task', answer: info('unfinished') }, unfinished, 1_499],
    ['waits longer with the list as well', { succeeded: true, reads: 1 }, list(), wait(1_000)],
  ];
  test.each(table)('%s', (_name, state, fact, step, left = 60_000) => {
    const next = nextWaitStep({ ...begun, ...state }, fact, {
      now: deadline - left,
      deadline,
      timing: TIMING,
    });
    expect(next.step).toMatchObject(step);
  });

  test('counts the reads of the task and of the list each from nought', () => {
    const moment = { now: START_OF_TIME, deadline, timing: TIMING };
    const runs: WaitFact = { kind: 'task', answer: info('unfinished') };
    const once = nextWaitStep(begun, runs, moment).state;
    expect(once.reads).toBe(1);
    const succeeded: WaitFact = { kind: 'task', answer: info('succeeded') };
    expect(nextWaitStep(once, succeeded, moment).state).toEqual({
      TaskId: 7,
      succeeded: true,
      reads: 0,
    });
  });

  test('a role that may not read tasks reads the list instead', () => {
    const denied = failed(failure('UnauthorizedOperation.NoCAMAuthed'));
    const moment = { now: START_OF_TIME, deadline, timing: TIMING };
    const { state } = nextWaitStep(begun, { kind: 'task', answer: denied }, moment);
    expect(nextWaitStep(state, { kind: 'waited' }, moment).step).toEqual({ do: 'read list' });
  });
});

describe('a wait', () => {
  const marker: Marker = { run: 'aaaaaaaaaa', content: 'bbbb' };
  const accepted = { ...target(), Outcome: 'accepted', TaskId: 7, RequestId: 'r-7' } as const;
  const adopted = { ...target(), Outcome: 'adopted', BackupId: 'ours' } as const;
  const ours = backup({ BackupId: 'ours', Remark: 'RUN-AAAAAAAAAA-BBBB nightly' });
  const listed = (...records: ListedBackup[]) => ok({ records, RequestId: 'r' });
  const verified = {
    Outcome: 'verified',
    BackupId: 'ours',
    EndTime: ours.EndTime,
    ExpireTime: ours.ExpireTime,
  };

  /** Plays a wait of two minutes and a half, unless told otherwise; `at` is the time since its beginning. */
  async function play({
    result = accepted,
    task = () => info('succeeded'),
    backups,
    limitMs = 150_000,
  }: {
    readonly result?: Parameters<typeof waitForBackup>[0];
    readonly task?: (at: number) => Answer<TaskInfo>;
    readonly backups: (at: number) => Answer<Listed<ListedBackup>>;
    readonly limitMs?: number;
  }) {
    const clock = manualClock();
    const reads: string[] = [];
    const at = () => clock.now() - START_OF_TIME;
    const api = fakeApi(
      {},
      {
        readTask: async ({ TaskId, Region }, timeoutMs) => {
          reads.push(`task ${TaskId} ${Region} ${timeoutMs}`);
          return task(at());
        },
        listBackups: async ({ InstanceId }, { from, to }, timeoutMs) => {
          reads.push(`backups ${InstanceId} ${(to - from) / 86_400_000} ${timeoutMs}`);
          return backups(at());
        },
      },
    );
    const memory = new RunMemory();
    memory.addStarted(marker, 7, toInstant(clock));
    const onFinding = jest.fn<void, Parameters<OnFinding>>();
    const findings: ApiFindings = {};
    const run: TargetRun = {
      target: target(),
      marker,
      order: { Remark: '' },
      run: {
        deadline: START_OF_TIME + limitMs,
        timing: TIMING,
        key: 'event',
        maxWaitMs: 0,
        hasRemark: true,
      },
    };
    const ended = await openWait({ api, clock, memory, findings, onFinding })(result, run);
    const told = onFinding.mock.calls;
    return {
      ended,
      reads,
      told,
      findings,
      memory: memory.find(marker, toInstant(clock)),
      at: at(),
    };
  }

  test('ends verified, with the fields of the list beside those of the start', async () => {
    const { ended, reads, told, findings, memory } = await play({ backups: () => listed(ours) });
    expect(ended).toEqual({ ...target(), ...verified, TaskId: 7, RequestId: 'r-7' });
    expect(reads).toEqual(['task 7 ap-guangzhou 149700', 'backups crs-demo0001 29 149700']);
    expect(findings).toEqual({ longestLagMs: 0 });
    expect(told).toEqual([]);
    expect(memory).toBeDefined();
  });

  test('notes how long the list lags behind the end of the task', async () => {
    const { ended, findings, told } = await play({
      task: (at) => info(at < 1_500 ? 'unfinished' : 'succeeded'),
      backups: (at) => (at < 3_000 ? listed() : listed(ours)),
    });
    expect(ended).toMatchObject(verified);
    // Looks at 1.5, 2 and 3 s; the task had ended by 1.5 s.
    expect(findings).toEqual({ longestLagMs: 1_500 });
    expect(told).toEqual([]);
  });

  test('without a TaskId finds the backup by its marker, and knows of no lag', async () => {
    const { ended, reads, findings } = await play({
      result: adopted,
      backups: () => listed(backup({ Remark: 'run-zzzzzzzzzz-bbbb' }), ours),
    });
    expect(ended).toEqual({ ...target(), ...verified });
    expect(reads).toHaveLength(1);
    expect(findings).toEqual({});
  });

  test('takes the good one of several rows of the run', async () => {
    const left = { ...ours, BackupId: 'left', state: 'gone' } as const;
    const { ended } = await play({ backups: () => listed(left, ours) });
    expect(ended).toMatchObject(verified);
  });

  test('reads the list again while it cannot be read', async () => {
    const backups = (at: number) => (at === 0 ? failed(failure('InternalError')) : listed(ours));
    expect((await play({ backups })).ended).toMatchObject(verified);
  });

  test('ends failed with the task’s message, and the process forgets the run', async () => {
    const { ended, memory, told } = await play({
      task: () => info('failed', 'disk full'),
      backups: () => listed(),
    });
    expect(ended).toEqual({
      ...target(),
      Outcome: 'failed',
      TaskId: 7,
      TaskMessage: 'disk full',
      failure: taskFailed(7, 'disk full'),
    });
    expect(memory).toBeUndefined();
    expect(told).toEqual([]);
  });

  const lost = [[target(), { kind: 'marker lost', TaskId: 7 }]];
  test.each<[name: string, limitMs: number, findings: unknown[]]>([
    // Looks at 0, 0.5, 1.5 … 31.5, 61.5, 91.5, 121.5 s.
    ['for two minutes after its task: its marker was lost', 123_000, lost],
    ['for a minute and a half: nobody knows yet', 122_000, []],
  ])('whose backup is not listed %s', async (_name, limitMs, findings) => {
    const { ended, told, at } = await play({ backups: () => listed(), limitMs });
    expect(ended).toBe(accepted);
    expect(told).toEqual(findings);
    expect(at).toBeLessThan(limitMs);
  });

  test('for a task that runs throughout ends as it began, and no marker is lost', async () => {
    const { ended, told } = await play({ task: () => info('unfinished'), backups: () => listed() });
    expect(ended).toBe(accepted);
    expect(told).toEqual([]);
  });

  test('without a TaskId never says that a marker is lost', async () => {
    const { ended, told } = await play({ result: adopted, backups: () => listed() });
    expect(ended).toBe(adopted);
    expect(told).toEqual([]);
  });
});
