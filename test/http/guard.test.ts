// Who may come in, and what everybody else is answered.
import {
  basic,
  bearer,
  codeOf,
  get,
  type HttpEvent,
  KEY_BYTES,
  OTHER_KEY_BYTES,
  OTHER_TOKEN,
  post,
  REQUEST,
  signed,
  TOKEN,
  webhook,
  whsec,
} from '../support/webhook';

/** Status and code; to a HEAD, which is answered without content, the status alone. */
const answerOf = async (event: HttpEvent, settings: Record<string, string> = {}) => {
  const answer = await webhook({ settings }).send(event);
  return answer.body === '' ? String(answer.statusCode) : codeOf(answer);
};

const IN = '202 accepted';
const OUT = '401 Unauthenticated';
const CLOSED = '503 WebhookClosed';

describe('WEBHOOK_AUTH', () => {
  const signedPost = post(signed());
  const tokenPost = post(bearer());
  const bare = post({});
  const table: [
    mode: string,
    secrets: string,
    byToken: string,
    bySignature: string,
    bare: string,
  ][] = [
    ['bearer', `${TOKEN} ${whsec(KEY_BYTES)}`, IN, OUT, OUT],
    ['signature', `${TOKEN} ${whsec(KEY_BYTES)}`, OUT, IN, OUT],
    ['both', `${TOKEN} ${whsec(KEY_BYTES)}`, IN, IN, OUT],
    ['', `${TOKEN} ${whsec(KEY_BYTES)}`, IN, IN, OUT],
    ['both', TOKEN, IN, OUT, OUT],
    ['both', whsec(KEY_BYTES), OUT, IN, OUT],
    ['both', '', CLOSED, CLOSED, CLOSED],
    ['bearer', whsec(KEY_BYTES), CLOSED, CLOSED, CLOSED],
    ['signature', TOKEN, CLOSED, CLOSED, CLOSED],
    ['platform', '', IN, IN, IN],
  ];
  test.each(table)('%s with secrets "%.7s…"', async (mode, secrets, ...expected) => {
    const settings = { WEBHOOK_AUTH: mode, WEBHOOK_SECRETS: secrets };
    const answers = [tokenPost, signedPost, bare].map((event) => answerOf(event, settings));
    expect(await Promise.all(answers)).toEqual(expected);
  });

  test('a closed webhook says so to the operator, with the settings', async () => {
    const closed = webhook({ settings: { WEBHOOK_SECRETS: '' } });
    await closed.send(tokenPost);
    expect(closed.lines).toMatchObject([
      { level: 'error', message: expect.stringMatching(/WEBHOOK_SECRETS .*WEBHOOK_AUTH/) },
    ]);
  });
});

describe('rotation: two secrets at once, each lets in', () => {
  const table: [name: string, event: HttpEvent][] = [
    ['the first token', post(bearer(TOKEN))],
    ['the second token', post(bearer(OTHER_TOKEN))],
    ['the first signing secret', post(signed(REQUEST, { key: KEY_BYTES }))],
    ['the second signing secret', post(signed(REQUEST, { key: OTHER_KEY_BYTES }))],
  ];
  test.each(table)('%s', async (_name, event) => {
    expect(await answerOf(event)).toBe(IN);
  });
});

describe('a body marked as base64 is verified as the bytes it stands for', () => {
  const base64 = Buffer.from(REQUEST).toString('base64');
  const table: [name: string, mark: unknown, body: string, expected: string][] = [
    ['a boolean', true, base64, IN],
    ['a text', 'true', base64, IN],
    ['a text in capitals', 'True', base64, IN],
    ['not marked', false, base64, OUT],
    ['marked, and plain', true, REQUEST, OUT],
  ];
  test.each(table)('%s', async (_name, isBase64Encoded, body, expected) => {
    expect(await answerOf({ ...post(signed(REQUEST), body), isBase64Encoded })).toBe(expected);
  });

  test('bytes that are not UTF-8 are verified, and then refused for what they are', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
    const event = { ...post(signed(bytes), bytes.toString('base64')), isBase64Encoded: true };
    expect(await answerOf(event)).toBe('400 ValidationFailed');
  });
});

