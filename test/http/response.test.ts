// Every kind of result and every outcome: status, headers, body; and what a 5xx keeps to itself.
import { outcomeUnknown } from '../../src/backup/failures';
import { toResponse } from '../../src/http/response';
import {
  REJECTIONS,
  type RejectionCode,
  reject,
  rejectIssues,
  rejectUnread,
} from '../../src/rejection';
import type { Result, TargetResult } from '../../src/result';
import { accepted, failure, notMade, target } from '../support/builders';

const SECRET = 'an inner message with AKIDsecret';
const respond = (result: Result) => {
  const { body, ...rest } = toResponse(result, { instance: 'run-1' });
  return { ...rest, body: body as Readonly<Record<string, unknown>> };
};
const one = (result: TargetResult): Result => ({
  kind: 'backedUp',
  form: 'one',
  results: [result],
  unlisted: [],
});
const many = (...results: TargetResult[]): Result => ({
  kind: 'backedUp',
  form: 'many',
  results,
  unlisted: [],
});

const EVERY = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
const PROBLEM = { ...EVERY, 'Content-Type': 'application/problem+json' };
const JSON_BODY = { ...EVERY, 'Content-Type': 'application/json' };

describe('a rejection', () => {
  const issues = [
    { path: 'Region', message: 'must be a region id' },
    { path: '', message: 'and more' },
  ];
  const retryable = false;
  const table: [Result, status: number, body: object, headers: object][] = [
    [
      rejectIssues('ValidationFailed', issues),
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
      reject('Unauthenticated', { reason: SECRET, headers: { 'WWW-Authenticate': 'Bearer' } }),
      401,
      { code: 'Unauthenticated', retryable },
      { ...PROBLEM, 'WWW-Authenticate': 'Bearer' },
    ],
    [rejectIssues('NotAllowed', issues), 403, { code: 'NotAllowed', issues, retryable }, PROBLEM],
    [reject('NoSuchRoute'), 404, { code: 'NoSuchRoute', retryable }, PROBLEM],
    [
      reject('MethodNotAllowed', { detail: 'Use POST.', headers: { Allow: 'POST' } }),
      405,
      { code: 'MethodNotAllowed', detail: 'Use POST.', retryable },
      { ...PROBLEM, Allow: 'POST' },
    ],
    [reject('WebhookClosed', { reason: SECRET }), 503, { code: 'WebhookClosed' }, PROBLEM],
    [
      reject('Misconfigured', { reason: SECRET }),
      500,
      { code: 'Misconfigured', retryable },
      PROBLEM,
    ],
    [{ kind: 'crashed' }, 500, { code: 'InternalFault', retryable }, PROBLEM],
  ];
  test.each(table)('%p', (ending, status, body, headers) => {
    const answered = respond(ending);
    const { code } = answered.body;
    expect(answered).toMatchObject({
      status,
      headers,
      body: { ...body, status, instance: 'run-1' },
    });
    expect(answered.body.type).toBe(`urn:scf-redis-backup:${code}`);
    expect(Object.keys(answered.headers).sort()).toEqual(Object.keys(headers).sort());
    expect(answered.body).toMatchObject({ title: expect.any(String), detail: expect.any(String) });
    expect(JSON.stringify(answered)).not.toContain(SECRET);
  });

  test.each(Object.keys(REJECTIONS) as RejectionCode[])(
    '%s has its own status and title',
    (code) => {
      const { status, title, retryable } = REJECTIONS[code];
      expect(respond(reject(code))).toMatchObject({
        status,
        body: { code, status, title, retryable },
      });
      expect('Retry-After' in respond(reject(code)).headers).toBe(retryable);
    },
  );

  test('names the run key, so that its lines can be found in the log', () => {
    const about = { instance: 'run-1', runKey: 'idempotency-key k1' };
    const { body } = toResponse(reject('NothingSelected'), about);
    expect(body).toMatchObject({ instance: 'run-1', runKey: 'idempotency-key k1' });
  });

  test('by the API of a query: its code, its request id and when to ask again', () => {
    const failure = {
      ...{ code: 'RequestLimitExceeded', failureClass: 'not executed' as const, status: 429 },
      ...{ retryable: true, retryAfterSeconds: 5, title: 'Too many.', message: 'too many calls' },
      requestId: 'request-9',
    };
    expect(respond(rejectUnread(failure))).toEqual({
      status: 429,
      headers: { ...PROBLEM, 'Retry-After': '5' },
      body: {
        ...{ type: 'urn:tencentcloud:redis:RequestLimitExceeded', title: 'Too many.', status: 429 },
        ...{ detail: 'too many calls', instance: 'run-1', code: 'RequestLimitExceeded' },
        ...{ requestId: 'request-9', retryable: true },
      },
    });
  });

  test.each<Result>([
    reject('WebhookClosed', { reason: SECRET }),
    reject('Misconfigured', { reason: SECRET }),
    { kind: 'crashed' },
  ])('%p tells a caller nothing but where to look', (result) => {
    const { body } = respond(result);
    expect(body.issues).toBeUndefined();
    expect(body.detail).toMatch(/function log under this instance id/);
  });

  test('a detail of very many issues is cut, the issues are not', () => {
    const lots = Array.from({ length: 100 }, (_, index) => ({ path: `f${index}`, message: 'bad' }));
    const { body } = respond(rejectIssues('ValidationFailed', lots));
    expect(String(body.detail).length).toBeLessThanOrEqual(500);
    expect(body.issues).toEqual(lots);
  });
});

