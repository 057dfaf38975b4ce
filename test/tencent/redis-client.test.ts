// The port over real sockets: the official SDK against the local Redis API and its faults, each failure sorted.

import type { FaultName } from '../../emulator/redis/fault-names';
import { FAULTS } from '../../emulator/redis/fault-table';
import { DEMO_KEY, type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import type { ApiFindings } from '../../src/redis-api';
import { type Answer, type Failure, failed } from '../../src/result';
import type { Access, Call, Response } from '../../src/tencent/call';
import { openRedisClient } from '../../src/tencent/redis-client';
import { failure, sendLimits, target } from '../support/builders';
import { unlimited } from '../support/limiter';

const ID = 'crs-demo0001';
const TIMEOUT_MS = 400;
/** Enough for a good call whatever else the machine does. */
const AMPLE_MS = 5_000;
/** How much later than its limit a call may end, on a busy machine. */
const LATE_MS = 2_000;
const NO_REPLY = 'ClientError.NoReply';
const BAD_REPLY = 'ClientError.BadReply';

let cloud: RedisCloud;
beforeAll(async () => {
  cloud = await startRedisCloud({ statusFilter: 'all' });
});
afterEach(() => cloud.reset());
afterAll(() => cloud.close());

const accessTo = ({ port }: { port: number }, part: Partial<Access> = {}): Access => ({
  endpoint: { protocol: 'http:', host: `127.0.0.1:${port}` },
  credential: () => DEMO_KEY,
  ...part,
});

type Api = ReturnType<typeof openRedisClient>['api'];

/** Runs one call on an API of its own, and says how long it took. */
async function ask<T>(
  call: (api: Api) => Promise<Answer<T>>,
  access = accessTo(cloud),
): Promise<{ answer: Answer<T>; ms: number }> {
  const { api, close } = openRedisClient({ ...access, limiter: unlimited, findings: {} });
  const before = performance.now();
  const answer = await call(api);
  const ms = performance.now() - before;
  close();
  return { answer, ms };
}

const write = (access?: Access, timeoutMs = AMPLE_MS) =>
  ask((api) => api.startBackup(target(ID), { Remark: 'nightly' }, sendLimits(timeoutMs)), access);

function failureIn(answer: Answer<unknown>): Failure {
  if (answer.ok) throw new Error(`succeeded with ${JSON.stringify(answer.value)}`);
  return answer.failure;
}

const writes = () => cloud.calls.filter(({ action }) => action === 'ManualBackupInstance');

describe('a write', () => {
  test('that is accepted has its TaskId and RequestId', async () => {
    const { answer } = await write();
    const [task] = cloud.tasks(ID);
    const [call] = cloud.calls;
    expect(answer).toEqual({
      ok: true,
      value: { TaskId: task?.taskId, RequestId: call?.requestId },
    });
    expect(call).toMatchObject({
      params: { InstanceId: ID, Remark: 'nightly' },
      region: 'ap-guangzhou',
    });
  });

  test('carries the days only when there are any', async () => {
    await ask((api) =>
      api.startBackup(target(ID), { Remark: 'x', StorageDays: 7 }, sendLimits(AMPLE_MS)),
    );
    expect(cloud.calls[0]?.params).toEqual({ InstanceId: ID, Remark: 'x', StorageDays: 7 });
  });

  test('may get its TaskId as text', async () => {
    const other = await startRedisCloud({ taskIdAs: 'string' });
    const { answer } = await write(accessTo(other));
    expect(answer).toMatchObject({ ok: true, value: { TaskId: other.tasks(ID)[0]?.taskId } });
    await other.close();
  });

  test('that is refused has the row of its code, the message and the RequestId', async () => {
    cloud.lock(ID);
    const { answer } = await write();
    expect(failureIn(answer)).toMatchObject({
      code: 'ResourceUnavailable.InstanceLockedError',
      failureClass: 'busy',
      status: 409,
      message: 'Redis has been locked by another process.',
      requestId: cloud.calls[0]?.requestId,
    });
  });

  const FAULTY: [FaultName, code: string][] = [
    ['hang-up', NO_REPLY],
    ['reset', NO_REPLY],
    ['stall', NO_REPLY],
    ['stall-body', NO_REPLY],
    ['drip', NO_REPLY],
    ['cut-length', NO_REPLY],
    ['cut-chunked', NO_REPLY],
    ['slow', NO_REPLY],
    ['redirect-307', NO_REPLY],
    ['http-403', BAD_REPLY],
    ['http-429', BAD_REPLY],
    ['http-500-json', BAD_REPLY],
    ['http-502', BAD_REPLY],
    ['http-504', BAD_REPLY],
    ['bad-json', BAD_REPLY],
    ['empty-body', BAD_REPLY],
    ['html-200', BAD_REPLY],
    ['no-response-key', BAD_REPLY],
    ['null', BAD_REPLY],
    ['empty-response', BAD_REPLY],
    ['event-stream', BAD_REPLY],
  ];

  test('is tried with every fault there is', () => {
    const broken = Object.keys(FAULTS).filter((name) => !name.startsWith('page-'));
    expect(FAULTY.map(([name]) => name).sort()).toEqual(broken.sort());
  });

  test.each(FAULTY)(
    'that meets %s is sent once, is ambiguous (%s), and ends in time',
    async (fault, code) => {
      cloud.script({ fault });
      // A reply that is there is read in time, however busy the machine is.
      const limitMs = code === BAD_REPLY ? AMPLE_MS : TIMEOUT_MS;
      const { answer, ms } = await write(undefined, limitMs);
      expect(failureIn(answer)).toMatchObject({ code, failureClass: 'ambiguous', status: 504 });
      expect(failureIn(answer)).not.toHaveProperty('requestId');
      expect(writes()).toHaveLength(1);
      expect(ms).toBeLessThan(limitMs + LATE_MS);
    },
  );

  test('has one limit for head and body together', async () => {
    cloud.script({ fault: 'drip', delayMs: TIMEOUT_MS / 2 });
    const { answer, ms } = await write(undefined, TIMEOUT_MS);
    expect(failureIn(answer).code).toBe(NO_REPLY);
    expect(ms).toBeLessThan(TIMEOUT_MS + LATE_MS);
  });

  test('has a connection of its own: one that broke does not touch the next', async () => {
    const { api, close } = openRedisClient({
      ...accessTo(cloud),
      limiter: unlimited,
      findings: {},
    });
    const send = () => api.startBackup(target(ID), { Remark: 'x' }, sendLimits(AMPLE_MS));
    cloud.script({ fault: 'hang-up', execute: false });
    expect(failureIn(await send()).code).toBe(NO_REPLY);
    expect((await send()).ok).toBe(true);
    close();
  });
});

describe('credentials', () => {
  test('that are none: nothing is sent', async () => {
    const { answer } = await write(accessTo(cloud, { credential: () => undefined }));
    expect(failureIn(answer)).toMatchObject({
      code: 'ClientError.NoCredentials',
      failureClass: 'refused',
    });
    expect(cloud.calls).toEqual([]);
  });

  test('that are wrong: a refusal', async () => {
    const credential = () => ({ ...DEMO_KEY, secretKey: 'wrong' });
    const { answer } = await write(accessTo(cloud, { credential }));
    expect(failureIn(answer)).toMatchObject({
      code: 'AuthFailure.SignatureFailure',
      failureClass: 'refused',
    });
  });

  test('are asked for at each call', async () => {
    let asked = 0;
    const credential = () => {
      asked += 1;
      return DEMO_KEY;
    };
    const { api, close } = openRedisClient({
      ...accessTo(cloud, { credential }),
      limiter: unlimited,
      findings: {},
    });
    await api.listTasks(target(ID), Date.now(), AMPLE_MS);
    await api.listTasks(target(ID), Date.now(), AMPLE_MS);
    close();
    expect(asked).toBe(2);
  });

  test.each([
    ['a line break', '\n'],
    ['a null', '\u0000'],
    ['a character of Chinese', '每'],
  ])('with %s in them: nothing is sent, no secret is told', async (_name, odd) => {
    const credential = () => ({ ...DEMO_KEY, secretId: `AKIDillegal${odd}id` });
    const { answer } = await write(accessTo(cloud, { credential }));
    expect(failureIn(answer)).toMatchObject({
      failureClass: 'refused',
      code: 'ClientError.NoCredentials',
    });
    expect(JSON.stringify(answer)).not.toMatch(/AKID|Signature=|Credential=/);
    expect(cloud.calls).toEqual([]);
  });
});

describe('reading', () => {
  const DAY_MS = 86_400_000;
  const window = () => ({ from: Date.now() - 2 * DAY_MS, to: Date.now() + DAY_MS });
  const backups = (access?: Access, timeoutMs = AMPLE_MS) =>
    ask((api) => api.listBackups(target(ID), window(), timeoutMs), access);
  const tasks = (access?: Access, timeoutMs = AMPLE_MS) =>
    ask((api) => api.listTasks(target(ID), window().from, timeoutMs), access);
  const statuses = () => cloud.calls.map(({ params }) => (params as { Status?: unknown }).Status);

  test('shows the backup and its task at once, each with a time on the same clock', async () => {
    await write();
    const [listed, ran] = [await backups(), await tasks()];
    expect(listed.answer).toMatchObject({
      ok: true,
      value: { records: [{ BackupId: cloud.backups(ID)[0]?.backupId, Remark: 'nightly' }] },
    });
    expect(ran.answer).toMatchObject({
      ok: true,
      value: {
        records: [{ kind: 'manual', state: 'unfinished', TaskId: cloud.tasks(ID)[0]?.taskId }],
      },
    });
    if (!listed.answer.ok || !ran.answer.ok) throw new Error('read above');
    expect(listed.answer.value.records[0]?.startedAt).toBe(ran.answer.value.records[0]?.startedAt);
  });

  test('asks for every status, expired and deleted ones included', async () => {
    await backups();
    expect(statuses()).toEqual([[1, 2, 3, 4, -1, -2]]);
  });

  test('shortens the statuses as the API refuses them, once an invocation', async () => {
    const newest = await startRedisCloud({ statusFilter: 'newest' });
    const { api, close } = openRedisClient({
      ...accessTo(newest),
      limiter: unlimited,
      findings: {},
    });
    expect((await api.listBackups(target(ID), window(), AMPLE_MS)).ok).toBe(true);
    expect((await api.listBackups(target(ID), window(), AMPLE_MS)).ok).toBe(true);
    close();
    expect(newest.calls.map(({ params }) => (params as { Status?: unknown }).Status)).toEqual([
      ...[
        [1, 2, 3, 4, -1, -2],
        [1, 2, 3, 4],
        [1, 2],
      ],
      [1, 2],
    ]);
    await newest.close();
  });

  test.each([
    ['another refusal', 'ResourceNotFound.InstanceNotExists', 1],
    ['a denial named like a parameter', 'InvalidParameter.PermissionDenied', 1],
    ['a parameter that stays refused', 'InvalidParameter.InvalidParameter', 3],
  ])('%s is not about the statuses: %s, %d calls', async (_name, code, calls) => {
    cloud.script({ action: 'DescribeInstanceBackups', code, times: 9 });
    expect(failureIn((await backups()).answer)).toMatchObject({ code, failureClass: 'refused' });
    expect(cloud.calls).toHaveLength(calls);
  });

  test('takes all pages', async () => {
    for (let minute = 0; minute < 250; minute += 1)
      cloud.addBackup({ instanceId: ID, startedAt: Date.now() - (minute + 5) * 60_000 });
    const { answer } = await backups();
    expect(answer).toMatchObject({ ok: true, value: { records: { length: 250 } } });
    expect(cloud.calls).toHaveLength(3);
  });

  test.each<[string, FaultName]>([
    ['from the first page on', 'stall'],
    ['in the middle of a body', 'drip'],
  ])('has one limit for all of it: %s', async (_name, fault) => {
    cloud.script({ action: '*', fault });
    const { answer, ms } = await backups(undefined, TIMEOUT_MS);
    expect(failureIn(answer).code).toBe(NO_REPLY);
    expect(ms).toBeLessThan(TIMEOUT_MS + LATE_MS);
  });

  test('has one limit for all pages', async () => {
    for (let minute = 0; minute < 150; minute += 1)
      cloud.addBackup({ instanceId: ID, startedAt: Date.now() - (minute + 5) * 60_000 });
    cloud.script(
      { action: '*', fault: 'slow', delayMs: 1_000 },
      { action: '*', fault: 'slow', delayMs: 1_000 },
    );
    // Enough for either page, not for both.
    const { answer, ms } = await backups(undefined, 1_700);
    expect(failureIn(answer).code).toBe(NO_REPLY);
    expect(ms).toBeLessThan(1_700 + LATE_MS);
    expect(cloud.calls).toHaveLength(2);
  });

  test.each<FaultName>(['hang-up', 'bad-json', 'http-502', 'empty-response'])(
    'that meets %s fails with what it met',
    async (fault) => {
      cloud.script({ action: 'DescribeTaskList', fault });
      expect(failureIn((await tasks()).answer).failureClass).toBe('ambiguous');
    },
  );
});

describe('what is asked, over a transport by hand', () => {
  const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
  const range = { from: NOW - 86_400_000, to: NOW };
  const [BeginTime, EndTime] = ['2026-01-01 03:04:05', '2026-01-02 03:04:05'];
  const paging = { Limit: 100, Offset: 0 };
  const ALL = [1, 2, 3, 4, -1, -2];
  const empty = { TotalCount: 0, BackupSet: [], Tasks: [], InstanceSet: [], RequestId: 'r' };
  const list = { region: target(ID).Region, window: range, maxPages: 3, timeoutMs: 1_000 };

  /** An API that answers as told, each answer after 400 ms, and the calls it has seen. */
  function byHand(
    answer: (call: Call, count: number) => Answer<Response> = () => ({ ok: true, value: empty }),
    { limiter = unlimited, findings = {} as ApiFindings } = {},
  ) {
    const calls: Call[] = [];
    let now = 0;
    const { api } = openRedisClient(
      { ...accessTo({ port: 1 }), limiter, findings },
      {
        call: async (_access, _connection, call) => {
          calls.push(call);
          now += 400;
          return answer(call, calls.length);
        },
        now: () => now,
      },
    );
    return { api, calls, findings };
  }
  const refusing = (code: string) => () => failed(failure(code));
  const statusesIn = (calls: readonly Call[]) => calls.map(({ params }) => params.Status);

  const asks: [
    name: string,
    ask: (api: Api) => Promise<unknown>,
    action: string,
    params: object,
  ][] = [
    [
      'backups in a span of time, of every status',
      (api) => api.listBackups(target(ID), range, 1_000),
      'DescribeInstanceBackups',
      { InstanceId: ID, BeginTime, EndTime, Status: ALL, ...paging },
    ],
    [
      'tasks by neither an end nor a result',
      (api) => api.listTasks(target(ID), range.from, 1_000),
      'DescribeTaskList',
      { InstanceId: ID, BeginTime, ...paging },
    ],
    [
      'backups of a region',
      (api) => api.listRegionBackups(list),
      'DescribeInstanceBackups',
      { BeginTime, EndTime, Status: ALL, ...paging },
    ],
    [
      'tasks of a region by neither an end nor a result',
      (api) => api.listRegionTasks(list),
      'DescribeTaskList',
      { BeginTime, ...paging },
    ],
    [
      'instances in the order of their creation',
      (api) => api.listInstances(list.region, [], 1_000),
      'DescribeInstances',
      { OrderBy: 'createtime', OrderType: 0, Limit: 1_000, Offset: 0 },
    ],
    [
      'instances by their tags',
      (api) => api.listInstances(list.region, [{ TagKey: 'a', TagValue: 'b' }], 1_000),
      'DescribeInstances',
      {
        OrderBy: 'createtime',
        OrderType: 0,
        InstanceTags: [{ TagKey: 'a', TagValue: 'b' }],
        Limit: 1_000,
        Offset: 0,
      },
    ],
    [
      'a task by its id',
      (api) => api.readTask({ TaskId: 7, Region: list.region }, 1_000),
      'DescribeTaskInfo',
      { TaskId: 7 },
    ],
  ];
  test.each(asks)('%s', async (_name, call, action, params) => {
    const { api, calls } = byHand();
    await call(api);
    expect(calls).toEqual([{ action, region: 'ap-guangzhou', params, timeoutMs: 1_000 }]);
  });

  test('a write with its limits', async () => {
    const value = { TaskId: '7', RequestId: 'r' };
    const { api, calls } = byHand(() => ({ ok: true, value }));
    const limits = sendLimits(900, { connectMs: 70 });
    expect(await api.startBackup(target(ID), { Remark: 'x' }, limits)).toEqual({
      ok: true,
      value: { TaskId: 7, RequestId: 'r' },
    });
    expect(calls).toMatchObject([
      {
        action: 'ManualBackupInstance',
        region: 'ap-guangzhou',
        params: { InstanceId: ID, Remark: 'x' },
        timeoutMs: 900,
        connectMs: 70,
      },
    ]);
  });

  describe('a refusal that a shorter list of statuses may heal', () => {
    const READS: [name: string, read: (api: Api) => Promise<Answer<unknown>>][] = [
      ['an instance', (api) => api.listBackups(target(ID), range, 5_000)],
      ['a region', (api) => api.listRegionBackups({ ...list, timeoutMs: 5_000 })],
    ];
    const CODES: [code: string, calls: number][] = [
      ['InvalidParameter.InvalidParameter', 3],
      ['InvalidParameterValue', 3],
      ['UnsupportedOperation', 3],
      ['InternalError.DbOperationFailed', 3],
      ['FailedOperation.SystemError', 3],
      ['SomethingNew', 3],
      ['ResourceNotFound.InstanceNotExists', 1],
      ['ResourceUnavailable.InstanceDeleted', 1],
      ['ResourceUnavailable.InstanceLockedError', 1],
      ['RequestLimitExceeded', 1],
      ['LimitExceeded', 1],
      ['InvalidParameter.PermissionDenied', 1],
      ['UnauthorizedOperation.NoCAMAuthed', 1],
      ['AuthFailure.SignatureExpire', 1],
      ['ClientError.NeverConnected', 1],
      ['ClientError.NoReply', 1],
      ['ClientError.BadReply', 1],
      ['ClientError.NoCredentials', 1],
    ];
    describe.each(READS)('of %s', (_name, read) => {
      test.each(CODES)('%s: %d calls, and no list is kept', async (code, count) => {
        const { api, calls, findings } = byHand(refusing(code));
        expect(await read(api)).toMatchObject({ ok: false, failure: { code } });
        expect(statusesIn(calls)).toEqual([ALL, [1, 2, 3, 4], [1, 2]].slice(0, count));
        expect(findings).not.toHaveProperty('statusList');
      });

      test.each([
        [1, '1,2,3,4,-1,-2'],
        [2, '1,2,3,4'],
        [3, '1,2'],
      ])(
        'the list of call %d is kept once it is answered, for the next client too',
        async (count, kept) => {
          const answers = (_call: Call, at: number): Answer<Response> =>
            at < count ? failed(failure('UnsupportedOperation')) : { ok: true, value: empty };
          const { api, calls, findings } = byHand(answers);
          expect((await read(api)).ok).toBe(true);
          expect(calls).toHaveLength(count);
          expect(findings.statusList).toBe(kept);
          const next = byHand(undefined, { findings });
          expect((await read(next.api)).ok).toBe(true);
          expect(statusesIn(next.calls)).toEqual([statusesIn(calls).at(-1)]);
        },
      );

      test('a shorter list is not kept where a fault of the moment led to it', async () => {
        const { api, calls, findings } = byHand((_call, at) =>
          at === 1 ? failed(failure('InternalError')) : { ok: true, value: empty },
        );
        expect((await read(api)).ok).toBe(true);
        expect(findings).not.toHaveProperty('statusList');
        await read(api);
        expect(statusesIn(calls)).toEqual([ALL, [1, 2, 3, 4], ALL]);
      });

      test('a list that was answered is not given up for a fault of the moment', async () => {
        const { api, calls } = byHand((_call, at) =>
          at === 2 ? failed(failure('InternalError')) : { ok: true, value: empty },
        );
        await read(api);
        expect(await read(api)).toMatchObject({ ok: false, failure: { code: 'InternalError' } });
        await read(api);
        expect(statusesIn(calls)).toEqual([ALL, ALL, ALL]);
      });
    });
  });

  test('the most rows that a page has had are kept', async () => {
    const Tasks = (count: number) =>
      Array.from({ length: count }, (_, TaskId) => ({ TaskId: TaskId + 1 }));
    const { api, findings } = byHand((_call, count) => ({
      ok: true,
      value: { ...empty, Tasks: Tasks(count === 1 ? 20 : 5), TotalCount: 25 },
    }));
    await api.listRegionTasks(list);
    expect(findings).toEqual({ rowsPerPage: 20 });
  });

  test('all pages share the time of the first, less what has passed', async () => {
    const { api, calls } = byHand(() => ({ ok: true, value: { Tasks: [{}], TotalCount: 9 } }));
    await api.listRegionTasks({ ...list, timeoutMs: 1_000, maxPages: 4 });
    expect(calls.map(({ timeoutMs }) => timeoutMs)).toEqual([1_000, 600, 200, 1]);
  });

  test('each read in its turn, and what it met is told', async () => {
    const limiter = { ...unlimited, acquire: jest.fn(async () => true), record: jest.fn() };
    const { api } = byHand(
      (_call, count) =>
        count === 1 ? failed(failure('RequestLimitExceeded')) : { ok: true, value: empty },
      { limiter },
    );
    await api.listTasks(target(ID), NOW, 1_000);
    await api.listTasks(target(ID), NOW, 1_000);
    expect(limiter.acquire.mock.calls).toEqual([
      ['DescribeTaskList', 1_000],
      ['DescribeTaskList', 1_000],
    ]);
    expect(limiter.record.mock.calls).toEqual([
      ['DescribeTaskList', { kind: 'throttled', tookMs: 400 }],
      ['DescribeTaskList', { kind: 'success', tookMs: 400 }],
    ]);
  });

  test('none without a turn', async () => {
    const { api, calls } = byHand(undefined, {
      limiter: { ...unlimited, acquire: async () => false },
    });
    const answer = await api.listTasks(target(ID), NOW, 1_000);
    expect(answer).toMatchObject({ ok: false, failure: { code: 'NoTurn' } });
    expect(calls).toEqual([]);
  });

  const bad: [
    name: string,
    ask: (api: Api) => Promise<Answer<unknown>>,
    value: Response,
    message: string,
  ][] = [
    [
      'a task without a status',
      (api) => api.readTask({ TaskId: 7, Region: list.region }, 9),
      {},
      'no Status',
    ],
    [
      'a write without a TaskId',
      (api) => api.startBackup(target(ID), { Remark: '' }, sendLimits(9)),
      {},
      'no TaskId',
    ],
    [
      'instances without an end',
      (api) => api.listInstances(list.region, [], 9),
      { InstanceSet: [{}], TotalCount: 50_001 },
      'InstanceSet has no end',
    ],
  ];
  test.each(bad)('%s is no answer', async (_name, ask, value, message) => {
    const { api } = byHand(() => ({ ok: true, value }));
    expect(await ask(api)).toMatchObject({
      failure: { code: 'ClientError.BadReply', message: expect.stringContaining(message) },
    });
  });
});
