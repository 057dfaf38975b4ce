// Failures that are decisions of this function: each a row like those of the API's codes.
import {
  backupBare,
  backupGone,
  backupInProgress,
  backupUnlisted,
  deadlineTooNear,
  instancesUnreadable,
  keyReused,
  neverSteady,
  noTurn,
  taskFailed,
} from '../../src/backup/failures';
import type { Failure, FailureClass } from '../../src/result';
import { findRow } from '../../src/tencent/error-table';

const table: [
  Failure,
  code: string,
  failureClass: FailureClass,
  status: number,
  message: RegExp,
][] = [
  [deadlineTooNear(), 'DeadlineTooNear', 'not executed', 503, /^not attempted/],
  [
    backupInProgress('task 9 (an automatic backup)'),
    'BackupInProgress',
    'busy',
    409,
    /^task 9 \(an automatic backup\) has not ended; repeat with the same run key$/,
  ],
  [backupUnlisted(9), 'BackupUnlisted', 'ambiguous', 504, /^task 9 has succeeded/],
  [
    keyReused('b-1', 'caller'),
    'IdempotencyKeyReused',
    'refused',
    422,
    /^backup b-1 .* under this key .* use a new key$/,
  ],
  [
    keyReused('b-1', 'event'),
    'IdempotencyKeyReused',
    'refused',
    422,
    /^backup b-1 .* for this event .* DEFAULT_REQUEST/,
  ],
  [
    backupBare('b-1'),
    'BackupUnmarked',
    'ambiguous',
    504,
    /^backup b-1 began since .* nothing was sent; .* npm run calibrate/,
  ],
  [backupGone('b-1'), 'BackupGone', 'refused', 410, /^backup b-1 .* has expired or been deleted/],
  [noTurn('DescribeTaskList'), 'NoTurn', 'not executed', 503, /^DescribeTaskList was not sent/],
  [taskFailed(9, 'disk full'), 'BackupTaskFailed', 'refused', 502, /^task 9 failed: disk full$/],
  [taskFailed(9, ''), 'BackupTaskFailed', 'refused', 502, /the API gives no reason$/],
  [neverSteady(), 'InstancesUnsteady', 'ambiguous', 502, /^DescribeInstances /],
  [
    instancesUnreadable(1, 214),
    'InstancesUnreadable',
    'refused',
    502,
    /^1 of 214 rows has an id unknown here/,
  ],
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

/** Codes for what no repetition heals, and the pause before a retry of each other one, seconds. */
const FOR_GOOD = [
  'BackupUnmarked',
  'IdempotencyKeyReused',
  'BackupGone',
  'NotAllowed',
  'InstancesUnreadable',
];
const SOON = ['DeadlineTooNear', 'NoTurn'];

test.each(table)('$code is worth a retry, with a pause, unless that heals nothing', (failure) => {
  const pause = SOON.includes(failure.code) ? 5 : 60;
  const isForGood = FOR_GOOD.includes(failure.code);
  expect(failure.retryable).toBe(!isForGood);
  expect(failure.retryAfterSeconds).toBe(isForGood ? undefined : pause);
});

test.each(table)('$code is not a code of the API', ({ code }) => {
  expect(findRow(code).title).toBe(findRow('Nobody.KnowsThis').title);
});
