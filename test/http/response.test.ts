// Every ending and every outcome: status, headers, body; and what a 5xx keeps to itself.
import type { Result } from '../../src/ending';
import { toReply, toResponse } from '../../src/http/response';
import type { TargetResult } from '../../src/result';
import { accepted, notMade, target } from '../support/builders';
import { httpReply } from '../support/function';

const SECRET = 'an inner message with AKIDsecret';
const reply = (ending: Result) => httpReply(toResponse(ending, 'run-1'));
const one = (result: TargetResult): Result => ({
  kind: 'backed up',
  form: 'one',
  results: [result],
});
const many = (...results: TargetResult[]): Result => ({ kind: 'backed up', form: 'many', results });

const PROBLEM = {
  'Content-Type': 'application/problem+json',
  'Cache-Control': 'no-store',
};
const JSON_BODY = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

describe('an ending of this function’s own', () => {
  const issues = [
    { path: 'Region', message: 'must be a region id' },
    { path: '', message: 'and more' },
  ];
  const retryable = false;
  const table: [Result, status: number, body: object, headers: object][] = [
    [
      { kind: 'invalid', issues },
      400,
      {
        code: 'ValidationFailed',
        detail: 'Region: must be a region id; and more',
        issues,
        retryable,
      },
      PROBLEM,
    ],
    [
      { kind: 'unauthenticated', reason: 'no token' },
      401,
      { code: 'Unauthenticated', retryable },
      { ...PROBLEM, 'WWW-Authenticate': 'Basic realm="scf-redis-backup", Bearer' },
    ],
    [{ kind: 'forbidden', issues }, 403, { code: 'NotAllowed', issues, retryable }, PROBLEM],
    [{ kind: 'no such route' }, 404, { code: 'NoSuchRoute', retryable }, PROBLEM],
    [
      { kind: 'wrong method', allow: 'POST' },
      405,
      { code: 'MethodNotAllowed', detail: 'Use POST.', retryable },
      { ...PROBLEM, Allow: 'POST' },
    ],
    [{ kind: 'closed' }, 503, { code: 'WebhookClosed' }, PROBLEM],
    [{ kind: 'misconfigured', issues }, 500, { code: 'Misconfigured', retryable }, PROBLEM],
    [{ kind: 'crashed' }, 500, { code: 'InternalFault', retryable }, PROBLEM],
  ];
  test.each(table)('%p', (ending, status, body, headers) => {
    const answered = reply(ending);
    const { code } = answered.body;
    expect(answered).toMatchObject({
      status,
      headers,
      body: { ...body, status, instance: 'run-1' },
    });
    expect(answered.body.type).toBe(`urn:scf-redis-backup:${code}`);
    expect(Object.keys(answered.headers).sort()).toEqual(Object.keys(headers).sort());
    expect(answered.body).toMatchObject({ title: expect.any(String), detail: expect.any(String) });
  });

  test('healthy', () => {
    expect(reply({ kind: 'healthy', version: '1.2.3' })).toEqual({
      status: 200,
      headers: JSON_BODY,
      body: { version: '1.2.3' },
    });
  });

  test.each<Result>([{ kind: 'closed' }, { kind: 'misconfigured', issues }, { kind: 'crashed' }])(
    '%p tells a caller nothing but where to look',
    (ending) => {
      const { body } = reply(ending);
      expect(body.issues).toBeUndefined();
      expect(body.detail).toMatch(/function log under this instance id/);
    },
  );

  test('a detail of very many issues is cut, the issues are not', () => {
    const lots = Array.from({ length: 100 }, (_, index) => ({ path: `f${index}`, message: 'bad' }));
    const { body } = reply({ kind: 'invalid', issues: lots });
    expect(String(body.detail).length).toBeLessThanOrEqual(500);
    expect(body.issues).toEqual(lots);
  });
});

describe('one backup that was made', () => {
  test.each([
    [accepted(), { TaskId: 7, RequestId: 'request-7', Outcome: 'accepted' }],
    [
      { ...target(), Outcome: 'accepted', BackupId: 'b-1', TaskId: 7 } as const,
      { BackupId: 'b-1', TaskId: 7, Outcome: 'accepted' },
    ],
    [
      { ...target(), Outcome: 'adopted', BackupId: 'b-1' } as const,
      { BackupId: 'b-1', Outcome: 'adopted' },
    ],
  ])('%p', (result, body) => {
    expect(reply(one(result))).toEqual({
      status: 202,
      headers: JSON_BODY,
      body: { ...body, InstanceId: 'crs-demo0001', Region: 'ap-guangzhou' },
    });
  });
});

