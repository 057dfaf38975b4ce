// What the SDK throws is the same, installed or aliased: each fault of the local cloud, and what goes wrong before it.
import { Agent } from 'node:http';
import { FAULT_NAMES } from '../../emulator/redis/fault-names';
import { type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { type Both, bothSdks, type Call, outcomeOf } from './two-sdks';

const BACKUP = { InstanceId: 'crs-demo0001', Remark: 'nightly' };

let both: Both;
let cloud: RedisCloud;
beforeAll(async () => {
  both = await bothSdks();
  cloud = await startRedisCloud({ ratePerSecond: false });
});
afterAll(() => cloud.close());
afterEach(() => cloud.reset());

/** Errors with the bundle's SDK alone: sdk-answers.test.ts. */
const UNASKED = ['redirect-307', 'event-stream'];
const ANSWERED = FAULT_NAMES.filter((name) => !name.startsWith('page-') && !UNASKED.includes(name));

/** Both at once would take each other's step of the script. */
async function expectSame(call: () => Partial<Call>, prepare = () => cloud.reset()) {
  const outcomes: object[] = [];
  for (const sdk of [both.plain, both.aliased]) {
    prepare();
    outcomes.push(await outcomeOf(sdk, { port: cloud.port, params: BACKUP, ...call() }));
  }
  const [plain, aliased] = outcomes;
  expect(aliased).toEqual(plain);
  return plain;
}

const scripted = (step: Parameters<RedisCloud['script']>[0]) => () => {
  cloud.reset();
  cloud.script(step);
};

/** The faults that end with a time limit, and one after which node-fetch leaves its timer behind. */
const ENDLESS = ['stall', 'stall-body', 'drip', 'cut-length', 'cut-chunked'];

test.each(ANSWERED)('the fault %s', async (fault) => {
  const http = ENDLESS.includes(fault) ? { reqTimeout: 0.25 } : {};
  await expectSame(() => ({ http }), scripted({ fault }));
});

test.each(['InternalError', 'ResourceUnavailable.InstanceLockedError', 'RequestLimitExceeded'])(
  'the code %s',
  async (code) => {
    expect(await expectSame(() => ({}), scripted({ code }))).toMatchObject({ fields: { code } });
  },
);

test('an answer that is no JSON, where the signature is wrong', async () => {
  const config = { credential: { secretId: 'AKIDnobody00000001', secretKey: 'x' } };
  expect(await expectSame(() => ({ config }))).toMatchObject({
    fields: { code: 'AuthFailure.SecretIdNotFound' },
  });
});

const refusing = (code: string) =>
  new Agent({
    lookup: (_host, _options, callback) =>
      callback(Object.assign(new Error(`getaddrinfo ${code} x.invalid`), { code }), '', 4),
  });

const aborted = (when: 'before' | 'later') => () => {
  const controller = new AbortController();
  if (when === 'before') controller.abort();
  else setTimeout(() => controller.abort(new Error('a reason of its own')), 50);
  return { http: { reqTimeout: 1 }, options: { signal: controller.signal } };
};

const table: [name: string, message: RegExp, call: () => Partial<Call>, prepare?: () => void][] = [
  ['no connection', /failed, reason: connect ECONNREFUSED/, () => ({ port: 1 })],
  [
    'no such host',
    /failed, reason: getaddrinfo ENOTFOUND/,
    () => ({ http: { endpoint: 'x.invalid', agent: refusing('ENOTFOUND') } }),
  ],
  [
    'no TLS at the other end',
    /failed, reason: .*(SSL|socket hang up)/,
    () => ({ http: { protocol: 'https://', agent: undefined as never } }),
  ],
  [
    'the agent of another protocol',
    /Protocol "https:" not supported/,
    () => ({ http: { protocol: 'https://' } }),
  ],
  [
    'another protocol',
    /Only HTTP\(S\) protocols/,
    () => ({ http: { protocol: 'ftp://' as never } }),
  ],
  ['no address', /Invalid URL/, () => ({ http: { endpoint: ':::' } })],
  [
    'a header that HTTP does not allow',
    /is not a legal HTTP header value/,
    () => ({ config: { credential: { secretId: 'ключ', secretKey: 'x' } } }),
  ],
  [
    'a header name that HTTP does not allow',
    /is not a legal HTTP header name/,
    () => ({ http: { headers: { 'a b': 'c' } } }),
  ],
  [
    'credentials that cannot be had',
    /no credentials here/,
    () => ({
      config: {
        credential: { getCredential: () => Promise.reject(new Error('no credentials here')) },
      },
    }),
  ],
  [
    'another language',
    /Language invalid/,
    () => ({ config: { profile: { language: 'fr' } } as never }),
  ],
  ['an abort before the start', /The user aborted a request/, aborted('before')],
  [
    'an abort before the headers',
    /aborted/,
    aborted('later'),
    () => scripted({ fault: 'stall' })(),
  ],
  ['an abort in the body', /aborted/, aborted('later'), () => scripted({ fault: 'stall-body' })()],
];

test.each(table)('%s', async (...[_name, message, call, prepare]) => {
  expect(await expectSame(call, prepare)).toMatchObject({
    message: expect.stringMatching(message),
  });
});

test('multipart, which no action of Redis takes, is the one thing left out', async () => {
  const call: Call = { port: cloud.port, params: { A: 'b' }, options: { multipart: true } };
  expect(await outcomeOf(both.aliased, call)).toMatchObject({
    message: expect.stringMatching(/multipart requests are left out/),
  });
});
