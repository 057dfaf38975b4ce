// The loop around the decisions: what it asks of the API, in what order, and what it makes of the answers.

import { formatTime } from '../../emulator/redis/model/time';
import { backupTarget, type TargetDeps } from '../../src/backup/backup-target';
import { noTurn } from '../../src/backup/failures';
import { RunMemory } from '../../src/backup/run-memory';
import { type RunSettings, type SeenFact, TIMING } from '../../src/backup/state';
import type { ListedBackup, RedisApi, TaskRecord, Window } from '../../src/redis-api';
import type { Target } from '../../src/result';
import { type Answer, failed } from '../../src/result';
import { toApiText } from '../../src/tencent/time';
import { backup, failure } from '../support/builders';
import { manualClock, START_OF_TIME } from '../support/clock';
import { fakeApi } from '../support/fake-api';
import fc from '../support/property';

const TARGET = { InstanceId: 'crs-demo0001', Region: 'ap-guangzhou' } as Target;
const ORDER = { Remark: 'run-aaaaaaaaaa-bbbb nightly', StorageDays: 3 };
const MARKER = { run: 'aaaaaaaaaa', content: 'bbbb' };

const OURS = backup({ ...TARGET, BackupId: 'ours', Remark: ORDER.Remark, startedAt: 0 });
const UNENDED: ListedBackup = { ...OURS, Remark: '', state: 'running', EndTime: '' };
const RUNNING: TaskRecord = {
  TaskId: 9,
  kind: 'manual',
  state: 'unfinished',
  startedAt: 0,
  endedAt: undefined,
};

type Reply<T> = readonly T[] | string;

/** What each call of an action meets in turn, the last one again and again: rows, a TaskId, or an error code. */
interface Play {
  readonly tasks?: readonly Reply<TaskRecord>[];
  readonly backups?: readonly Reply<ListedBackup>[];
  readonly sends?: readonly (number | string)[];
  /** How long each call takes, in milliseconds. */
  readonly tookMs?: number;
  /** Whether each turn comes, and after how many milliseconds. */
  readonly turns?: readonly (boolean | number)[];
  /** What a snapshot of the region proves, each time that it is asked. */
  readonly proofs?: readonly (SeenFact | undefined)[];
}

function arrange({
  tasks = [[]],
  backups = [[]],
  sends = [7],
  tookMs = 0,
  turns = [],
  proofs = [],
}: Play) {
  const clock = manualClock();
  const calls: string[] = [];
  const windows: Window[] = [];
  const counts = { tasks: 0, backups: 0, sends: 0, turns: 0, proofs: 0 };
  const next = <T>(name: keyof typeof counts, replies: readonly T[]): T => {
    counts[name] += 1;
    return replies[Math.min(counts[name], replies.length) - 1] as T;
  };
  const answer = async <T, R>(reply: T | string, value: (given: T) => R): Promise<Answer<R>> => {
    if (tookMs > 0) await clock.sleep(tookMs);
    if (reply === 'NoTurn') return failed(noTurn('a read'));
    return typeof reply === 'string' ? failed(failure(reply)) : { ok: true, value: value(reply) };
  };
  const list = <T>(records: readonly T[]) => ({ records, RequestId: 'r' });
  const api: RedisApi = fakeApi(
    {},
    {
      startBackup: (target, order, { timeoutMs, connectMs }) => {
        calls.push(`send ${timeoutMs} ${connectMs} ${JSON.stringify({ ...target, ...order })}`);
        return answer(next('sends', sends), (TaskId) => ({ TaskId, RequestId: 's' }));
      },
      listBackups: (_target, window, timeoutMs) => {
        calls.push(`backups ${timeoutMs}`);
        windows.push(window);
        return answer(next('backups', backups), list);
      },
      listTasks: (_target, from, timeoutMs) => {
        calls.push(`tasks ${timeoutMs}`);
        windows.push({ from, to: Number.NaN });
        return answer(next('tasks', tasks), list);
      },
    },
  );
  const around: TargetDeps = {
    clock,
    zone: { ms: 0, isSet: false },
    memory: new RunMemory(),
    findings: {},
    onAge: () => {},
    onFinding: () => {},
    limiter: {
      acquire: async (_action, withinMs) => {
        calls.push(`turn within ${withinMs}`);
        const comes = next('turns', [...turns, true]);
        if (typeof comes === 'number') await clock.sleep(comes);
        return comes !== false;
      },
      record: () => {},
      cancel: (action) => void calls.push(`cancel ${action}`),
    },
  };
  const play = (limit = 60_000, key: RunSettings['key'] = 'event') => {
    const run: RunSettings = {
      deadline: clock.now() + limit,
      timing: TIMING,
      key,
      maxWaitMs: 10_000,
      hasRemark: true,
    };
    return backupTarget({ target: TARGET, marker: MARKER, order: ORDER, run }, api, around, {
      findProof: () => next('proofs', proofs),
      release: () => void calls.push('release'),
    });
  };
  return { play, calls, windows, clock };
}

