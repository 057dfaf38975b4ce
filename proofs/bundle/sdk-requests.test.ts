// What reaches the server is the same, byte for byte, whether the SDK is the installed one or the aliased one.

import { type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import fc from '../support/property';
import { type Recorder, startRecorder } from './recorder';
import {
  type Both,
  bothSdks,
  type Call,
  clientOf,
  masked,
  outcomeOf,
  withoutCodings,
} from './two-sdks';

const ID = 'crs-demo0001';
// biome-ignore format: one list
const REAL = [
  'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval',
  'setTimeout', 'clearTimeout',
] as const;

let both: Both;
let cloud: RedisCloud;
let wire: Recorder;

beforeAll(async () => {
  both = await bothSdks();
  cloud = await startRedisCloud({ ratePerSecond: false, taskMs: 0 });
  wire = await startRecorder(cloud.port);
  // A signature has the second in it: the clock stands still, and everything else goes on.
  jest.useFakeTimers({ doNotFake: [...REAL], now: Date.now() });
  // The older signature has a nonce in it.
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterAll(async () => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  await wire.close();
  await cloud.close();
});
beforeEach(() => cloud.reset());

/** What one SDK sent and got, and what the server made of it. */
async function run(sdk: Both['plain'], call: Omit<Call, 'port'>) {
  const outcome = await outcomeOf(sdk, { port: wire.port, ...call });
  const calls = cloud.calls.map(({ action, params, code }) => ({ action, params, code }));
  cloud.reset();
  return { outcome, calls, sent: withoutCodings(masked(wire.take())) };
}

const UNICODE =
  'nächtlich 每晚 🚀 \u00ad\u200b\u2028\u2029\ufeff\ufffd "q" \\ \b\t\n\f\r\u0000\u007f\u0085';

const table: [string, Omit<Call, 'port'>][] = [
  ['a write', { params: { InstanceId: ID, Remark: 'nightly', StorageDays: 7 } }],
  ['every kind of character', { params: { InstanceId: ID, Remark: UNICODE } }],
  ['odd numbers', { params: { InstanceId: ID, StorageDays: -0, A: Number.NaN, B: 1e21 } }],
  ['null and undefined', { params: { InstanceId: ID, Remark: null, StorageDays: undefined } }],
  ['lists with gaps', { params: { InstanceId: ID, A: [1, null, undefined, [], {}] } }],
  ['a date', { params: { InstanceId: ID, At: [new Date(0)] } }],
  ['no parameters', { params: null }],
  ['a read', { action: 'DescribeTaskList', params: { InstanceId: ID, Limit: 20, Offset: 0 } }],
  ['a query', { http: { reqMethod: 'GET' }, params: { A: [{ B: "it's (ü)" }] } }],
  ['a trace id of the caller', { options: { headers: { 'x-tc-traceid': 'mine' } } }],
  [
    'headers of the caller',
    { http: { headers: { Accept: 'text/plain', 'user-agent': 'me', 'X-A': 'é' } } },
  ],
  ['a header given twice', { http: { headers: { 'content-type': 'application/json' } } }],
  ['a language', { config: { profile: { language: 'zh-CN' } } as never }],
  ['a token', { config: { credential: { secretId: 'a', secretKey: 'b', token: 'c' } } as never }],
  ['no credentials', { config: { credential: {} } as never }],
  ['the older signature', { config: { profile: { signMethod: 'HmacSHA256' } } as never }],
];

test.each(table)('%s', async (_name, call) => {
  const expected = await run(both.plain, call);
  expect(expected.sent).toHaveLength(1);
  expect(await run(both.aliased, call)).toEqual(expected);
});

test('a trace id of its own is a random UUID', async () => {
  const ids: (string | undefined)[] = [];
  for (const sdk of [both.plain, both.aliased, both.aliased]) {
    await outcomeOf(sdk, { port: wire.port });
    ids.push(/X-TC-TraceId: (.*)\r\n/.exec(wire.take()[0] ?? '')?.[1]);
  }
  expect(new Set(ids).size).toBe(3);
  expect(masked(ids)).toEqual(['<uuid>', '<uuid>', '<uuid>']);
});

test('any parameters', async () => {
  const params = fc.dictionary(
    fc.string(),
    fc.anything({ stringUnit: 'binary', withNullPrototype: false }),
  );
  await fc.assert(
    fc.asyncProperty(params, async (given) => {
      // The SDK writes into what it is given.
      const call = () => ({ params: structuredClone(given) });
      expect(await run(both.aliased, call())).toEqual(await run(both.plain, call()));
    }),
    { numRuns: 25 },
  );
}, 30_000);

test('half a surrogate pair arrives as the same text', async () => {
  const call = { params: { InstanceId: ID, Remark: 'a\ud800b' } };
  const [plain, aliased] = [await run(both.plain, call), await run(both.aliased, call)];
  expect(aliased.calls).toEqual(plain.calls);
  expect(aliased.calls).toMatchObject([{ params: { Remark: 'a\ufffdb' }, code: undefined }]);
});

test('a bigint, which no JSON holds, is an error before anything is sent', async () => {
  const { outcome, sent } = await run(both.aliased, { params: { StorageDays: 7n } });
  expect(outcome).toMatchObject({ message: expect.stringMatching(/serialize a BigInt/) });
  expect(sent).toEqual([]);
});

test('endpoint, version and name of the client are those of the real one', () => {
  const [plain, aliased] = [both.plain, both.aliased].map((sdk) => {
    const { credential: _, ...client } = clientOf(sdk, { port: 1, http: { endpoint: '' } });
    return masked(client);
  });
  expect(aliased).toEqual(plain);
  expect(plain).toMatchObject({ apiVersion: '2018-04-12', endpoint: 'redis.tencentcloudapi.com' });
});
