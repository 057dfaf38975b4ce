// The whole flow with a fake API and a clock by hand: event in, answer or throw out, and what is logged on the way.
import { handle } from '../src/app';
import { failure } from './support/builders';
import { invocation } from './support/context';
import { deps, type TestDeps, TOKEN } from './support/deps';
import { post, timerEvent } from './support/events';
import { httpReply } from './support/function';

const ID = 'crs-demo0001';
const REQUEST = { InstanceId: ID };

const send = async (event: unknown, at: TestDeps, context = invocation()) =>
  httpReply(await handle(event, context, at));

/** The message of what an event is thrown back with, parsed. */
async function thrown(event: unknown, at: TestDeps): Promise<Record<string, unknown>> {
  const outcome = await handle(event, invocation(), at).catch((error: Error) => error);
  if (!(outcome instanceof Error)) throw new Error(`returned ${JSON.stringify(outcome)}`);
  return JSON.parse(outcome.message);
}

describe('a good event', () => {
  test('a timer returns what was started, under a marker that is a contract', async () => {
    const at = deps();
    const event = timerEvent({ ...REQUEST, Remark: 'nightly', StorageDays: 7 });
    expect(await handle(event, invocation(), at)).toEqual({
      TaskId: 6954228,
      RequestId: 'request-6954228',
      InstanceId: ID,
      Region: 'ap-guangzhou',
      Outcome: 'accepted',
      runKey: expect.any(String),
    });
    expect(at.api.orders).toMatchObject([
      {
        InstanceId: ID,
        Region: 'ap-guangzhou',
        Remark: 'run-irf3lxieey-ughw nightly',
        StorageDays: 7,
      },
    ]);
  });

  test('a webhook is answered 202', async () => {
    const at = deps();
    expect(await send(post(REQUEST), at)).toMatchObject({
      status: 202,
      body: { Outcome: 'accepted', InstanceId: ID },
    });
  });

  test('a direct invoke of several returns a list, each backed up once', async () => {
    const at = deps();
    const event = { InstanceIds: ['crs-a', 'crs-b', 'crs-a'] };
    expect(await handle(event, invocation(), at)).toMatchObject({
      Results: [{ InstanceId: 'crs-a' }, { InstanceId: 'crs-b' }],
      Summary: { accepted: 2 },
    });
    expect(at.api.orders).toHaveLength(2);
  });

  test('health is answered without a token and without the API', async () => {
    const at = deps();
    const event = { ...post(''), httpMethod: 'GET', path: '/release/health', headers: {} };
    expect(await send(event, at)).toMatchObject({ status: 200, body: { version: '1.2.3' } });
    expect([at.api.orders, at.api.reads]).toEqual([[], []]);
  });
});

describe('the region', () => {
  const there = { tencentcloud_region: 'ap-beijing' };
  const table: [name: string, request: object, setting: string, context: object, region: string][] =
    [
      ['of the request', { Region: 'ap-tokyo' }, 'ap-seoul', there, 'ap-tokyo'],
      ['else of the setting', {}, 'ap-seoul', there, 'ap-seoul'],
      ['else of the function', {}, '', there, 'ap-beijing'],
    ];
  test.each(table)('%s', async (_name, request, BACKUP_REGION, context, region) => {
    const at = deps({ settings: { BACKUP_REGION } });
    await send(post({ ...REQUEST, ...request }), at, invocation({ ...context }));
    expect(at.api.orders).toMatchObject([{ Region: region }]);
  });

  test('is missing when there is none of these', async () => {
    const { status, body } = await send(
      post(REQUEST),
      deps(),
      invocation({ tencentcloud_region: '' }),
    );
    expect(status).toBe(400);
    expect(body.issues).toMatchObject([{ path: 'Region' }]);
  });
});

describe('the same run key again', () => {
  const keyed = (request: object) => post(request, { 'idempotency-key': 'k-1' });

  test('is adopted, with nothing sent', async () => {
    const at = deps();
    await send(keyed(REQUEST), at);
    expect(await send(keyed(REQUEST), at)).toMatchObject({
      status: 202,
      body: { Outcome: 'adopted', TaskId: 6954228 },
    });
    expect(at.api.orders).toHaveLength(1);
  });

  test('with another request is 422, with nothing sent', async () => {
    const at = deps();
    await send(keyed(REQUEST), at);
    expect(await send(keyed({ ...REQUEST, StorageDays: 7 }), at)).toMatchObject({
      status: 422,
      body: { code: 'IdempotencyKeyReused', outcome: 'refused', retryable: false },
    });
    expect(at.api.orders).toHaveLength(1);
  });

  test('is another run with another key, and each run without a key is its own', async () => {
    const at = deps();
    for (const headers of [{ 'idempotency-key': 'k-1' }, { 'idempotency-key': 'k-2' }, {}, {}])
      await send(post(REQUEST, headers), at);
    expect(new Set(at.api.orders.map(({ Remark }) => Remark)).size).toBe(4);
  });

  test('a webhook without a key is sent without a look first', async () => {
    const at = deps();
    await send(post(REQUEST), at);
    expect(at.api.reads).toEqual([]);
  });
});

