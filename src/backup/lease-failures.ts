// Why a run has no lease, and so has sent nothing.
import type { Failure } from '../result';

/** Another delivery of the run holds the lease: it may have sent, and its backup is in no list yet. */
export const runInProgress = (key: string, takeOverInMs: number): Failure => ({
  isOwn: true,
  code: 'RunInProgress',
  failureClass: 'busy',
  status: 409,
  retryable: true,
  retryAfterSeconds: 60,
  title: 'Another delivery of this run is at work, or was cut off.',
  message: `the lease ${key} is another delivery's; if no backup of it is listed by then, it can be taken over in ${Math.ceil(takeOverInMs / 1000)} s; repeat with the same run key`,
});

/** The lease was made for another request under the same key. */
export const leaseReused = (key: string): Failure => ({
  isOwn: true,
  code: 'IdempotencyKeyReused',
  failureClass: 'refused',
  status: 422,
  retryable: false,
  title: 'This run key was used for another request.',
  message: `the lease ${key} was taken under this key for a request with other fields; use a new key`,
});

/** Whether the run holds a lease is not known, or COS could not be asked: it may be tried again. */
export const leaseUnavailable = (reason: string): Failure => ({
  isOwn: true,
  code: 'LeaseUnavailable',
  failureClass: 'not executed',
  status: 503,
  retryable: true,
  retryAfterSeconds: 5,
  title: 'The store of leases could not tell who may start the backup, so nothing was sent.',
  message: `${reason}; without a lease nothing was sent`,
});

/** A permission, a setting or a clock is wrong, and stays so until somebody changes it. */
export const leaseRefused = (reason: string): Failure => ({
  isOwn: true,
  code: 'LeaseRefused',
  failureClass: 'refused',
  status: 500,
  retryable: false,
  title: 'The function cannot take leases as it is set up, so nothing was sent.',
  message: `${reason}; without a lease nothing was sent`,
});
