// Through the built function over HTTP: a request that is wrong is answered 400 with its issues, and the API never
// hears of it.

import { TOKEN } from '../../test/support/deps';
import { fixture, post } from '../../test/support/events';
import { type BuiltFunction, httpReply, startFunction } from '../../test/support/function';
import { WRONG_REQUESTS } from '../../test/support/wrong-requests';

let fn: BuiltFunction;
beforeAll(async () => {
  fn = await startFunction();
});

async function issuesOf(event: unknown): Promise<unknown> {
  const { status, headers, body } = httpReply((await fn.invoke(event)).result);
  expect(status).toBe(400);
  expect(headers['Content-Type']).toBe('application/problem+json');
  expect(body).toMatchObject({ code: 'ValidationFailed', status: 400, retryable: false });
  expect(fn.cloud.calls).toEqual([]);
  return body.issues;
}

test.each(WRONG_REQUESTS)('$name', async ({ request, issues }) => {
  expect(await issuesOf(post(request))).toEqual(
    issues.map(([path, message]) => ({ path, message })),
  );
});

const REQUEST = { InstanceId: 'crs-demo0001' };
const base64 = (...bytes: number[]) => Buffer.from(bytes).toString('base64');
const table: [name: string, event: object, path: string, message: RegExp][] = [
  ['no body', post(''), '', /empty/],
  ['no JSON', post('InstanceId=crs-demo0001'), '', /not valid JSON/],
  ['no UTF-8', { ...post(base64(0x7b, 0xff)), isBase64Encoded: true }, '', /not UTF-8/],
  ['no base64', { ...post('{}'), isBase64Encoded: 'true' }, '', /base64/],
  [
    'a run key in the body',
    post({ ...REQUEST, IdempotencyKey: 'k' }),
    'IdempotencyKey',
    /header Idempotency-Key/,
  ],
  ['an empty run key', post(REQUEST, { 'Idempotency-Key': '' }), 'Idempotency-Key', /1 to 255/],
  [
    'a run key with a space',
    post(REQUEST, { 'Idempotency-Key': 'a b' }),
    'Idempotency-Key',
    /spaces only in quotes/,
  ],
  [
    'a list of a thousand and one',
    post({ InstanceIds: Array(1001).fill('crs-a') }),
    'InstanceIds',
    /at most 1000/,
  ],
];
test.each(table)('%s', async (_name, event, path, message) => {
  expect(await issuesOf(event)).toEqual([{ path, message: expect.stringMatching(message) }]);
});

describe('a request that is wrong in very many places', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `x${index}`);
  test.each([
    ['fields', Object.fromEntries(many(5_000).map((name) => [name, 1]))],
    ['ids', { InstanceIds: many(7_000) }],
    ['bad ids in a list that is not too long', { InstanceIds: many(1_000) }],
  ])('is answered as shortly as any other: %s', async (_name, request) => {
    const issues = await issuesOf(post(request));
    expect(JSON.stringify(issues).length).toBeLessThan(20_000);
  });
});

test('a good request behind all these does reach it', async () => {
  const event = {
    ...fixture('http/function-url'),
    headers: { Authorization: `Bearer ${TOKEN}` },
  };
  expect(httpReply((await fn.invoke(event)).result).status).toBe(202);
  expect(fn.cloud.backups('crs-demo0001')).toHaveLength(1);
});
