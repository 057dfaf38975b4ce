// Rows of the API’s lists, as records.
import type { Region } from '../../src/request/ids';
import { readBackup, readInstance, readTask, readTaskInfo, toTaskId } from '../../src/tencent/rows';

test.each([
  [6954227, 6954227],
  ['6954227', 6954227],
  [1, 1],
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
    ['being exported', { ...row, Status: 3, EndTime: '' }, { ...good, EndTime: '' }],
    ['exported', { ...row, Status: 4, EndTime: '' }, { ...good, EndTime: '' }],
    ['expired', { ...row, Status: -1 }, { ...good, state: 'gone' }],
    ['deleted', { ...row, Status: -2 }, { ...good, state: 'gone' }],
    [
      'in process, with an end: good, and locked',
      { ...row, Status: 1 },
      { ...good, isAtOne: true },
    ],
    [
      'in process, ended as it started: it runs',
      { ...row, Status: 1, EndTime: row.StartTime },
      { ...good, state: 'running', EndTime: row.StartTime },
    ],
    [
      'in process, ended before it started: it runs',
      { ...row, Status: 1, EndTime: '2025-12-31 23:59:59' },
      { ...good, state: 'running', EndTime: '2025-12-31 23:59:59' },
    ],
    [
      'in process, with an end and no start',
      { ...row, Status: 1, StartTime: '' },
      { ...good, state: 'running', StartTime: '', startedAt: Number.NaN },
    ],
    [
      'in process, as text',
      { ...row, Status: '1', EndTime: '' },
      { ...good, state: 'running', EndTime: '' },
    ],
    ['normal, as text', { ...row, Status: '2' }, good],
    ['deleted, as text', { ...row, Status: '-2' }, { ...good, state: 'gone' }],
    ['normal, without an end', { ...row, EndTime: '' }, { ...good, EndTime: '' }],
    [
      'without times that can be read',
      { ...row, EndTime: 'soon', ExpireTime: 0 },
      { ...good, EndTime: '', ExpireTime: '', expiresAt: Number.NaN },
    ],
    [
      'without an instance or a type',
      { ...row, InstanceId: 7, BackupType: null },
      { ...good, InstanceId: '', BackupType: '' },
    ],
    [
      'of a state not listed, without an end',
      { ...row, Status: 9, EndTime: '' },
      { ...good, state: 'running', EndTime: '' },
    ],
    ['of a state not listed, with an end', { ...row, Status: 9 }, { ...good, isAtOne: true }],
    ['without an id', { ...row, BackupId: undefined }, undefined],
    ['null', null, undefined],
    ['text', 'b-1', undefined],
  ];
  test.each(table)('%s', (_name, given, record) => expect(readBackup(given)).toEqual(record));
});

test.each([[{ toString: 1 }], [Object.create(null)], [['2']], ['constructor'], ['__proto__']])(
  'an invalid Status, %p, counts as not finished and never throws',
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
  const running = { ...done, state: 'unfinished', endedAt: undefined };
  const unended = { EndTime: '0000-00-00 00:00:00' };
  const table: [name: string, part: object, record: object | undefined][] = [
    ['a manual backup', {}, done],
    [
      'a task named like a part of every object',
      { TaskType: 'constructor' },
      { ...done, kind: 'other' },
    ],
    ['no type', { TaskType: undefined }, { ...done, kind: 'other' }],
    ['initialised', { Result: 0, ...unended }, running],
    ['executing', { Result: 1, ...unended }, running],
    ['executing, without an end at all', { Result: 1, EndTime: undefined }, running],
    ['a result not listed, without an end', { Result: 3, ...unended }, running],
    ['no result, without an end', { Result: undefined, ...unended }, running],
    ['an end ends a task: initialised', { Result: 0 }, { ...done, state: 'ended' }],
    ['executing', { Result: 1 }, { ...done, state: 'ended' }],
    ['3', { Result: 3 }, { ...done, state: 'ended' }],
    ['-1', { Result: -1 }, { ...done, state: 'ended' }],
    ['no result', { Result: undefined }, { ...done, state: 'ended' }],
    ['a result that is no text', { Result: { toString: {} } }, { ...done, state: 'ended' }],
    ['failed', { Result: 4 }, { ...done, state: 'failed' }],
    ['failed, as text', { Result: '4' }, { ...done, state: 'failed' }],
    ['completed, as text', { Result: '2' }, done],
    ['completed, without an end', unended, { ...done, endedAt: undefined }],
    ['failed, without an end', { Result: 4, ...unended }, { ...running, state: 'failed' }],
    ['without a readable start', { StartTime: '' }, { ...done, startedAt: Number.NaN }],
    ['without an instance', { InstanceId: 7 }, { ...done, InstanceId: '' }],
    ['an id as text', { TaskId: '7' }, done],
    ['no id', { TaskId: undefined }, undefined],
  ];
  test.each(table)('%s', (_name, part, record) => {
    expect(readTask({ ...row, ...part })).toEqual(record);
  });

  test.each([
    ['012', 'manual'],
    ['FLOW_BACKUPINSTANCE', 'manual'],
    ['017', 'automatic'],
    ['FLOW_AUTOBACKUP', 'automatic'],
    ['002', 'resize'],
    ['014', 'deletion'],
    ['046', 'deletion'],
    ['034', 'change'],
    ['037', 'change'],
    ['038', 'change'],
    ['001', 'other'],
    ['FLOW_SOMETHING', 'other'],
    [12, 'other'],
  ])('of type %p is of kind %p', (TaskType, kind) => {
    expect(readTask({ ...row, TaskType })?.kind).toBe(kind);
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

  test('has the API’s own word, and its texts, a time only where there is one, and no secret', () => {
    const StartTime = '2026-01-01 00:00:00';
    const told = { ...answer, Status: 'Error', StartTime, TaskMessage: 'no for AKIDsecret' };
    expect(readTaskInfo(told)).toEqual({
      state: 'failed',
      Status: 'Error',
      InstanceId: 'crs-a',
      StartTime,
      TaskMessage: 'no for [redacted]',
    });
    expect(readTaskInfo({ Status: 'running', StartTime: '0000-00-00 00:00:00' })).toEqual({
      state: 'unfinished',
      Status: 'running',
      InstanceId: '',
      StartTime: '',
      TaskMessage: '',
    });
  });
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
    [
      'with tags that are none',
      { ...row, InstanceTags: [null, 'a', { TagKey: 7 }] },
      { ...record, Tags: [{ TagKey: '', TagValue: '' }] },
    ],
    ['without a name', { ...row, InstanceName: null }, { ...record, Name: '' }],
    ['without an id', { ...row, InstanceId: '' }, undefined],
    ['with an id of another form', { ...row, InstanceId: 'redis-a' }, undefined],
    ['null', null, undefined],
  ];
  test.each(table)('%s', (_name, given, read) => expect(readInstance(region)(given)).toEqual(read));
});
