// Failures that are decisions of this function: nothing the API said.
import type { TaskRecord } from '../redis-api';
import type { CodeRow, Failure } from '../result';

const make = (row: CodeRow, message: string): Failure => ({ ...row, message });

/** The deadline is too near for a write that could still be read back. */
export const deadlineTooNear = (): Failure =>
  make(
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

/** Another backup of the instance is still being made; it may be this run's own, from an earlier delivery. */
export const backupInProgress = (task: TaskRecord): Failure =>
  make(
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

/** A backup task succeeded and its backup is in no list; sending now could make a second one. */
export const backupUnlisted = (task: TaskRecord): Failure =>
  make(
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

/** The run key has been used for another request. */
export const keyReused = (BackupId: string): Failure =>
  make(
    {
      code: 'IdempotencyKeyReused',
      failureClass: 'refused',
      status: 422,
      retryable: false,
      title: 'This idempotency key was used for another request.',
    },
    `backup ${BackupId} was made under this key for a request with other fields; use a new key`,
  );

/** The pace had no turn for a read in time: it was never sent. */
export const noTurn = (action: string): Failure =>
  make(
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

/** A selector found it, and the settings do not let a request concern it. */
export const notAllowed = (InstanceId: string): Failure =>
  make(
    {
      code: 'NotAllowed',
      failureClass: 'refused',
      status: 403,
      retryable: false,
      title: 'The settings do not allow this instance.',
    },
    `${InstanceId} is not allowed by the setting ALLOWED_INSTANCES; narrow the selector or widen the setting`,
  );

/** The task of a backup ended badly; the text is the API's. */
export const taskFailed = (TaskId: number, message: string): Failure =>
  make(
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

/** Instances came and went all the while a region was listed; those that were met are in the results. */
export const neverSteady = (): Failure =>
  make(
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
