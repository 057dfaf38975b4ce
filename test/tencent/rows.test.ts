import { readBackup, readTask, taskIdOf } from '../../src/tencent/rows';

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
])('TaskId %p is %p', (value, id) => expect(taskIdOf(value)).toBe(id));

describe('a row of DescribeInstanceBackups', () => {
  const row = { BackupId: 'b-1', Remark: 'nightly', StartTime: '2026-01-01 00:00:00' };
  const startedAt = Date.UTC(2026, 0, 1);
  const table: [name: string, row: unknown, record: object | undefined][] = [
    ['as documented', row, { BackupId: 'b-1', Remark: 'nightly', startedAt }],
    ['without a remark', { ...row, Remark: undefined }, { BackupId: 'b-1', Remark: '', startedAt }],
    ['with a null remark', { ...row, Remark: null }, { BackupId: 'b-1', Remark: '', startedAt }],
    [
      'without a readable time: its remark still counts',
      { ...row, StartTime: '' },
      { BackupId: 'b-1', Remark: 'nightly', startedAt: Number.NaN },
    ],
    ['without an id', { ...row, BackupId: undefined }, undefined],
    ['null', null, undefined],
    ['text', 'b-1', undefined],
  ];
  test.each(table)('%s', (_name, given, record) => expect(readBackup(given)).toEqual(record));
});

describe('a row of DescribeTaskList', () => {
  const row = {
    TaskId: 7,
    TaskType: '012',
    Result: 2,
    StartTime: '2026-01-01 00:00:00',
    EndTime: '2026-01-01 00:01:00',
  };
  const startedAt = Date.UTC(2026, 0, 1);
  const done = {
    TaskId: 7,
    kind: 'manual',
    state: 'succeeded',
    startedAt,
    endedAt: startedAt + 60_000,
  };
  const table: [name: string, part: object, record: object | undefined][] = [
    ['a manual backup', {}, done],
    ['by its name', { TaskType: 'FLOW_BACKUPINSTANCE' }, done],
    ['an automatic backup', { TaskType: '017' }, { ...done, kind: 'automatic' }],
    ['another task', { TaskType: '002' }, undefined],
    ['a task named like a part of every object', { TaskType: 'constructor' }, undefined],
    ['initialised', { Result: 0 }, { ...done, state: 'unfinished' }],
    ['executing', { Result: 1 }, { ...done, state: 'unfinished' }],
    ['failed', { Result: 4 }, { ...done, state: 'failed' }],
    ['a result as text', { Result: '4' }, { ...done, state: 'failed' }],
    ['a result not listed', { Result: 3 }, { ...done, state: 'unfinished' }],
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
