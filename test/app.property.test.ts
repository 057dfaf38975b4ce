// Whatever comes in over HTTP: an answer with a status, never a throw, and no backup for a caller without a token.

import { handle } from '../src/app';
import CODES from './fixtures/redis-api/codes.json';
import { failure } from './support/builders';
import { invocation } from './support/context';
import { deps, TOKEN } from './support/deps';
import { httpReply } from './support/function';
import fc from './support/property';

const headerName = fc.oneof(
  fc.constantFrom('Authorization', 'idempotency-key', 'Webhook-Id', 'content-type', '__proto__'),
  fc.string(),
);
const headerValue = fc.oneof(
  fc.constantFrom(`Bearer ${TOKEN}`, 'Bearer x', 'k-1', ''),
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
);
const body = fc.oneof(
  fc.constant('{"InstanceId":"crs-demo0001"}'),
  fc.constant('{"InstanceIds":["crs-a","crs-b"],"StorageDays":7}'),
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
);
const httpEvent = fc.record(
  {
    httpMethod: fc.oneof(fc.constantFrom('POST', 'GET', 'post'), fc.string()),
    path: fc.oneof(fc.constantFrom('/', '/health', '/x'), fc.jsonValue()),
    headers: fc.oneof(fc.dictionary(headerName, headerValue), fc.jsonValue()),
    body,
    queryString: fc.jsonValue(),
    isBase64Encoded: fc.oneof(fc.boolean(), fc.constantFrom('true', 'false'), fc.jsonValue()),
    requestContext: fc.jsonValue(),
  },
  { requiredKeys: ['httpMethod'] },
);
const withToken = fc.tuple(httpEvent, body).map(([event, sent]) => ({
  ...event,
  httpMethod: 'POST',
  path: '/',
  headers: { Authorization: `Bearer ${TOKEN}` },
  body: sent,
}));
const wire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The code a write is answered with, or none for a success. */
const upstream = fc.option(
  fc.oneof(
    fc.constantFrom(...Object.values(CODES.redis).flat()),
    fc.constantFrom('ClientError.NoReply', 'ClientError.NeverConnected', 'RequestLimitExceeded'),
    fc.string(),
  ),
  { nil: undefined },
);
const timeLimit = fc.oneof(fc.constantFrom(3_000, 60_000), fc.jsonValue());

test('an answer, whatever the event, the API and the context', async () => {
  const anyEvent = fc.oneof(httpEvent, withToken);
  await fc.assert(
    fc.asyncProperty(anyEvent, upstream, timeLimit, async (event, code, time_limit_in_ms) => {
      const at = deps({
        script: { onSend: () => (code === undefined ? undefined : failure(code)) },
      });
      const { status, body: answered } = httpReply(
        await handle(wire(event), invocation({ time_limit_in_ms }), at),
      );
      expect(status).toBeGreaterThanOrEqual(200);
      expect(status).toBeLessThanOrEqual(599);
      // A list of targets none of which was made has their problems.
      const [problem] = Array.isArray(answered.Results) ? answered.Results : [answered];
      expect(problem).toMatchObject(status >= 400 ? { status, instance: expect.any(String) } : {});
      expect(at.lines.filter(({ event: what }) => what === 'delivery')).toHaveLength(1);
      expect(at.lines.some(({ event: what }) => what === 'crash')).toBe(false);
      const isTurnedAway = [401, 404, 405, 413, 415].includes(status);
      expect(at.connections.opened).toBeLessThanOrEqual(isTurnedAway ? 0 : 1);
      expect(at.connections.closed).toBe(at.connections.opened);
    }),
    { numRuns: 400 },
  );
});

test('nothing is asked of the API for a caller without a token', async () => {
  const strangers = httpEvent.filter(
    ({ headers }) => !JSON.stringify(headers ?? '').includes(TOKEN),
  );
  await fc.assert(
    fc.asyncProperty(strangers, async (event) => {
      const at = deps();
      await handle(wire(event), invocation(), at);
      expect([at.api.orders, at.api.reads]).toEqual([[], []]);
    }),
  );
});
