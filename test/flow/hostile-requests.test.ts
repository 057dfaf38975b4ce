// A table of attacks, each with its answer; behind the door is the real SDK and the local cloud, which none may reach.
import { DEMO_KEY, type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { openRedisClient } from '../../src/tencent/redis-client';
import {
  basic,
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
} from '../security/webhook';

let cloud: RedisCloud;
beforeAll(async () => {
  cloud = await startRedisCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

const door = (settings: Record<string, string> = {}) =>
  webhook({
    settings: { ...settings, REDIS_API_ENDPOINT: cloud.url },
    world: {
      openApi: ({ REDIS_API_ENDPOINT: endpoint }, limiter) =>
        openRedisClient({ endpoint, credential: () => DEMO_KEY, limiter }),
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
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const wrongKey = Buffer.alloc(32, 1);
const { timestamp, signature } = {
  timestamp: good['webhook-timestamp'],
  signature: good['webhook-signature'],
};

type Attack = readonly [name: string, status: number, event: HttpEvent];

const HEADER_GRAMMAR: readonly Attack[] = [
  ['junk behind the timestamp', 401, signedWith({ 'webhook-timestamp': `${timestamp}junk` })],
  ['a fractional timestamp', 401, signedWith({ 'webhook-timestamp': `${timestamp}.5` })],
  ['a timestamp in milliseconds', 401, signedWith({ 'webhook-timestamp': `${timestamp}000` })],
  ['a timestamp of 4,000 digits', 401, signedWith({ 'webhook-timestamp': '9'.repeat(4000) })],
  ['a negative timestamp', 401, signedWith({ 'webhook-timestamp': '-1' })],
  ['Infinity as a timestamp', 401, signedWith({ 'webhook-timestamp': 'Infinity' })],
  ['a numeric timestamp', 401, signedWith({ 'webhook-timestamp': NOW_S })],
  ['two timestamps, the first good', 401, signedWith({ 'webhook-timestamp': [timestamp, '1'] })],
  ['a list with the good timestamp alone', 401, signedWith({ 'webhook-timestamp': [timestamp] })],
  ['a list with the good signature alone', 401, signedWith({ 'webhook-signature': [signature] })],
  ['the signature in an object', 401, signedWith({ 'webhook-signature': { 0: signature } })],
  ['the same header in two cases', 401, signedWith({ 'Webhook-Id': 'msg_1' })],
  ['two ids, joined', 401, signedWith({ 'webhook-id': 'msg_1, msg_2' })],
  ['no id', 401, signedWith({ 'webhook-id': undefined })],
  ['an empty id', 401, signedWith({ 'webhook-id': '' })],
  ['an id of 60,000 characters', 401, signedWith({ 'webhook-id': 'm'.repeat(60_000) })],
  ['an id with a line break', 401, signedWith({ 'webhook-id': 'msg_1\r\nx: y' })],
  ['no timestamp', 401, signedWith({ 'webhook-timestamp': undefined })],
  ['no signature', 401, signedWith({ 'webhook-signature': undefined })],
  [
    'a name with a Kelvin sign for its k',
    401,
    post({ ...signed(), 'webhook-id': undefined, 'webhoo\u212a-id': 'msg_1' }),
  ],
  [
    'ten thousand signatures',
    401,
    signedWith({ 'webhook-signature': Array(10_000).fill(signature).join(' ') }),
  ],
  ['an Idempotency-Key of two', 400, tokenPost(REQUEST, { 'idempotency-key': ['a', 'b'] })],
  ['an Idempotency-Key with a line break', 400, tokenPost(REQUEST, { 'idempotency-key': 'a\nb' })],
];

const SIGNATURES: readonly Attack[] = [
  ['a replay after five minutes', 401, post(signed(REQUEST, { timestamp: NOW_S - 301 }))],
  ['a stamp from the future', 401, post(signed(REQUEST, { timestamp: NOW_S + 301 }))],
  [
    'a replay with a fresh stamp',
    401,
    {
      ...post(signed(REQUEST, { timestamp: NOW_S - 900 })),
      headers: {
        ...post(signed(REQUEST, { timestamp: NOW_S - 900 })).headers,
        'webhook-timestamp': timestamp,
      },
    },
  ],
  ['a replay with another id', 401, signedWith({ 'webhook-id': 'msg_2' })],
  ['a replay with a key of its own', 400, signedWith({ 'idempotency-key': 'fresh' })],
  ['a replay as another method', 401, { ...signedWith({}), httpMethod: 'GET', path: '/backups' }],
  ['a swapped body', 401, signedWith({}, JSON.stringify({ InstanceId: 'crs-demo0002' }))],
  ['a body with one more space', 401, signedWith({}, `${REQUEST} `)],
  ['the body as an object', 401, signedWith({}, JSON.parse(REQUEST))],
  ['no body', 401, signedWith({}, null)],
  [
    'a body whose start was moved into the id',
    401,
    post({ ...signed(REQUEST, { id: 'a' }), 'webhook-id': `a.${NOW_S}` }),
  ],
  ['a key that is not ours', 401, post(signed(REQUEST, { key: wrongKey }))],
  ['an empty key', 401, post(signed(REQUEST, { key: Buffer.alloc(0) }))],
  [
    'the secret’s text as the key',
    401,
    post(signed(REQUEST, { key: Buffer.from(whsec(OTHER_KEY_BYTES)) })),
  ],
  ['a bearer token as the key', 401, post(signed(REQUEST, { key: Buffer.from(TOKEN) }))],
  [
    'the asymmetric version',
    401,
    signedWith({ 'webhook-signature': signature.replace('v1,', 'v1a,') }),
  ],
  ['an algorithm named none', 401, signedWith({ 'webhook-signature': 'none,' })],
  ['hexadecimal for base64', 401, signedWith({ 'webhook-signature': `v1,${'0'.repeat(64)}` })],
  ['zeros', 401, signedWith({ 'webhook-signature': `v1,${'A'.repeat(43)}=` })],
  ['another vendor’s header', 401, post({ 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` })],
];

const TOKENS: readonly Attack[] = [
  ['no credentials', 401, post({})],
  ['an empty token', 401, post({ authorization: 'Bearer ' })],
  ['Bearer alone', 401, post({ authorization: 'Bearer' })],
  ['undefined as a token', 401, post(bearer('undefined'))],
  ['all secrets at once', 401, post({ authorization: `Bearer ${SECRETS}` })],
  ['a signing secret as a token', 401, post(bearer(whsec(OTHER_KEY_BYTES)))],
  [
    'the token in capitals',
    401,
    post(bearer(TOKEN.toUpperCase() === TOKEN ? TOKEN.toLowerCase() : TOKEN.toUpperCase())),
  ],
  ['the token and a zero byte', 401, post(bearer(`${TOKEN}\u0000`))],
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
  ['Basic on a POST, as a browser would repeat it', 401, post(basic())],
  ['a token of a megabyte', 401, post(bearer('x'.repeat(1_000_000)))],
  ['the proxy’s header', 401, post({ 'proxy-authorization': `Bearer ${TOKEN}` })],
];

const BOMBS: readonly Attack[] = [
  ['6 MB without credentials', 401, post({}, ' '.repeat(6_000_000))],
  ['6 MB, signed', 401, post(signed(' '.repeat(6_000_000)), ' '.repeat(6_000_000))],
  ['6 MB with a token', 413, tokenPost(' '.repeat(6_000_000))],
  ['6 MB in base64', 413, { ...tokenPost('A'.repeat(6_000_000)), isBase64Encoded: true }],
  ['30,000 levels of lists', 400, tokenPost(nested(30_000))],
  ['17 levels in a field', 400, tokenPost(`{"InstanceIds":${nested(16)}}`)],
  ['30,000 brackets without an end', 400, tokenPost('['.repeat(30_000))],
  [
    '1,001 instances',
    400,
    tokenPost(JSON.stringify({ InstanceIds: Array.from({ length: 1001 }, (_, n) => `crs-${n}`) })),
  ],
  [
    '1,001 times the same instance',
    400,
    tokenPost(JSON.stringify({ InstanceIds: Array(1001).fill('crs-demo0001') })),
  ],
  [
    '10,000 unknown fields',
    413,
    tokenPost(
      JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`f${n}`, n]))),
    ),
  ],
  [
    'a remark of 60,000 characters',
    400,
    tokenPost(JSON.stringify({ InstanceId: 'crs-demo0001', Remark: 'r'.repeat(60_000) })),
  ],
  ['a compressed body', 415, tokenPost(REQUEST, { 'content-encoding': 'gzip' })],
];

const BODIES: readonly Attack[] = [
  ['nothing', 400, tokenPost('')],
  ['null', 400, tokenPost('null')],
  ['a list of requests', 400, tokenPost(`[${REQUEST}]`)],
  ['two JSON values', 400, tokenPost(`${REQUEST}${REQUEST}`)],
  ['a comment in JSON', 400, tokenPost(`${REQUEST}//`)],
  ['a byte order mark twice', 400, tokenPost(`\ufeff\ufeff${REQUEST}`)],
  ['__proto__', 400, tokenPost('{"InstanceId":"crs-demo0001","__proto__":{"DryRun":true}}')],
  ['__proto__ as the target', 400, tokenPost('{"__proto__":{"InstanceId":"crs-demo0001"}}')],
  [
    'constructor.prototype',
    400,
    tokenPost('{"InstanceId":"crs-demo0001","constructor":{"prototype":{"polluted":1}}}'),
  ],
  ['a path as an instance', 400, tokenPost('{"InstanceId":"crs-demo0001/../crs-demo0002"}')],
  ['a pattern as an instance', 400, tokenPost('{"InstanceId":"crs-*"}')],
  ['a Cyrillic letter in an id', 400, tokenPost('{"InstanceId":"crs-d\u0435mo0001"}')],
  ['full-width digits in an id', 400, tokenPost('{"InstanceId":"crs-demo\uff11\uff11"}')],
  ['an id with a line break', 400, tokenPost('{"InstanceId":"crs-demo0001\\n"}')],
  ['a lone surrogate in an id', 400, tokenPost('{"InstanceId":"crs-\\ud800"}')],
  [
    'an endpoint as a region',
    400,
    tokenPost('{"InstanceId":"crs-demo0001","Region":"evil.example"}'),
  ],
  ['a list where an id belongs', 400, tokenPost('{"InstanceId":["crs-demo0001"]}')],
  ['1e309 days', 400, tokenPost('{"InstanceId":"crs-demo0001","StorageDays":1e309}')],
  [
    'a run key inside the body',
    400,
    tokenPost('{"InstanceId":"crs-demo0001","IdempotencyKey":"k"}'),
  ],
  ['an instance that is not allowed', 403, tokenPost('{"InstanceId":"crs-demo0002"}')],
  [
    'an allowed one and one that is not',
    403,
    tokenPost('{"InstanceIds":["crs-demo0001","crs-demo0002"]}'),
  ],
  ['more days than allowed', 403, tokenPost('{"InstanceId":"crs-demo0001","StorageDays":1825}')],
  [
    'a region that is not allowed',
    403,
    tokenPost('{"InstanceId":"crs-demo0001","Region":"ap-shanghai"}'),
  ],
  ['marked as base64, and is not', 400, { ...tokenPost('%%%'), isBase64Encoded: true }],
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
  ['a method override to POST', 405, method('GET', { ...token, 'x-http-method-override': 'POST' })],
  [
    'a method override by another name',
    405,
    method('PUT', { ...token, 'x-method-override': 'POST' }),
  ],
  ['a method in small letters', 405, method('post')],
  ['a method that becomes POST in capitals', 405, method('po\u017ft')],
  ['PUT', 405, method('PUT')],
  ['DELETE', 405, method('DELETE')],
  ['TRACE', 405, method('TRACE')],
  ['CONNECT', 405, method('CONNECT')],
  ['PRI', 405, method('PRI')],
  ['an empty method', 405, method('')],
  [
    'OPTIONS, as a browser asks',
    401,
    {
      ...get('/', { origin: 'https://evil.example', 'access-control-request-method': 'POST' }),
      httpMethod: 'OPTIONS',
    },
  ],
  [
    'a form, as a page can send',
    415,
    tokenPost('InstanceId=crs-demo0001', { 'content-type': 'application/x-www-form-urlencoded' }),
  ],
  ['plain text, as a page can send', 415, tokenPost(REQUEST, { 'content-type': 'text/plain' })],
  [
    'JSON hidden behind plain text',
    415,
    tokenPost(REQUEST, { 'content-type': 'text/plain; application/json' }),
  ],
  ['a POST to health', 405, { ...tokenPost(REQUEST), path: '/health' }],
  ['a POST to health behind dots', 405, { ...tokenPost(REQUEST), path: '/x/../health' }],
  ['a path above the root', 404, get('/../../etc/passwd', token)],
  ['an encoded path above the root', 404, get('/%2e%2e%2fetc%2fpasswd', token)],
  ['health, encoded', 401, get('/%68ealth')],
  ['health with a parameter', 401, get('/health;x=y')],
  ['health with a zero byte', 401, get('/health%00.json')],
  ['health in capitals', 401, get('/HEALTH')],
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
    const answer = await door(LEAST_POWER).send(event);
    expect(answer.statusCode).toBe(status);
    expect(cloud.calls).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('are many, and each is one of its own', () => {
    expect(ATTACKS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(ATTACKS.map(([, , event]) => JSON.stringify(event))).size).toBe(ATTACKS.length);
  });

  test('are told from honest ones, which reach the API', async () => {
    for (const event of [tokenPost(REQUEST), post(signed())]) {
      cloud.reset();
      expect((await door(LEAST_POWER).send(event)).statusCode).toBe(202);
      expect(cloud.backups('crs-demo0001')).toHaveLength(1);
    }
  });
});
