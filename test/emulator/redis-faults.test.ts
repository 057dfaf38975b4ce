// What the SDK makes of each fault: the contract that the classifier of failures relies on.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FAULT_NAMES, type FaultName } from '../../emulator/redis/fault-names';
import { FAULTS } from '../../emulator/redis/fault-table';
import { type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { failureOf, sdk } from './redis-client';

const ID = 'crs-demo0001';
const BACKUP = { InstanceId: ID, Remark: 'nightly' };
const EXC = 'TencentCloudSDKHttpException';

let cloud: RedisCloud;
beforeEach(async () => {
  cloud = await startRedisCloud({ statusFilter: 'all' });
});
afterEach(() => cloud.close());

/** These are ended by the caller's own limit, and wait for it; the others are given ample time. */
const ENDLESS: readonly FaultName[] = ['stall', 'stall-body', 'drip', 'cut-length', 'slow'];
const backUp = (fault?: FaultName) => {
  const reqTimeout = fault !== undefined && ENDLESS.includes(fault) ? 0.25 : 10;
  return sdk(cloud, { reqTimeout })('ManualBackupInstance', BACKUP);
};
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const url = () => `http://127.0.0.1:${cloud.port}/`;

/** class, then own fields that set it apart; `$URL` stands for the server's address. */
type Row = [FaultName, string, Record<string, unknown>, string];

const exc = (name: FaultName, message: string, fields = {}): Row => [name, EXC, fields, message];
const fetchError = (name: FaultName, type: string, message: string, fields = {}): Row => [
  name,
  'FetchError',
  { type, ...fields },
  message,
];
const typeError = (name: FaultName, value: string, property: string): Row => [
  name,
  'TypeError',
  {},
  `Cannot read properties of ${value} (reading '${property}')`,
];

const bodyTimeout = 'Response timeout while trying to fetch $URL (over 250ms)';
const invalidJson = 'invalid json response body at $URL reason: ';

const REJECTED: Row[] = [
  exc('hang-up', 'request to $URL failed, reason: socket hang up'),
  exc('reset', 'request to $URL failed, reason: read ECONNRESET'),
  exc('stall', 'network timeout at: $URL'),
  exc('http-403', 'Forbidden', { httpCode: 403 }),
  exc('http-429', 'Too Many Requests', { httpCode: 429 }),
  exc('http-500-json', 'Internal Server Error', { httpCode: 500 }),
  exc('http-502', 'Bad Gateway', { httpCode: 502 }),
  exc('http-504', 'Gateway Time-out', { httpCode: 504 }),
  fetchError('stall-body', 'body-timeout', bodyTimeout),
  fetchError('drip', 'body-timeout', bodyTimeout),
  fetchError('cut-length', 'body-timeout', bodyTimeout),
  fetchError(
    'cut-chunked',
    'system',
    'Invalid response body while trying to fetch $URL: Premature close',
    {
      code: 'ERR_STREAM_PREMATURE_CLOSE',
      errno: 'ERR_STREAM_PREMATURE_CLOSE',
    },
  ),
  fetchError('bad-json', 'invalid-json', `${invalidJson}Unexpected end of JSON input`),
  fetchError('empty-body', 'invalid-json', `${invalidJson}Unexpected end of JSON input`),
  fetchError(
    'html-200',
    'invalid-json',
    `${invalidJson}Unexpected token '<', "<html><h1>"... is not valid JSON`,
  ),
  typeError('no-response-key', 'undefined', 'Error'),
  typeError('null', 'null', 'Response'),
];

test.each(REJECTED)('%s rejects with %s %p', async (fault, className, fields, message) => {
  cloud.script({ fault });
  const failure = await failureOf(backUp(fault));
  const isExc = className === EXC;
  expect(failure).toMatchObject({
    class: className,
    name: isExc ? 'Error' : className,
    message: message.replace('$URL', url()),
    ...(isExc ? { requestId: '' } : {}),
    ...fields,
  });
  for (const key of ['code', 'httpCode', 'requestId'])
    expect(key in failure).toBe(key in fields || (isExc && key === 'requestId'));
  expect(cloud.calls).toMatchObject([{ fault, executed: FAULTS[fault].executes }]);
});

const RESOLVED: [FaultName, (reply: Record<string, unknown>) => void][] = [
  ['empty-response', (reply) => expect(reply).toEqual({})],
  ['event-stream', (reply) => expect(reply.constructor.name).toBe('SSEResponseModel')],
  ['page-shift', (reply) => expect(reply).toMatchObject({ TaskId: expect.any(Number) })],
  ['page-drop', (reply) => expect(reply).toMatchObject({ TaskId: expect.any(Number) })],
];

test.each(RESOLVED)('%s resolves', async (fault, check) => {
  cloud.script({ fault });
  check(await backUp());
  expect(cloud.calls).toMatchObject([{ fault, executed: true }]);
});

test('slow answers correctly, late', async () => {
  cloud.script({ fault: 'slow', delayMs: 120 });
  const before = Date.now();
  const reply = await sdk(cloud)('ManualBackupInstance', BACKUP);
  expect(Date.now() - before).toBeGreaterThanOrEqual(119);
  expect(cloud.backups(ID)).toMatchObject([{ taskId: reply.TaskId }]);
});

test('slow beyond the timeout looks like no answer at all', async () => {
  cloud.script({ fault: 'slow', delayMs: 10_000 });
  expect(await failureOf(backUp('slow'))).toMatchObject({
    class: EXC,
    message: `network timeout at: ${url()}`,
  });
  expect(cloud.backups(ID)).toHaveLength(1);
});

test('redirect-307 sends the same write twice, and the second is carried out', async () => {
  cloud.script({ fault: 'redirect-307' });
  const { TaskId } = await backUp();
  expect(cloud.calls).toMatchObject([
    { fault: 'redirect-307', executed: false },
    { executed: true, params: BACKUP },
  ]);
  expect(cloud.backups(ID)).toMatchObject([{ taskId: TaskId }]);
});

test('a closed port is refused', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  expect(await failureOf(sdk({ port })('ManualBackupInstance', BACKUP))).toEqual({
    class: EXC,
    name: 'Error',
    message: `request to http://127.0.0.1:${port}/ failed, reason: connect ECONNREFUSED 127.0.0.1:${port}`,
    requestId: '',
    traceId: expect.any(String),
  });
});