const namesOf = (calls: readonly string[]) => calls.map((call) => call.split(' ')[0]);

test('a backup, call by call', async () => {
  const { play, calls } = arrange({});
  expect(await play()).toEqual({ ...TARGET, Outcome: 'accepted', TaskId: 7, RequestId: 's' });
  expect(calls).toEqual([
    'backups 5000',
    'tasks 5000',
    'turn within 58500',
    'release',
    `send 10000 3000 ${JSON.stringify({ ...TARGET, ...ORDER })}`,
  ]);
});

test('without a run key there is no look, and the write is still read back', async () => {
  const { play, calls } = arrange({ sends: ['ClientError.NoReply'], backups: [[OURS]] });
  expect(await play(3_000, 'none')).toEqual({ ...TARGET, Outcome: 'accepted', BackupId: 'ours' });
  expect(namesOf(calls)).toEqual(['turn', 'release', 'send', 'backups', 'tasks']);
});

test('a turn that comes too late for its look is given back', async () => {
  const { play, calls } = arrange({ turns: [4_000] });
  await play();
  const again = ['backups', 'tasks', 'turn'];
  expect(namesOf(calls)).toEqual([...again, 'cancel', ...again, 'release', 'send']);
  expect(calls).toContain('cancel ManualBackupInstance');
});

test('the place among those that look is given back before a write, and before a pause', async () => {
  const { play, calls } = arrange({ tasks: [[RUNNING], []] });
  await play();
  const look = ['backups', 'tasks'];
  expect(namesOf(calls)).toEqual([...look, 'release', ...look, 'turn', 'release', 'send']);
});

test('after a write of its own a target looks for itself, whatever a snapshot shows', async () => {
  const skip = { Reason: 'backed up recently', BackupId: 'b', StartTime: '', AgeHours: 1 } as const;
  const evidence = { unlisted: [], ended: [], unmarked: [], duplicates: [] };
  const proof: SeenFact = { kind: 'seen', evidence, at: { now: 0, monotonic: 0 }, skip };
  const { play } = arrange({
    proofs: [undefined, proof],
    sends: ['ClientError.NoReply'],
    backups: [[], [OURS]],
  });
  expect(await play()).toEqual({ ...TARGET, Outcome: 'accepted', BackupId: 'ours' });
});

test('what the calls took is cut from what the next ones may take', async () => {
  const { play, calls } = arrange({ tookMs: 400 });
  await play(3_000);
  expect(calls.filter((call) => !/^(turn|release)/.test(call))).toEqual([
    'backups 2700',
    'tasks 2300',
    expect.stringMatching('^send 1200 1200 '),
  ]);
});

test('without the backups the tasks need not be asked for', async () => {
  const { play, calls } = arrange({ backups: ['UnauthorizedOperation'] });
  await play();
  expect(calls).toEqual(['backups 5000']);
});

test('a marker that is found as the time runs out is found', async () => {
  const { play, clock } = arrange({
    tasks: ['ClientError.NoReply'],
    backups: [[OURS]],
    tookMs: 1_350,
  });
  expect(await play(3_000)).toEqual({ ...TARGET, Outcome: 'adopted', BackupId: 'ours' });
  expect(clock.now() - START_OF_TIME).toBe(2_700);
});

type Ending = [name: string, play: Play, limit: number, ends: object, sends: number];