test('an answered query keeps its status, its body and its headers', () => {
  const answered: Result = {
    ...{ kind: 'answered', outcome: 'stale', status: 503, body: '<!doctype html>', failures: [] },
    ...{ headers: { 'Content-Type': 'text/html; charset=utf-8' }, rows: [] },
  };
  expect(toResponse(answered, { instance: 'run-1' })).toEqual({
    status: 503,
    headers: { ...EVERY, 'Content-Type': 'text/html; charset=utf-8' },
    body: '<!doctype html>',
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
    expect(respond(one(result))).toEqual({
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
    [notMade('unknown', 'InternalError.InternalError'), 502, '60'],
    [notMade('refused', 'ClientError.NeverConnected'), 503, '30'],
    [notMade('deferred', 'ClientError.NeverConnected'), 503, '30'],
    [notMade('unknown', 'ClientError.NoReply'), 504, '60'],
    [notMade('refused', 'LimitExceeded'), 429, '3600'],
  ];
  test.each(table)('$Outcome, $failure.code: %d, Retry-After %s', (result, status, retryAfter) => {
    if (!('failure' in result)) throw new Error('made after all');
    const { failure, Outcome: outcome } = result;
    const answered = respond(one(result));
    expect(answered.status).toBe(status);
    expect(answered.headers).toEqual({
      ...PROBLEM,
      ...(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
    });
    expect(answered.body).toEqual({
      type: expect.stringMatching(`^urn:[a-z:-]+:${failure.code}$`),
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
    expect(respond(one(result)).body.requestId).toBe('request-9');
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
      expect(JSON.stringify(respond(ending))).not.toContain(SECRET);
      expect(JSON.stringify(respond(ending))).toContain(`"status":${status}`);
    }
  });
});

describe('several', () => {
  const [first, second] = [accepted('crs-a'), accepted('crs-b')];
  const bad = notMade('refused', 'ResourceUnavailable.InstanceLockedError', 'crs-c');
  const adopted = { ...target('crs-d'), Outcome: 'adopted', BackupId: 'b-1' } as const;

  test('all made: 202', () => {
    expect(respond(many(first, second, adopted))).toMatchObject({
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
    expect(respond(many(first, bad))).toMatchObject({
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

  test('a list of one is a list', () => {
    expect(respond(many(bad)).body).toMatchObject({
      Results: [{ status: 409 }],
      Summary: { refused: 1 },
    });
  });

  describe('none made: no client may take that for a success', () => {
    const gone = notMade('refused', 'ResourceUnavailable.InstanceDeleted', 'crs-d');
    const late = notMade('unknown', 'ClientError.NoReply', 'crs-e');
    const inDoubt = {
      ...target('crs-f'),
      Outcome: 'unknown',
      failure: outcomeUnknown(failure('ClientError.NoReply')),
    } as const;
    const skipped = { ...target('crs-g'), Outcome: 'skipped', Reason: 'dry run' } as const;
    const unlisted = [{ Region: target().Region, failure: failure('InternalError') }];
    const table: [name: string, result: Result, status: number][] = [
      ['of one status', many(bad, bad), 409],
      ['of two', many(bad, gone), 502],
      ['one may have been made', many(gone, late), 502],
      ['one may have been made, and no run key', many(gone, late, inDoubt), 409],
      ['all may have been, and no run key', many(inDoubt, inDoubt), 409],
      ['one is fine', many(gone, first), 207],
      ['one was left out on purpose', many(gone, skipped), 207],
      ['a region could not be listed, and none was found', { ...many(), unlisted } as Result, 502],
      [
        'a region could not be listed beside another no',
        { ...many(gone), unlisted } as Result,
        502,
      ],
      ['a region could not be listed, one is fine', { ...many(first), unlisted } as Result, 207],
    ];
    test.each(table)('%s', (_name, result, status) => {
      expect(respond(result).status).toBe(status);
    });
  });

  test('are counted by outcome', () => {
    const summaryOf = (...results: TargetResult[]) => respond(many(...results)).body;
    expect(summaryOf(first, bad, second, notMade('deferred', 'x'))).toMatchObject({
      Summary: { accepted: 2, refused: 1, deferred: 1 },
    });
    expect(summaryOf()).toMatchObject({ Summary: {} });
  });
});
