// The failures of strict mode, as a caller reads them.
import {
  leaseRefused,
  leaseReused,
  leaseUnavailable,
  runInProgress,
} from '../../src/backup/lease-failures';
import { toFailureProblem } from '../../src/http/problem';
import type { Failure } from '../../src/result';

const KEY = 'leases/aaaaaaaaaa/1';

test.each<[string, Failure, number, boolean, string]>([
  ['RunInProgress', runInProgress(KEY, 61_001), 409, true, 'taken over in 62 s'],
  ['IdempotencyKeyReused', leaseReused(KEY), 422, false, 'use a new key'],
  ['LeaseUnavailable', leaseUnavailable('COS did not answer'), 503, true, 'nothing was sent'],
  ['LeaseRefused', leaseRefused('a permission'), 500, false, 'nothing was sent'],
])('%s', (code, failure, status, retryable, words) => {
  expect(failure.message).toContain(words);
  expect(failure.message).toMatch(/^(the lease leases\/aaaaaaaaaa\/1|COS|a permission) ?/);
  expect(toFailureProblem(failure, { instance: 'run-1' })).toMatchObject({
    type: `urn:scf-redis-backup:${code}`,
    status,
    retryable,
  });
});