describe('carried out or not', () => {
  const all = [...FAULT_NAMES];
  const broken = all.filter((name) => !['redirect-307', 'slow'].includes(name));

  test.each(
    broken.flatMap(
      (fault) =>
        [
          [fault, true],
          [fault, false],
        ] as const,
    ),
  )('%s, execute %p', async (fault, execute) => {
    cloud.script({ fault, execute });
    await backUp(fault).catch(() => undefined);
    expect(cloud.backups(ID).map((backup) => backup.remark)).toEqual(
      execute ? expect.arrayContaining(['nightly']) : expect.not.arrayContaining(['nightly']),
    );
    expect(cloud.calls).toMatchObject([{ executed: execute }]);
  });

  test.each([
    [false, 0],
    [true, 1],
  ])('an error code, execute %p: %d backups', async (execute, count) => {
    cloud.script({ code: 'InternalError', message: 'boom', execute });
    expect(await failureOf(backUp())).toMatchObject({
      class: EXC,
      code: 'InternalError',
      message: 'boom',
    });
    expect(cloud.backups(ID)).toHaveLength(count);
    expect(cloud.calls).toMatchObject([{ code: 'InternalError', executed: execute }]);
  });

  test('a call that would be refused is not carried out by a fault', async () => {
    cloud.lock(ID);
    cloud.script({ fault: 'hang-up' });
    await failureOf(backUp());
    expect(cloud.calls).toMatchObject([
      { fault: 'hang-up', executed: false, code: 'ResourceUnavailable.InstanceLockedError' },
    ]);
  });

  test('executeAfterMs: the backup begins when nobody waits any more', async () => {
    cloud.script({ fault: 'stall', executeAfterMs: 800 });
    await failureOf(backUp('stall'));
    expect(cloud.backups(ID)).toEqual([]);
    while (cloud.backups(ID).length === 0) await later(5);
    expect(cloud.calls).toMatchObject([{ fault: 'stall', executed: true }]);
  });
});

