// A table of attacks on the whole flow, each with its answer; behind the guard is the real SDK and the local cloud, which
// none may reach. What one parser refuses alone is in its own test: signature, authenticate, routes, json, backup-request.
import { DEMO_KEY, type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { openRedisClient } from '../../src/tencent/redis-client';
import {
  bearer,
  get,
  type Headers,
  type HttpEvent,
  NOW_S,
  OTHER_KEY_BYTES,
  post,
  REQUEST,
  SECRETS,
  signed,
  TOKEN,
  webhook,
  whsec,
} from '../support/webhook';

let cloud: RedisCloud;
beforeAll(async () => {
  cloud = await startRedisCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

const open = (settings: Record<string, string> = {}) =>
  webhook({
    settings: { ...settings, REDIS_API_ENDPOINT: cloud.url },
    deps: {
      openApi: ({ REDIS_API_ENDPOINT: endpoint }, limiter) =>
        openRedisClient({ endpoint, credential: () => DEMO_KEY, limiter, findings: {} }),
    },
  });

const token = bearer();
const good = signed();
const signedWith = (changes: Headers, body: unknown = REQUEST) =>
  post({ ...good, ...changes }, body);
const tokenPost = (body: unknown, headers: Headers = {}) => post({ ...token, ...headers }, body);
const method = (httpMethod: string, headers: Headers = token): HttpEvent => ({
  ...post(headers),
  httpMethod,
});
const { timestamp, signature } = {
  timestamp: good['webhook-timestamp'],
  signature: good['webhook-signature'],
};

type Attack = readonly [name: string, status: number, event: HttpEvent];

const HEADER_GRAMMAR: readonly Attack[] = [
  ['a numeric timestamp', 401, signedWith({ 'webhook-timestamp': NOW_S })],
  ['two timestamps, the first good', 401, signedWith({ 'webhook-timestamp': [timestamp, '1'] })],
  ['a list with the good timestamp alone', 401, signedWith({ 'webhook-timestamp': [timestamp] })],
  ['a list with the good signature alone', 401, signedWith({ 'webhook-signature': [signature] })],
  ['the signature in an object', 401, signedWith({ 'webhook-signature': { 0: signature } })],
  ['the same header in two cases', 401, signedWith({ 'Webhook-Id': 'msg_1' })],
  ['no id', 401, signedWith({ 'webhook-id': undefined })],
  ['no timestamp', 401, signedWith({ 'webhook-timestamp': undefined })],
  ['no signature', 401, signedWith({ 'webhook-signature': undefined })],
  [
    'a name with a Kelvin sign for its k',
    401,
    post({ ...signed(), 'webhook-id': undefined, 'webhoo\u212a-id': 'msg_1' }),
  ],
  ['an Idempotency-Key of two', 400, tokenPost(REQUEST, { 'idempotency-key': ['a', 'b'] })],
  ['an Idempotency-Key with a line break', 400, tokenPost(REQUEST, { 'idempotency-key': 'a\nb' })],
];

const SIGNATURES: readonly Attack[] = [
  ['a replay with a key of its own', 400, signedWith({ 'idempotency-key': 'fresh' })],
  ['a replay as another method', 401, { ...signedWith({}), httpMethod: 'GET', path: '/backups' }],
  ['the body as an object', 401, signedWith({}, JSON.parse(REQUEST))],
  ['no body', 401, signedWith({}, null)],
  ['an empty key', 401, post(signed(REQUEST, { key: Buffer.alloc(0) }))],
  [
    'the secret’s text as the key',
    401,
    post(signed(REQUEST, { key: Buffer.from(whsec(OTHER_KEY_BYTES)) })),
  ],
  ['a bearer token as the key', 401, post(signed(REQUEST, { key: Buffer.from(TOKEN) }))],
  ['another vendor’s header', 401, post({ 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` })],
];

const TOKENS: readonly Attack[] = [
  ['undefined as a token', 401, post(bearer('undefined'))],
  ['all secrets at once', 401, post({ authorization: `Bearer ${SECRETS}` })],
  ['a signing secret as a token', 401, post(bearer(whsec(OTHER_KEY_BYTES)))],
  ['the token and a space', 401, post(bearer(`${TOKEN} `))],
  ['two tokens, one good', 401, post({ authorization: [`Bearer ${TOKEN}`, 'Bearer x'] })],
  ['the token in an object', 401, post({ authorization: { Bearer: TOKEN } })],
  ['the token in the query', 401, { ...post({}), queryString: { access_token: TOKEN } }],
  [
    'the token in the body',
    401,
    post({}, JSON.stringify({ InstanceId: 'crs-demo0001', access_token: TOKEN })),
  ],
  ['the token in a cookie', 401, post({ cookie: `authorization=Bearer ${TOKEN}` })],
  ['a token of a megabyte', 401, post(bearer('x'.repeat(1_000_000)))],
  ['the proxy’s header', 401, post({ 'proxy-authorization': `Bearer ${TOKEN}` })],
];

const BOMBS: readonly Attack[] = [
  ['6 MB without credentials', 401, post({}, ' '.repeat(6_000_000))],
  ['6 MB, signed', 401, post(signed(' '.repeat(6_000_000)), ' '.repeat(6_000_000))],
  ['6 MB with a token', 413, tokenPost(' '.repeat(6_000_000))],
  ['6 MB in base64', 413, { ...tokenPost('A'.repeat(6_000_000)), isBase64Encoded: true }],
  [
    '10,000 unknown fields',
    413,
    tokenPost(
      JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`f${n}`, n]))),
    ),
  ],
];

/** As long as an event may be, and longer than any stack. */
const LANGUAGES = { accept: 'text/html', 'accept-language': 'zh,'.repeat(200_000) };

const BODIES: readonly Attack[] = [
  ['null', 400, tokenPost('null')],
  ['a list of requests', 400, tokenPost(`[${REQUEST}]`)],
  ['__proto__', 400, tokenPost('{"InstanceId":"crs-demo0001","__proto__":{"DryRun":true}}')],
  ['__proto__ as the target', 400, tokenPost('{"__proto__":{"InstanceId":"crs-demo0001"}}')],
  [
    'constructor.prototype',
    400,
    tokenPost('{"InstanceId":"crs-demo0001","constructor":{"prototype":{"polluted":1}}}'),
  ],
];

const SMUGGLED: readonly Attack[] = [
  [
    'a timer event as the body',
    400,
    tokenPost(
      JSON.stringify({
        Type: 'Timer',
        TriggerName: 't',
        Time: '2026-01-01T00:00:00Z',
        Message: REQUEST,
      }),
    ),
  ],
  [
    'a batch of EventBridge as the body',
    400,
    tokenPost(JSON.stringify({ EventList: [{ id: '1', source: 's', data: JSON.parse(REQUEST) }] })),
  ],
  ['an HTTP event as the body', 400, tokenPost(JSON.stringify(tokenPost(REQUEST)))],
  ['a COS event as the body', 400, tokenPost(JSON.stringify({ Records: [{ cos: {} }] }))],
  [
    'a timer event without credentials',
    401,
    post({}, JSON.stringify({ Type: 'Timer', TriggerName: 't', Time: 'x' })),
  ],
  [
    'a request in the query',
    400,
    { ...tokenPost(''), queryString: { InstanceId: 'crs-demo0001' } },
  ],
  [
    'a request in path parameters',
    400,
    { ...tokenPost(''), pathParameters: { InstanceId: 'crs-demo0001' } },
  ],
];

const ROUTES: readonly Attack[] = [
  ['200,000 languages, from a stranger', 401, get('/coverage', LANGUAGES)],
  ['a method override to POST', 405, method('GET', { ...token, 'x-http-method-override': 'POST' })],
  [
    'a method override by another name',
    405,
    method('PUT', { ...token, 'x-method-override': 'POST' }),
  ],
  [
    'OPTIONS, as a browser asks',
    401,
    {
      ...get('/', { origin: 'https://evil.example', 'access-control-request-method': 'POST' }),
      httpMethod: 'OPTIONS',
    },
  ],
  [
    'JSON hidden behind plain text',
    415,
    tokenPost(REQUEST, { 'content-type': 'text/plain; application/json' }),
  ],
  ['another path before health’s query', 401, get('/tasks/1?x=/health')],
];

const ATTACKS: readonly Attack[] = [
  ...HEADER_GRAMMAR,
  ...SIGNATURES,
  ...TOKENS,
  ...BOMBS,
  ...BODIES,
  ...SMUGGLED,
  ...ROUTES,
];

const LEAST_POWER = {
  ALLOWED_INSTANCES: 'crs-demo0001',
  ALLOWED_REGIONS: 'ap-guangzhou',
  MAX_STORAGE_DAYS: '30',
};

describe('hostile requests', () => {
  test.each(ATTACKS)('%s: %i', async (_name, status, event) => {
    const answer = await open(LEAST_POWER).send(event);
    expect(answer.statusCode).toBe(status);
    expect(cloud.calls).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('are each one of its own', () => {
    expect(new Set(ATTACKS.map(([, , event]) => JSON.stringify(event))).size).toBe(ATTACKS.length);
  });

  test('are told from honest ones, which reach the API', async () => {
    for (const event of [tokenPost(REQUEST), post(signed())]) {
      cloud.reset();
      expect((await open(LEAST_POWER).send(event)).statusCode).toBe(202);
      expect(cloud.backups('crs-demo0001')).toHaveLength(1);
    }
  });
});
