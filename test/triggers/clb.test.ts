// CLB: answers as every other gateway.
import type { Settings } from '../support/deps';
import { fixture } from '../support/events';
import { handClock, inMemory, invoke, listedApi } from '../support/invoke';

describe('CLB answers as every other gateway', () => {
  const call = async (change: object, headers: object = {}, settings: Settings = {}) => {
    const clock = handClock();
    const api = listedApi(clock);
    const event = fixture('clb/object') as { headers: object };
    const told = await invoke(
      { ...event, ...change, headers: { ...event.headers, ...headers } },
      inMemory(clock, api),
      { settings },
    );
    const { statusCode, body } = (told.result ?? {}) as { statusCode?: number; body?: string };
    return { statusCode, body: JSON.parse(body ?? 'null'), sent: api.sent.length };
  };
  const table: [name: string, change: object, headers: object, status: number][] = [
    ['a body that is an object', {}, {}, 202],
    ['a body that is text', { payload: '{"InstanceId":"crs-demo0001"}' }, {}, 202],
    [
      'base64',
      { payload: btoa('{"InstanceId":"crs-demo0001"}'), isBase64Encoded: 'true' },
      {},
      202,
    ],
    ['invalid base64', { payload: '%', isBase64Encoded: 'true' }, {}, 400],
    ['a flag that is an object', { payload: '%', isBase64Encoded: { toString: 1 } }, {}, 400],
    ['no body', { payload: undefined }, {}, 400],
    ['a list', { payload: [] }, {}, 400],
    ['an object over the limit', { payload: { Remark: 'x'.repeat(70_000) } }, {}, 413],
    [
      'an object that is too deep',
      { payload: JSON.parse(`${'{"a":'.repeat(17)}1${'}'.repeat(17)}`) },
      {},
      400,
    ],
    [
      'one deeper than the stack',
      { payload: JSON.parse('['.repeat(1e5) + ']'.repeat(1e5)) },
      {},
      400,
    ],
    ['no token', {}, { Authorization: '' }, 401],
    [
      'health',
      { payload: '' },
      { 'X-Method': 'GET', 'X-Uri': '/scf_location/health', Authorization: '' },
      200,
    ],
    ['another method', {}, { 'X-Method': 'DELETE' }, 405],
    ['a smuggled event', { payload: fixture('timer/message') }, {}, 400],
  ];
  test.each(table)('%s', async (_name, change, headers, status) => {
    const { statusCode, sent } = await call(change, headers);
    expect({ statusCode, sent }).toEqual({ statusCode: status, sent: status === 202 ? 1 : 0 });
  });

  const platform = { WEBHOOK_AUTH: 'platform' };
  test.each([
    ['without a token', { Authorization: '' }, platform, 401],
    ['with one', {}, platform, 202],
    ['where none is set', {}, { ...platform, WEBHOOK_SECRETS: '' }, 503],
  ])('needs a token with `platform` too: %s', async (_name, headers, settings, status) => {
    expect(await call({}, headers, settings)).toMatchObject({ statusCode: status });
  });

  test.each([[null], ['text'], [[]], [{}]])(
    'headers %j are a caller without a token',
    async (headers) => {
      const clock = handClock();
      const told = await invoke({ headers, payload: {} }, inMemory(clock, listedApi(clock)));
      expect(told.result).toMatchObject({ statusCode: 401 });
    },
  );
});