describe('one that was not', () => {
  const table: [result: TargetResult, status: number, retryAfter: string | undefined][] = [
    [notMade('refused', 'InvalidParameter.InvalidParameter'), 400, undefined],
    [notMade('refused', 'UnauthorizedOperation.NoCAMAuthed'), 403, undefined],
    [notMade('refused', 'ResourceNotFound.InstanceNotExists'), 404, undefined],
    [notMade('refused', 'ResourceUnavailable.InstanceLockedError'), 409, '60'],
    [notMade('refused', 'ResourceUnavailable.InstanceDeleted'), 410, undefined],
    [notMade('refused', 'RequestLimitExceeded'), 429, '5'],
    [notMade('refused', 'AuthFailure.SignatureFailure'), 500, undefined],
    [notMade('unknown', 'InternalError.InternalError'), 502, undefined],
    [notMade('refused', 'ClientError.NeverConnected'), 503, '30'],
    [notMade('deferred', 'ClientError.NeverConnected'), 503, '30'],
    [notMade('unknown', 'ClientError.NoReply'), 504, '30'],
  ];
  test.each(table)('$Outcome, $failure.code: %d, Retry-After %s', (result, status, retryAfter) => {
    if (!('failure' in result)) throw new Error('made after all');
    const { failure, Outcome: outcome } = result;
    const answered = reply(one(result));
    expect(answered.status).toBe(status);
    expect(answered.headers).toEqual({
      ...PROBLEM,
      ...(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
    });
    expect(answered.body).toEqual({
      type: `urn:tencentcloud:redis:${failure.code}`,
      title: failure.title,
      status,
      detail: status >= 500 ? failure.title : failure.message,
      instance: 'run-1',
      code: failure.code,
      retryable: failure.retryable,
      outcome,
      InstanceId: 'crs-demo0001',
      Region: 'ap-guangzhou',
    });
  });

  test('the API’s RequestId is in it when there is one', () => {
    const result = notMade('refused', 'ResourceNotFound.InstanceNotExists', undefined, {
      requestId: 'request-9',
    });
    expect(reply(one(result)).body.requestId).toBe('request-9');
  });

  test.each([
    ['AuthFailure', 500],
    ['InternalError.DbOperationFailed', 502],
    ['Nobody.KnowsThis', 502],
    ['ClientError.NeverConnected', 503],
    ['ClientError.BadReply', 504],
  ])('%s, %d: the message of what failed inside stays inside', (code, status) => {
    const result = notMade('unknown', code, undefined, { message: SECRET });
    for (const ending of [one(result), many(result, accepted())]) {
      expect(JSON.stringify(toResponse(ending, 'run-1'))).not.toContain(SECRET);
      expect(JSON.stringify(toReply(ending, 'run-1'))).toContain(`"status":${status}`);
    }
  });
});

describe('several', () => {
  const [first, second] = [accepted('crs-a'), accepted('crs-b')];
  const bad = notMade('refused', 'ResourceUnavailable.InstanceLockedError', 'crs-c');
  const adopted = { ...target('crs-d'), Outcome: 'adopted', BackupId: 'b-1' } as const;

  test('all made: 202', () => {
    expect(reply(many(first, second, adopted))).toMatchObject({
      status: 202,
      headers: JSON_BODY,
      body: {
        Results: [
          { InstanceId: 'crs-a', Outcome: 'accepted', TaskId: 7 },
          { InstanceId: 'crs-b', Outcome: 'accepted' },
          { InstanceId: 'crs-d', Outcome: 'adopted', BackupId: 'b-1' },
        ],
        Summary: { accepted: 2, adopted: 1 },
      },
    });
  });

  test('some made: 207, each with its own result or problem, in order', () => {
    expect(reply(many(first, bad))).toMatchObject({
      status: 207,
      headers: JSON_BODY,
      body: {
        Results: [
          { InstanceId: 'crs-a', Outcome: 'accepted' },
          {
            InstanceId: 'crs-c',
            outcome: 'refused',
            status: 409,
            type: 'urn:tencentcloud:redis:ResourceUnavailable.InstanceLockedError',
          },
        ],
        Summary: { accepted: 1, refused: 1 },
      },
    });
  });

  test('none made: 207 as well; a list of one is a list', () => {
    expect(reply(many(bad))).toMatchObject({
      status: 207,
      body: { Results: [{ status: 409 }], Summary: { refused: 1 } },
    });
  });

  test('are counted by outcome', () => {
    const summaryOf = (...results: TargetResult[]) => reply(many(...results)).body;
    expect(summaryOf(first, bad, second, notMade('deferred', 'x'))).toMatchObject({
      Summary: { accepted: 2, refused: 1, deferred: 1 },
    });
    expect(summaryOf()).toMatchObject({ Summary: {} });
  });
});