describe('DEFAULT_REQUEST', () => {
  const settings = { DEFAULT_REQUEST: JSON.stringify({ InstanceId: 'crs-default' }) };

  test('is meant by a timer without an argument', async () => {
    const at = deps({ settings });
    await handle(timerEvent(''), invocation(), at);
    expect(at.api.orders).toMatchObject([{ InstanceId: 'crs-default' }]);
  });

  test.each([
    ['a timer with a bad argument', timerEvent('not JSON')],
    ['a webhook without a body', post('')],
  ])('is not used for %s', async (_name, event) => {
    const at = deps({ settings });
    await handle(event, invocation(), at).catch(() => undefined);
    expect(at.api.orders).toEqual([]);
  });

  test('is missing: the timer says which setting is empty', async () => {
    expect(await thrown(timerEvent(''), deps())).toMatchObject({
      failed: [
        {
          code: 'ValidationFailed',
          issues: [{ message: expect.stringMatching(/DEFAULT_REQUEST/) }],
        },
      ],
    });
  });
});

describe('what goes no further', () => {
  const strict = {
    ALLOWED_INSTANCES: 'crs-prod*',
    ALLOWED_REGIONS: 'ap-tokyo',
    MAX_STORAGE_DAYS: '7',
  };
  const table: [
    name: string,
    event: unknown,
    settings: Record<string, string>,
    status: number,
    code: string,
  ][] = [
    ['no token', post(REQUEST, { authorization: '' }), {}, 401, 'Unauthenticated'],
    [
      'no token and no request either',
      post('{', { authorization: '' }),
      {},
      401,
      'Unauthenticated',
    ],
    ['no secret set', post(REQUEST), { WEBHOOK_SECRETS: '' }, 503, 'WebhookClosed'],
    ['a bad request', post({}), {}, 400, 'ValidationFailed'],
    ['more than is allowed', post({ ...REQUEST, StorageDays: 8 }), strict, 403, 'NotAllowed'],
    ['another method', { ...post(REQUEST), httpMethod: 'PUT' }, {}, 405, 'MethodNotAllowed'],
    ['another path', { ...post(''), httpMethod: 'GET', path: '/x' }, {}, 404, 'NoSuchRoute'],
    ['a bad setting', post(REQUEST), { LOG_LEVEL: 'loud' }, 500, 'Misconfigured'],
  ];
  test.each(table)('%s', async (_name, event, settings, status, code) => {
    const at = deps({ settings });
    expect(await send(event, at)).toMatchObject({ status, body: { status, code } });
    expect([at.api.orders, at.api.reads]).toEqual([[], []]);
    expect(at.connections.closed).toBe(at.connections.opened);
  });

  test('403 names every setting that says no', async () => {
    const { body } = await send(post({ ...REQUEST, StorageDays: 8 }), deps({ settings: strict }));
    const messages = JSON.stringify(body.issues);
    for (const name of Object.keys(strict)) expect(messages).toContain(name);
  });

  test('the settings hold for a timer as well', async () => {
    const at = deps({ settings: strict });
    expect(await thrown(timerEvent(REQUEST), at)).toMatchObject({
      failed: [{ code: 'NotAllowed' }],
    });
    expect(at.api.orders).toEqual([]);
  });
});

describe('a bad setting', () => {
  const bad = () => deps({ settings: { WEBHOOK_SECRETS: 'topsecret' } });

  test('is named in the log, not to a webhook, and its value nowhere', async () => {
    const at = bad();
    const { body } = await send(post(REQUEST), at);
    expect(JSON.stringify(body)).not.toContain('WEBHOOK_SECRETS');
    expect(at.lines).toMatchObject([
      {
        level: 'error',
        outcome: 'rejected',
        code: 'Misconfigured',
        message: expect.stringMatching(/^WEBHOOK_SECRETS/),
      },
    ]);
    expect(JSON.stringify([body, at.lines])).not.toContain('topsecret');
    expect(at.connections.opened).toBe(0);
  });

  test('fails a timer, with its name', async () => {
    expect(await thrown(timerEvent(REQUEST), bad())).toMatchObject({
      failed: [{ code: 'Misconfigured', message: expect.stringMatching(/^WEBHOOK_SECRETS: /) }],
    });
  });
});

