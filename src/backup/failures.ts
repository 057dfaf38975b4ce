// Failures that this function decides by itself, without an answer of the API.
import type { TaskRecord } from '../redis-api';
import type { CodeRow, Failure } from '../result';

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

/** A backup of the instance is in progress; it may be this run's own, from an earlier delivery. */
export const backupInProgress = (task: TaskRecord): Failure =>
  makeFailure(
    {
      code: 'BackupInProgress',
      failureClass: 'busy',
      status: 409,
      retryable: true,
      retryAfterSeconds: 60,
      title: 'A backup of this instance is already being made.',
    },
    `task ${task.TaskId} (${task.kind} backup) has not ended; repeat with the same run key`,
  );

/** A backup task succeeded and its backup is not listed; a write now could make a second one. */
export const backupUnlisted = (task: TaskRecord): Failure =>
  makeFailure(
    {
      code: 'BackupUnlisted',
      failureClass: 'ambiguous',
      status: 504,
      retryable: true,
      retryAfterSeconds: 60,
      title: 'A backup was made that the list of backups does not show yet.',
    },
    `task ${task.TaskId} has succeeded and its backup is not listed; it may be this run's, so nothing was sent`,
  );

export const keyReused = (BackupId: string): Failure =>
  makeFailure(
    {
      code: 'IdempotencyKeyReused',
      failureClass: 'refused',
      status: 422,
      retryable: false,
      title: 'This idempotency key was used for another request.',
    },
    `backup ${BackupId} was made under this key for a request with other fields; use a new key`,
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