describe('HTTP Basic', () => {
  const table: [name: string, event: HttpEvent, expected: string][] = [
    ['a token as the password on GET', get('/x', basic()), '404 NoSuchRoute'],
    ['any user name', get('/x', basic(TOKEN, '')), '404 NoSuchRoute'],
    [
      'the scheme in capitals',
      get('/x', {
        authorization:
          basic().authorization.toUpperCase().slice(0, 5) + basic().authorization.slice(5),
      }),
      '404 NoSuchRoute',
    ],
    ['another password', get('/x', basic('x'.repeat(48))), OUT],
    ['the token as the user name', get('/x', basic('', TOKEN)), OUT],
    ['no colon', get('/x', { authorization: `Basic ${btoa(TOKEN)}` }), OUT],
    ['a signing secret as the password', get('/x', basic(whsec(KEY_BYTES))), OUT],
    ['on POST', post(basic()), OUT],
    ['on HEAD', { ...get('/x', basic()), httpMethod: 'HEAD' }, '404'],
    ['no credentials', get('/x'), OUT],
    ['health needs none', get('/health'), '200 undefined'],
    ['nor with HEAD', { ...get('/health'), httpMethod: 'HEAD' }, '200'],
    ['health behind a gateway’s prefix', get('/release/backup/health'), '200 undefined'],
  ];
  test.each(table)('%s', async (_name, event, expected) => {
    expect(await answerOf(event)).toBe(expected);
  });
});

test('a signature is for POST: a captured one opens no other route', async () => {
  const event = { ...post(signed()), httpMethod: 'GET', path: '/backups' };
  expect(await answerOf(event)).toBe(OUT);
});

/** Whatever is sent without a good credential. */
const STRANGERS: readonly (readonly [name: string, event: HttpEvent])[] = [
  ['nothing', post({})],
  ['a wrong token', post(bearer('x'.repeat(48)))],
  ['a part of the token', post(bearer(TOKEN.slice(0, -1)))],
  ['a wrong signature', post(signed('{}'))],
  ['an old signature', post(signed(REQUEST, { timestamp: 1 }))],
  ['a malformed signature', post({ ...signed(), 'webhook-signature': 'v1' })],
  ['a signature without end', post({ ...signed(), 'webhook-signature': 'v1,'.repeat(999) })],
  ['a body over the limit', post({}, 'x'.repeat(100_000))],
  ['a signed body over the limit', post(signed('x'.repeat(100_000)), 'x'.repeat(100_000))],
  ['a wrong content type', post({ 'content-type': 'text/plain' })],
  ['no JSON', post({}, '{')],
  ['another method', { ...post({}), httpMethod: 'DELETE' }],
  ['a method nobody knows', { ...post({}), httpMethod: '\u0000' }],
  [
    'OPTIONS with an origin',
    { ...get('/', { origin: 'https://evil.example' }), httpMethod: 'OPTIONS' },
  ],
  ['health with another method', post({}, REQUEST, '/health')],
  ['a bad Idempotency-Key', post({ 'idempotency-key': 'a b' })],
  ['a POST where only a GET is', post({}, REQUEST, '/coverage')],
];