describe('a fault of this program', () => {
  const broken = () =>
    deps({
      script: {
        onSend() {
          throw new Error('a detail of the inside');
        },
      },
    });

  test('is 500 for a webhook, its message in the log alone', async () => {
    const at = broken();
    const { status, body } = await send(post(REQUEST), at);
    expect([status, body.code]).toEqual([500, 'InternalFault']);
    expect(JSON.stringify(body)).not.toContain('of the inside');
    expect(at.lines).toMatchObject([
      { level: 'error', event: 'crash', message: 'a detail of the inside' },
      { level: 'error', event: 'delivery', outcome: 'crashed', status: 500 },
    ]);
    expect(at.connections).toEqual({ opened: 1, closed: 1 });
  });

  test('is thrown for a timer, without its message', async () => {
    const at = broken();
    expect(await thrown(timerEvent(REQUEST), at)).toEqual({
      failed: [
        {
          runKey: 'nightly 2026-01-02T03:04:00Z',
          code: 'InternalFault',
          message: expect.not.stringContaining('of the inside'),
        },
      ],
      invocationId: invocation().invocationId,
    });
    expect(at.connections).toEqual({ opened: 1, closed: 1 });
  });
});

test('an event of nobody is thrown back before anything is opened', async () => {
  const at = deps();
  await expect(handle({ key1: 'x' }, invocation(), at)).rejects.toThrow(/no trigger knows/);
  expect(at.connections.opened).toBe(0);
});

describe('the log', () => {
  const target = { event: 'target', invocationId: 'run-1', InstanceId: ID, Region: 'ap-guangzhou' };
  const delivery = { event: 'delivery', invocationId: 'run-1', durationMs: 0 };

  test('of a timer: one line a target, one the delivery', async () => {
    const at = deps();
    await handle(timerEvent(REQUEST), invocation(), at);
    const runKey = 'nightly 2026-01-02T03:04:00Z';
    const started = { outcome: 'accepted', TaskId: 6954228, requestId: 'request-6954228' };
    expect(at.lines).toEqual([
      { level: 'info', ...target, ...started, runKey, durationMs: 0 },
      {
        level: 'info',
        ...delivery,
        trigger: 'timer',
        outcome: 'accepted',
        targets: 1,
        ...{ InstanceId: ID, Region: 'ap-guangzhou' },
        runKey,
      },
      expect.objectContaining({ level: 'info', event: 'summary', outcomes: { accepted: 1 } }),
    ]);
  });

  test('of a webhook that fails: code, message and Tencent’s request id, at level error', async () => {
    const code = 'ResourceUnavailable.InstanceLockedError';
    const at = deps({ script: { onSend: () => failure(code, { requestId: 'r-9' }) } });
    await send(post(REQUEST, { 'idempotency-key': 'k-1' }), at);
    expect(at.lines).toEqual([
      {
        ...{ level: 'error', ...target, outcome: 'refused', code, durationMs: 10_000 },
        ...{ message: `told ${code}`, requestId: 'r-9', runKey: 'idempotency-key k-1' },
      },
      {
        ...{ level: 'error', ...delivery, trigger: 'http', outcome: 'refused', targets: 1 },
        ...{
          durationMs: 10_000,
          status: 409,
          runKey: 'idempotency-key k-1',
          InstanceId: ID,
          Region: 'ap-guangzhou',
        },
        caller: expect.stringMatching(/^token [0-9a-f]{8}$/),
      },
      expect.objectContaining({ event: 'summary', failures: 1 }),
    ]);
  });

  test('of several that ended differently: mixed, at level error', async () => {
    const at = deps({
      script: {
        onSend: ({ InstanceId }) => (InstanceId === ID ? undefined : failure('AuthFailure')),
      },
    });
    await send(post({ InstanceIds: [ID, 'crs-b'] }), at);
    expect(at.lines.find(({ event }) => event === 'delivery')).toMatchObject({
      level: 'error',
      outcome: 'mixed',
      targets: 2,
      status: 207,
    });
  });

  const table: [name: string, event: unknown, level: string][] = [
    ['a webhook’s mistake: no backup was made', post({}), 'error'],
    ['a webhook without a token', post(REQUEST, { authorization: 'x' }), 'warn'],
    ['a direct invoke’s mistake, which nobody else sees', { instanceId: ID }, 'error'],
    ['a timer’s', timerEvent({}), 'error'],
    ['health', { ...post(''), httpMethod: 'GET', path: '/health' }, 'debug'],
  ];
  test.each(table)('%s', async (_name, event, level) => {
    const at = deps();
    await handle(event, invocation(), at).catch(() => undefined);
    expect(at.lines).toMatchObject([{ level, event: 'delivery' }]);
  });

  test('never has the token, the body or a header', async () => {
    const at = deps();
    await send(post({ ...REQUEST, Remark: 'topsecret' }, { 'x-secret': 'topsecret' }), at);
    await send(
      post({ ...REQUEST, topsecretvalue: 'topsecret' }, { authorization: 'Bearer topsecret' }),
      at,
    );
    expect(JSON.stringify(at.lines)).not.toMatch(new RegExp(`topsecret|${TOKEN}`));
  });
});