describe('lists that change between two pages', () => {
  const ids = async (action: string, rows: string, Offset: number, idOf: string) => {
    const reply = await sdk(cloud)(action, { Limit: 2, Offset });
    return (reply[rows] as Record<string, string>[]).map((row) => row[idOf]);
  };

  beforeEach(async () => {
    await cloud.close();
    // The first in the list is free: an automatic backup can start there.
    const instances = ['crs-1', 'crs-2', 'crs-3', 'crs-4', 'crs-5'].map((instanceId) => ({
      instanceId,
      locked: instanceId !== 'crs-5',
    }));
    cloud = await startRedisCloud({ statusFilter: 'all', instances });
    for (const days of [1, 2, 3, 4])
      cloud.addBackup({ instanceId: 'crs-1', startedAt: Date.now() - days * 3_600_000 });
  });

  test.each([
    ['DescribeInstances', 'InstanceSet', 'InstanceId'],
    ['DescribeInstanceBackups', 'BackupSet', 'BackupId'],
    ['DescribeTaskList', 'Tasks', 'TaskId'],
  ])('page-shift shows the last row of a page of %s again', async (action, rows, idOf) => {
    cloud.script({ action, fault: 'page-shift' });
    const first = await ids(action, rows, 0, idOf);
    const second = await ids(action, rows, 2, idOf);
    expect(second[0]).toBe(first[1]);
  });

  test('an instance that is held gets no automatic backup from page-shift', async () => {
    cloud.script({ action: 'DescribeInstanceBackups', fault: 'page-shift' });
    await sdk(cloud)('DescribeInstanceBackups', { InstanceId: 'crs-1' });
    expect(cloud.backups('crs-1')).toHaveLength(4);
    expect(cloud.tasks('crs-1')).toHaveLength(1);
  });

  test.each([
    ['DescribeInstances', 'InstanceSet', 'InstanceId'],
    ['DescribeInstanceBackups', 'BackupSet', 'BackupId'],
  ])('page-drop hides a row of %s from every page', async (action, rows, idOf) => {
    const before = [...(await ids(action, rows, 0, idOf)), ...(await ids(action, rows, 2, idOf))];
    cloud.script({ action, fault: 'page-drop' });
    const seen = [...(await ids(action, rows, 0, idOf)), ...(await ids(action, rows, 2, idOf))];
    expect(before.filter((id) => !seen.includes(id))).toEqual([before[2]]);
  });
});

describe('closing', () => {
  // With a minute to wait, only the cloud can have ended a call; the first two may be met before their headers or behind.
  const table: [name: FaultName, reqTimeout: number, message: RegExp][] = [
    ['drip', 60, /Premature close|socket hang up/],
    // The SDK's client does not see that a body of a known length was cut: its own timeout ends the call.
    ['stall-body', 0.25, /Response timeout|socket hang up/],
    ['stall', 60, /socket hang up/],
    ['slow', 60, /socket hang up/],
  ];

  test('ends stalled, dripping and sleeping calls', async () => {
    const calls = [];
    for (const [index, [fault, reqTimeout]] of table.entries()) {
      cloud.script(fault === 'slow' ? { fault, delayMs: 60_000 } : { fault, execute: false });
      calls.push(failureOf(sdk(cloud, { reqTimeout })('ManualBackupInstance', BACKUP)));
      while (cloud.calls.length <= index) await later(5);
    }
    const before = Date.now();
    await cloud.close();
    const failures = await Promise.all(calls);
    expect(Date.now() - before).toBeLessThan(10_000);
    for (const [index, [, , message]] of table.entries())
      expect(failures[index]?.message).toMatch(message);
  });
});
