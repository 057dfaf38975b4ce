// Failures that are decisions of this function: each a row like those of the API's codes.
import {
  backupInProgress,
  backupUnlisted,
  deadlineTooNear,
  keyReused,
  neverSteady,
  noTurn,
  taskFailed,
} from '../../src/backup/failures';
import type { Failure, FailureClass } from '../../src/result';
import { findRow } from '../../src/tencent/error-table';

const task = {
  TaskId: 9,
  kind: 'automatic',
  state: 'unfinished',
  startedAt: 0,
  endedAt: undefined,
} as const;

const table: [
  Failure,
  code: string,
  failureClass: FailureClass,
  status: number,
  message: RegExp,
][] = [
  [deadlineTooNear(), 'DeadlineTooNear', 'not executed', 503, /^not attempted/],
  [backupInProgress(task), 'BackupInProgress', 'busy', 409, /^task 9 \(automatic backup\)/],
  [backupUnlisted(task), 'BackupUnlisted', 'ambiguous', 504, /^task 9 has succeeded/],
  [keyReused('b-1'), 'IdempotencyKeyReused', 'refused', 422, /^backup b-1 /],
  [noTurn('DescribeTaskList'), 'NoTurn', 'not executed', 503, /^DescribeTaskList was not sent/],
  [taskFailed(9, 'disk full'), 'BackupTaskFailed', 'refused', 502, /^task 9 failed: disk full$/],
  [taskFailed(9, ''), 'BackupTaskFailed', 'refused', 502, /the API gives no reason$/],
  [neverSteady(), 'InstancesUnsteady', 'ambiguous', 502, /^DescribeInstances /],
];

test.each(table)('$code: $message', (failure, code, failureClass, status, message) => {
  expect(failure).toMatchObject({
    code,
    failureClass,
    status,
    message: expect.stringMatching(message),
  });
  expect(failure.title).toMatch(/^[A-Z].+\.$/);
});

test.each(table)(
  '$code is worth a retry, with a pause, unless it is the caller’s to mend',
  (failure) => {
    expect(failure.retryable).toBe(![403, 422].includes(failure.status));
    expect(failure.retryAfterSeconds !== undefined).toBe(failure.retryable);
  },
);

test.each(table)('$code is not a code of the API', ({ code }) => {
  expect(findRow(code).title).toBe(findRow('Nobody.KnowsThis').title);
});