describe('to a caller who is not known, every answer is the same', () => {
  test.each(STRANGERS)('%s', async (_name, event) => {
    const [first, other] = await Promise.all([
      webhook().send(event, 'the-same-id'),
      webhook().send(post({}), 'the-same-id'),
    ]);
    expect(first).toEqual(other);
    expect(first.statusCode).toBe(401);
  });

  test('and says nothing but the id to ask for', async () => {
    const { headers, body } = await webhook().send(post({}), 'id-1');
    expect(headers).toEqual({
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'WWW-Authenticate': 'Bearer realm="scf-redis-backup"',
    });
    expect(JSON.parse(body)).toEqual({
      type: 'urn:scf-redis-backup:Unauthenticated',
      title: 'Authentication failed.',
      status: 401,
      detail: 'The operator finds the reason in the function log under this instance id.',
      instance: 'id-1',
      code: 'Unauthenticated',
      retryable: false,
    });
  });

  test('where it may read, Basic is taken as well, and so it is named (RFC 9110 §11.6.1)', async () => {
    const [coverage, nowhere] = await Promise.all([
      webhook().send(get('/coverage')),
      webhook().send(get('/nothing/here')),
    ]);
    expect(coverage).toEqual(nowhere);
    expect(coverage.headers['WWW-Authenticate']).toBe(
      'Basic realm="scf-redis-backup", Bearer realm="scf-redis-backup"',
    );
  });

  test('a signature that no secret can verify is named in the log: the prefix may be missing', async () => {
    // A signing secret as some senders show it, without its prefix.
    const hook = webhook({ settings: { WEBHOOK_SECRETS: KEY_BYTES.toString('base64') } });
    expect((await hook.send(post(signed()))).statusCode).toBe(401);
    expect(hook.lines).toMatchObject([{ message: expect.stringContaining('whsec_') }]);
  });

  test('while the log tells the operator why', async () => {
    const door = webhook();
    for (const [, event] of STRANGERS) await door.send(event);
    const reasons = new Set(door.lines.map(({ message }) => message));
    for (const reason of [
      'no token and no complete signature',
      'the token is unknown',
      'no signature matches a whsec_ secret',
      'webhook-signature is too long',
      'the body is over MAX_BODY_BYTES, so its signature was not computed',
    ])
      expect(reasons).toContain(reason);
    expect(door.calls).toEqual([]);
  });
});

describe('what an admitted caller is told instead', () => {
  const token = bearer();
  const table: [name: string, event: HttpEvent, expected: string][] = [
    ['another method', { ...post(token), httpMethod: 'DELETE' }, '405 MethodNotAllowed'],
    ['OPTIONS', { ...post(token), httpMethod: 'OPTIONS' }, '405 MethodNotAllowed'],
    ['health with another method', post(token, REQUEST, '/health'), '405 MethodNotAllowed'],
    ['an unknown path', get('/nothing', token), '404 NoSuchRoute'],
    [
      'a wrong content type',
      post({ ...token, 'content-type': 'text/plain' }),
      '415 UnsupportedMediaType',
    ],
    ['a body over the limit', post(token, ' '.repeat(65_537)), '413 BodyTooLarge'],
    [
      'a signed body of a wrong type',
      post({ ...signed(), 'content-type': 'text/xml' }),
      '415 UnsupportedMediaType',
    ],
    ['no JSON', post(token, '{'), '400 ValidationFailed'],
    ['a POST where only a GET is', post(token, REQUEST, '/backups'), '405 MethodNotAllowed'],
  ];
  test.each(table)('%s', async (_name, event, expected) => {
    const door = webhook();
    const answer = await door.send(event);
    expect(codeOf(answer)).toBe(expected);
    expect(answer.headers).not.toHaveProperty('Access-Control-Allow-Origin');
    expect(door.calls).toEqual([]);
  });
});

test('what is useful in a detail comes first, however long the names are that a caller makes up', async () => {
  const body = JSON.stringify({ [`a${'yz'.repeat(2_500)}`]: 1, StorageDays: '7' });
  const { detail } = JSON.parse((await webhook().send(post(bearer(), body))).body);
  expect(detail).toMatch(/^InstanceId: no target; .*StorageDays: .* write 7 without quotes; ayzyz/);
  expect(detail.length).toBeLessThanOrEqual(500);
});

test('an event of a sender that knows nothing of us is answered with one sentence', async () => {
  const event = { version: '4', status: 'firing', receiver: 'x', alerts: [], groupLabels: {} };
  const answer = await webhook().send(post(bearer(), JSON.stringify(event)));
  expect(JSON.parse(answer.body)).toMatchObject({
    status: 400,
    detail: expect.stringMatching(/^this is an event of Alertmanager .*EventBridge/),
    issues: [{ path: '' }],
  });
});
