// RFC 9457 problem details: the fields of each kind, and what a 5xx keeps to itself.
import {
  toOwnProblem,
  toProblem,
  toTargetProblem,
  toUnlistedProblem,
} from '../../src/http/problem';
import { failure, target } from '../support/builders';

const GONE = failure('ResourceNotFound.InstanceNotExists', { requestId: 'r-1' });

test('a failure of the API has its code, its message and its RequestId', () => {
  expect(toProblem(GONE, 'run-1')).toEqual({
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
  expect(toProblem({ title, ...rest, message: 'an inner detail' }, 'run-1').detail).toBe(title);
});

test('a problem of this function’s own has its own kind of type', () => {
  const row = { code: 'NoSuchRoute', status: 404, title: 'There is nothing here.' };
  expect(toOwnProblem(row, 'detail', 'run-1')).toEqual({
    type: 'urn:scf-redis-backup:NoSuchRoute',
    ...row,
    detail: 'detail',
    instance: 'run-1',
    retryable: false,
  });
  expect(toOwnProblem(row, 'detail', 'run-1', []).issues).toEqual([]);
});

test.each([
  [503, true],
  [500, false],
  [400, false],
])('of status %d it is retryable: %p', (status, retryable) => {
  expect(toOwnProblem({ code: 'X', status, title: 'X.' }, '', '').retryable).toBe(retryable);
});

test('a target and a region are named', () => {
  const { InstanceId, Region } = target();
  expect(toTargetProblem(target(), 'refused', GONE, 'run-1')).toEqual({
    ...toProblem(GONE, 'run-1'),
    outcome: 'refused',
    InstanceId,
    Region,
  });
  expect(toUnlistedProblem({ Region, failure: GONE }, 'run-1')).toEqual({
    ...toProblem(GONE, 'run-1'),
    Region,
  });
});
