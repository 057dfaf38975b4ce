// RFC 9457 problem details: the fields of each kind, and what a 5xx keeps to itself.
import { deadlineTooNear } from '../../src/backup/failures';
import {
  toFailureProblem,
  toProblem,
  toTargetProblem,
  toUnlistedProblem,
} from '../../src/http/problem';
import { failure, target } from '../support/builders';

const ABOUT = { instance: 'run-1' };
const GONE = failure('ResourceNotFound.InstanceNotExists', { requestId: 'r-1' });

test('a failure of the API has its code, its message and its RequestId', () => {
  expect(toFailureProblem(GONE, ABOUT)).toEqual({
    type: 'urn:tencentcloud:redis:ResourceNotFound.InstanceNotExists',
    title: GONE.title,
    status: 404,
    detail: GONE.message,
    instance: 'run-1',
    code: 'ResourceNotFound.InstanceNotExists',
    requestId: 'r-1',
    retryable: false,
  });
});

test('a 5xx shows the sentence of its row, never the message', () => {
  const { title, ...rest } = failure('InternalError');
  expect(toFailureProblem({ title, ...rest, message: 'an inner detail' }, ABOUT).detail).toBe(
    title,
  );
});

test('a problem of this function’s own has its own kind of type', () => {
  const row = {
    code: 'NoSuchRoute',
    status: 404,
    title: 'There is nothing here.',
    retryable: false,
  };
  expect(toProblem('scf-redis-backup', row, 'detail', ABOUT)).toEqual({
    type: 'urn:scf-redis-backup:NoSuchRoute',
    ...row,
    detail: 'detail',
    instance: 'run-1',
  });
  expect(toProblem('scf-redis-backup', row, 'detail', ABOUT, { issues: [] }).issues).toEqual([]);
});

test.each([deadlineTooNear(), failure('ClientError.NoReply')])(
  'what the API has not said is of that kind too: $code',
  (own) => {
    expect(toFailureProblem(own, ABOUT).type).toBe(`urn:scf-redis-backup:${own.code}`);
  },
);

test('the run key is in it when there is one', () => {
  const about = { instance: 'run-1', runKey: 'nightly 2026-01-02T20:30:00Z' };
  expect(toFailureProblem(GONE, about).runKey).toBe('nightly 2026-01-02T20:30:00Z');
});

test('a target and a region are named', () => {
  const { InstanceId, Region } = target();
  expect(toTargetProblem(target(), 'refused', GONE, ABOUT)).toEqual({
    ...toFailureProblem(GONE, ABOUT),
    outcome: 'refused',
    InstanceId,
    Region,
  });
  expect(toUnlistedProblem({ Region, failure: GONE }, ABOUT)).toEqual({
    ...toFailureProblem(GONE, ABOUT),
    Region,
  });
});
