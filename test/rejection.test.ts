import { reject, rejectIssues, rejectUnread, SEE_LOG } from '../src/rejection';
import { failure } from './support/builders';

test('a rejection has the row of its code; without a detail the caller is sent to the log', () => {
  expect(reject('WebhookClosed', { reason: 'for the log' })).toMatchObject({
    kind: 'rejected',
    row: { code: 'WebhookClosed', status: 503, logLevel: 'error' },
    detail: SEE_LOG,
    reason: 'for the log',
  });
});

test('issues are the detail, cut for the caller and whole for the log', () => {
  const issues = Array.from({ length: 100 }, (_, n) => ({
    path: `field${n}`,
    message: 'is wrong',
  }));
  const { detail, reason = '', issues: told } = rejectIssues('ValidationFailed', issues);
  expect(detail).toHaveLength(500);
  expect(reason.startsWith(detail)).toBe(true);
  expect(reason).toContain('field99: is wrong');
  expect(told).toBe(issues);
});

test.each([
  ['ResourceNotFound.InstanceNotExists', 404, 'told ResourceNotFound.InstanceNotExists'],
  ['InternalError', 502, failure('InternalError').title],
])('%s, met by a query: a 5xx keeps its message for the log', (code, status, detail) => {
  const unread = failure(code);
  expect(rejectUnread(unread)).toMatchObject({
    row: { code, status, retryable: unread.retryable, logLevel: 'error' },
    detail,
    reason: `told ${code}`,
    failure: unread,
  });
});
