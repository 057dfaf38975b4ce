// Failures that this function decides by itself, without an answer of the API.
import type { CodeRow, Failure } from '../result';
import type { RunSettings } from './state';

const makeFailure = (row: CodeRow, message: string): Failure => ({ ...row, isOwn: true, message });

/** Too little time is left to send a write and to read it back if it goes unanswered. */
export const deadlineTooNear = (): Failure =>
  makeFailure(
    {
      code: 'DeadlineTooNear',
      failureClass: 'not executed',
      status: 503,
      retryable: true,
      retryAfterSeconds: 5,
      title: 'The time limit of this run was too near to start the backup.',
    },
    'not attempted: too little of the time limit was left; raise the timeout of the function or ask for fewer instances',
  );

/** Something holds the instance; it may be this run's own backup, from an earlier delivery. */
export const backupInProgress = (holder: string): Failure =>
  makeFailure(
    {
      code: 'BackupInProgress',
      failureClass: 'busy',
      status: 409,
      retryable: true,
      retryAfterSeconds: 60,
      title: 'The instance is busy, perhaps with a backup.',
    },
    `${holder} has not ended; repeat with the same run key`,
  );

/** A backup task succeeded and its backup is not listed; a write now could make a second one. */
export const backupUnlisted = (TaskId: number): Failure =>
  makeFailure(
    {
      code: 'BackupUnlisted',
      failureClass: 'ambiguous',
      status: 504,
      retryable: true,
      retryAfterSeconds: 60,
      title: 'A backup was made that the list of backups does not show yet.',
    },
    `task ${TaskId} has succeeded and its backup is not listed; it may be this run's, so nothing was sent`,
  );

/** @param made what was made, like a BackupId */
export const keyReused = (made: string, key: RunSettings['key']): Failure =>
  makeFailure(
    {
      code: 'IdempotencyKeyReused',
      failureClass: 'refused',
      status: 422,
      retryable: false,
      title: 'This run key was used for another request.',
    },
    key === 'caller'
      ? `backup ${made} was made under this key for a request with other fields; use a new key`
      : `backup ${made} was made for this event by a request with other fields; compare the event's request, or DEFAULT_REQUEST, with what it was`,
  );

/** A backup without a remark began since the run did, and no backup of the instance has ever shown a marker. */
export const backupBare = (BackupId: string): Failure =>
  makeFailure(
    {
      code: 'BackupUnmarked',
      failureClass: 'ambiguous',
      status: 504,
      retryable: false,
      title: 'A backup may be that of this run, and the list does not show its remark.',
    },
    `backup ${BackupId} began since this run did, and no backup of the instance shows a marker, so nothing was sent; find out with npm run calibrate whether the API returns remarks, or give another tool that makes backups without one another time`,
  );

/** The run's backup was made, and has expired or been deleted since. */
export const backupGone = (BackupId: string): Failure =>
  makeFailure(
    {
      code: 'BackupGone',
      failureClass: 'refused',
      status: 410,
      retryable: false,
      title: 'The backup of this run was made and is gone.',
    },
    `backup ${BackupId} of this run has expired or been deleted; a new run key makes a new one`,
  );

/** A write may have been executed, and no run key makes a repetition safe. Many clients repeat a 5xx by themselves, but no 409. */
export const outcomeUnknown = ({ code, requestId }: Failure): Failure => ({
  ...makeFailure(
    {
      code: 'OutcomeUnknown',
      failureClass: 'ambiguous',
      status: 409,
      retryable: false,
      title: 'A backup may have been started.',
    },
    `a backup may have been started: the write ended with ${code}; look at GET …/backups before you repeat it, and send an Idempotency-Key, with which a repetition is safe`,
  ),
  ...(requestId === undefined ? {} : { requestId }),
});

/** The rate limiter had no place for a read in time, so it was never sent. */
export const noTurn = (action: string): Failure =>
  makeFailure(
    {
      code: 'NoTurn',
      failureClass: 'not executed',
      status: 503,
      retryable: true,
      retryAfterSeconds: 5,
      title: 'There were too many calls at once to read in time.',
    },
    `${action} was not sent: its turn would have come too late`,
  );

/** The task of a started backup failed; `message` is the API's text. */
export const taskFailed = (TaskId: number, message: string): Failure =>
  makeFailure(
    {
      code: 'BackupTaskFailed',
      failureClass: 'refused',
      status: 502,
      retryable: true,
      retryAfterSeconds: 60,
      title: 'The backup was started and its task failed.',
    },
    `task ${TaskId} failed: ${message === '' ? 'the API gives no reason' : message}`,
  );

/** The list of a region changed between all of its readings; every instance that was listed is in the results. */
export const neverSteady = (): Failure =>
  makeFailure(
    {
      code: 'InstancesUnsteady',
      failureClass: 'ambiguous',
      status: 502,
      retryable: true,
      retryAfterSeconds: 60,
      title: 'The list of instances changed faster than it could be read.',
    },
    'DescribeInstances gave another list each time it was read; every instance that was met was treated, one may be missing',
  );

/** Rows of the list of instances had an id of another form than this function knows. */
export const instancesUnreadable = (unreadable: number, rows: number): Failure =>
  makeFailure(
    {
      code: 'InstancesUnreadable',
      failureClass: 'refused',
      status: 502,
      retryable: false,
      title: 'The list of instances has rows that cannot be read.',
    },
    `${unreadable} of ${rows} rows has an id unknown here; every other instance was treated`,
  );