const ENDINGS: Ending[] = [
  ['adopted', { backups: [[OURS]] }, 60_000, { Outcome: 'adopted', BackupId: 'ours' }, 0],
  [
    'no turn to look, for ever',
    { tasks: ['NoTurn'] },
    60_000,
    { Outcome: 'refused', failure: { code: 'NoTurn', retryable: true } },
    0,
  ],
  [
    'no turn to look, at first',
    { tasks: ['NoTurn', []] },
    60_000,
    { Outcome: 'accepted', TaskId: 7 },
    1,
  ],
  ['no turn to send', { turns: [false] }, 60_000, { Outcome: 'deferred' }, 0],
  [
    'another backup, to the end of patience',
    { tasks: [[RUNNING]] },
    60_000,
    { Outcome: 'refused', failure: { code: 'BackupInProgress' } },
    0,
  ],
  [
    'another backup, to the deadline',
    { tasks: [[RUNNING]] },
    3_000,
    { Outcome: 'refused', failure: { code: 'BackupInProgress' } },
    0,
  ],
  [
    'another backup, then none',
    { tasks: [[RUNNING], [RUNNING], []] },
    60_000,
    { Outcome: 'accepted', TaskId: 7 },
    1,
  ],
  [
    'its own, listed without a remark while its task ends',
    {
      backups: [UNENDED, OURS].map((row) => [{ ...row, startedAt: START_OF_TIME }]),
      tasks: [
        [
          {
            ...RUNNING,
            startedAt: START_OF_TIME,
            state: 'succeeded',
            endedAt: START_OF_TIME + 21_000,
          },
        ],
      ],
    },
    60_000,
    { Outcome: 'adopted', BackupId: 'ours', TaskId: 9 },
    0,
  ],
  [
    'the marker is proof without the tasks',
    { tasks: ['UnauthorizedOperation'], backups: [[OURS]] },
    60_000,
    { Outcome: 'adopted', BackupId: 'ours' },
    0,
  ],
  ...[{ EndTime: '' }, { isAtOne: true as const }].map(
    (part): Ending => [
      `without the tasks, a row that is not certain is in progress: ${JSON.stringify(part)}`,
      { tasks: ['UnauthorizedOperation'], backups: [[{ ...OURS, ...part }]] },
      60_000,
      { Outcome: 'refused', failure: { code: 'BackupInProgress' } },
      0,
    ],
  ),
  [
    'no marker is none',
    { tasks: ['UnauthorizedOperation'] },
    60_000,
    {
      Outcome: 'refused',
      failure: {
        code: 'UnauthorizedOperation',
        message: 'DescribeTaskList failed, so nothing was sent: told UnauthorizedOperation',
      },
    },
    0,
  ],
  [
    'tasks alone are no look',
    { backups: ['InvalidParameter.PermissionDenied'] },
    60_000,
    {
      Outcome: 'refused',
      failure: { message: expect.stringContaining('DescribeInstanceBackups failed') },
    },
    0,
  ],
  [
    'a list that is readable again',
    { tasks: ['InternalError', 'InternalError', []] },
    60_000,
    { Outcome: 'accepted', TaskId: 7 },
    1,
  ],
  [
    'throttled twice',
    { sends: ['RequestLimitExceeded', 'RequestLimitExceeded', 7] },
    60_000,
    { Outcome: 'accepted', TaskId: 7 },
    3,
  ],
  [
    'throttled for ever',
    { sends: ['RequestLimitExceeded'] },
    60_000,
    { Outcome: 'refused', failure: { code: 'RequestLimitExceeded' } },
    7,
  ],
  [
    'never an answer, and no time to prove anything',
    { sends: ['ClientError.NoReply'] },
    60_000,
    { Outcome: 'unknown', failure: { code: 'ClientError.NoReply' } },
    1,
  ],
  [
    'locked, and nothing that holds it',
    { sends: ['ResourceUnavailable.InstanceLockedError'] },
    60_000,
    { Outcome: 'refused', failure: { code: 'ResourceUnavailable.InstanceLockedError' } },
    1,
  ],
  [
    'a remark refused: once more with the marker alone',
    { sends: ['InvalidParameter.InvalidParameter', 7] },
    60_000,
    { Outcome: 'accepted', TaskId: 7 },
    2,
  ],
];

test.each(ENDINGS)('%s', async (_name, play, limit, ends, sends) => {
  const staged = arrange(play);
  expect(await staged.play(limit)).toMatchObject({ ...TARGET, ...ends });
  expect(staged.calls.filter((call) => call.startsWith('send'))).toHaveLength(sends);
  expect(staged.clock.now()).toBeLessThanOrEqual(START_OF_TIME + limit - TIMING.replyReserveMs);
});

test('pauses while it waits for another backup grow, and end before the deadline', async () => {
  const { play, clock } = arrange({ tasks: [[RUNNING]] });
  await play(3_000);
  expect(clock.slept).toEqual([500, 1_000, 500]);
});

test('windows reach a start that is now in any zone, and never over 29 of the API’s 30 days', async () => {
  const { play, windows } = arrange({});
  await play();
  const zones = fc.integer({ min: -12 * 60, max: 14 * 60 });
  fc.assert(
    fc.property(zones, fc.integer({ min: -5 * 60_000, max: 5 * 60_000 }), (zone, skewMs) => {
      const started = formatTime(START_OF_TIME + skewMs, zone);
      for (const { from } of windows) expect(toApiText(from) <= started).toBe(true);
      const [{ from, to } = { from: 0, to: 0 }] = windows;
      expect(started <= toApiText(to)).toBe(true);
      expect(to - from).toBeLessThanOrEqual(29 * 86_400_000);
    }),
  );
  expect(windows).toHaveLength(2);
});

test('a backup of the last 27 days is remembered in any zone, a task of the last twelve hours', async () => {
  const { play, windows } = arrange({});
  await play();
  const [backups, tasks] = windows.map(({ from }) => toApiText(from));
  for (const zone of [-720, 0, 480, 840]) {
    expect(formatTime(START_OF_TIME - 27 * 86_400_000, zone) > String(backups)).toBe(true);
    expect(formatTime(START_OF_TIME - 12 * 3_600_000 + 60_000, zone) > String(tasks)).toBe(true);
  }
});
