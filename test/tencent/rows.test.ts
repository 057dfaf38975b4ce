// Rows of the API’s lists, as records.
import type { Region } from '../../src/request/ids';
import { readBackup, readInstance, readTask, readTaskInfo, toTaskId } from '../../src/tencent/rows';

test.each([
  [6954227, 6954227],
  ['6954227', 6954227],
  [0, undefined],
  [-1, undefined],
  [1.5, undefined],
  [2 ** 53, undefined],
  ['9007199254740993', undefined],
  ['', undefined],
  [' 7', undefined],
  ['0x7', undefined],
  [null, undefined],
  [undefined, undefined],
  [true, undefined],
])('TaskId %p is %p', (value, id) => expect(toTaskId(value)).toBe(id));

describe('a row of DescribeInstanceBackups', () => {
  const row = {
    BackupId: 'b-1',
    InstanceId: 'crs-a',
    Remark: 'nightly',
    Status: 2,
    BackupType: '0',
    StartTime: '2026-01-01 00:00:00',
    EndTime: '2026-01-01 00:00:30',
    ExpireTime: '2026-01-08 00:00:00',
  };
  const { Status: _, ...texts } = row;
  const good = {
    ...texts,
    state: 'good',
    startedAt: Date.UTC(2026, 0, 1),
    expiresAt: Date.UTC(2026, 0, 8),
  };
  const table: [name: string, row: unknown, record: object | undefined][] = [
    ['as documented', row, good],
    ['without a remark', { ...row, Remark: undefined }, { ...good, Remark: '' }],
    ['with a null remark', { ...row, Remark: null }, { ...good, Remark: '' }],
    [
      'without a readable time: its remark still counts',
      { ...row, StartTime: '' },
      { ...good, StartTime: '', startedAt: Number.NaN },
    ],
    [
      'in process, without an end',
      { ...row, Status: 1, EndTime: '0000-00-00 00:00:00' },
      { ...good, state: 'running', EndTime: '' },
    ],
    ['being exported', { ...row, Status: 3 }, good],
    ['exported', { ...row, Status: 4 }, good],
    ['expired', { ...row, Status: -1 }, { ...good, state: 'gone' }],
    ['deleted', { ...row, Status: -2 }, { ...good, state: 'gone' }],
    ['of a state not listed', { ...row, Status: 9 }, { ...good, state: 'running' }],
    ['without an id', { ...row, BackupId: undefined }, undefined],
    ['null', null, undefined],
    ['text', 'b-1', undefined],
  ];
  test.each(table)('%s', (_name, given, record) => expect(readBackup(given)).toEqual(record));
});

test.each([[{ toString: 1 }], [Object.create(null)], [['2']], ['constructor'], ['__proto__']])(
  'a Status that is none, %p, counts as not finished and never throws',
  (Status) => {
    expect(readBackup({ BackupId: 'a', Status })?.state).toBe('running');
    expect(readTask({ TaskId: 7, Result: Status })?.state).toBe('unfinished');
    expect(readTaskInfo({ Status: 'constructor' })?.state).toBe('unfinished');
  },
);

describe('a row of DescribeTaskList', () => {
  const row = {
    TaskId: 7,
    InstanceId: 'crs-a',
    TaskType: '012',
    Result: 2,
    StartTime: '2026-01-01 00:00:00',
    EndTime: '2026-01-01 00:01:00',
  };
  const startedAt = Date.UTC(2026, 0, 1);
  const done = {
    TaskId: 7,
    InstanceId: 'crs-a',
    kind: 'manual',
    state: 'succeeded',
    startedAt,
    endedAt: startedAt + 60_000,
  };
  const table: [name: string, part: object, record: object | undefined][] = [
    ['a manual backup', {}, done],
    ['by its name', { TaskType: 'FLOW_BACKUPINSTANCE' }, done],
    ['an automatic backup', { TaskType: '017' }, { ...done, kind: 'automatic' }],
    ['another task', { TaskType: '002' }, { ...done, kind: 'other' }],
    [
      'a task named like a part of every object',
      { TaskType: 'constructor' },
      { ...done, kind: 'other' },
    ],
    ['no type', { TaskType: undefined }, { ...done, kind: 'other' }],
    ['initialised', { Result: 0 }, { ...done, state: 'unfinished' }],
    ['executing', { Result: 1 }, { ...done, state: 'unfinished' }],
    ['failed', { Result: 4 }, { ...done, state: 'failed' }],
    ['a result as text', { Result: '4' }, { ...done, state: 'failed' }],
    ['a result not listed', { Result: 3 }, { ...done, state: 'unfinished' }],
    ['a result that is no text', { Result: { toString: {} } }, { ...done, state: 'unfinished' }],
    ['no result', { Result: undefined }, { ...done, state: 'unfinished' }],
    ['an id as text', { TaskId: '7' }, done],
    ['no id', { TaskId: undefined }, undefined],
    ['not ended', { EndTime: '0000-00-00 00:00:00' }, { ...done, endedAt: undefined }],
  ];
  test.each(table)('%s', (_name, part, record) => {
    expect(readTask({ ...row, ...part })).toEqual(record);
  });

  test.each([[null], ['7'], [[row]]])('%p is none', (given) => {
    expect(readTask(given)).toBeUndefined();
  });
});

describe('the answer of DescribeTaskInfo', () => {
  const answer = { Status: 'running', InstanceId: 'crs-a', StartTime: '', TaskMessage: 'ok' };
  const table: [Status: unknown, state: string | undefined][] = [
    ['preparing', 'unfinished'],
    ['running', 'unfinished'],
    ['succeed', 'succeeded'],
    ['failed', 'failed'],
    ['error', 'failed'],
    ['Error', 'failed'],
    ['something new', 'unfinished'],
    ['', undefined],
    [2, undefined],
  ];
  test.each(table)('%p is %p', (Status, state) =>
    expect(readTaskInfo({ ...answer, Status })?.state).toBe(state),
  );
});

describe('a row of DescribeInstances', () => {
  const region = 'ap-guangzhou' as Region;
  const row = {
    InstanceId: 'crs-a',
    InstanceName: 'orders',
    Status: 2,
    InstanceTags: [{ TagKey: 'a', TagValue: 'b' }],
    Tags: ['not these'],
  };
  const record = {
    InstanceId: 'crs-a',
    Region: region,
    Name: 'orders',
    Status: 2,
    Tags: [{ TagKey: 'a', TagValue: 'b' }],
  };
  const table: [name: string, row: unknown, record: object | undefined][] = [
    ['as documented', row, record],
    ['without tags', { ...row, InstanceTags: null }, { ...record, Tags: [] }],
    ['without a status', { ...row, Status: '2' }, { ...record, Status: Number.NaN }],
    ['without an id', { ...row, InstanceId: '' }, undefined],
    ['null', null, undefined],
  ];
  test.each(table)('%s', (_name, given, read) => expect(readInstance(region)(given)).toEqual(read));
});
