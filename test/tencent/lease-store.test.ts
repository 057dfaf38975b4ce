// The LeaseStore over HTTP against the local cloud's COS: what each answer is taken for.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CosFault, type CosOptions, startCos } from '../../emulator/cos/server';
import { openLeaseStore, toCreated, toFound } from '../../src/tencent/lease-store';

const KEY = { secretId: 'AKIDone', secretKey: 'one', token: 'a+token/==' };
const opened: { close(): unknown }[] = [];
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

async function open(options: CosOptions = {}, key = KEY) {
  const cos = await startCos({ keys: [KEY], ...options });
  const store = openLeaseStore({
    bucket: { protocol: 'http:', host: new URL(cos.url).host },
    credential: () => ({ ...key }),
  });
  opened.push(store, cos);
  return { cos, store };
}

const MS = 2_000;

test('creates once, and reads with two times of one clock', async () => {
  let now = Date.now();
  const { store } = await open({ now: () => now });
  const created = await store.create('leases/a/1', '{"token":"é"}', MS);
  const at = Math.floor(now / 1000) * 1000;
  expect(created).toEqual({ kind: 'created', at });
  now += 5_000;
  expect(await store.create('leases/a/1', 'other', MS)).toEqual({ kind: 'taken' });
  expect(await store.read('leases/a/1', MS)).toMatchObject({
    kind: 'found',
    body: '{"token":"é"}',
    at: at + 5_000,
    modifiedAt: at,
  });
});

test.each<[CosFault['fault'], string, boolean]>([
  ['lost answer', 'not known', true],
  ['reset', 'not known', false],
  ['late 409', 'taken', true],
  ['other 409', 'not known', false],
  ['slow down', 'not known', false],
  ['proxy 404', 'not known', false],
])('a PUT with %s is %s', async (fault, kind, isThere) => {
  const { cos, store } = await open();
  cos.script({ fault });
  expect((await store.create('leases/a/1', '{}', MS)).kind).toBe(kind);
  expect(cos.objects()).toHaveLength(isThere ? 1 : 0);
});

test('a PUT without an answer ends in its time, not known', async () => {
  const { cos, store } = await open();
  cos.script({ fault: 'stall' });
  expect((await store.create('leases/a/1', '{}', 100)).kind).toBe('not known');
});

test.each<[string, Parameters<typeof open>, string, string]>([
  ['a wrong key', [{}, { ...KEY, secretKey: 'two' }], 'LeaseRefused', 'SignatureDoesNotMatch'],
  ['a wrong token', [{}, { ...KEY, token: 'two' }], 'LeaseRefused', 'InvalidToken'],
  ['a versioned bucket', [{ versioning: 'enabled' }], 'LeaseRefused', 'versioning'],
  ['a clock of another day', [{ now: () => 0 }], 'LeaseUnavailable', 'RequestTimeTooSkewed'],
])('%s: surely not created, and why', async (_name, [options, key], code, words) => {
  const { store } = await open(options, key);
  expect(await store.create('leases/a/1', '{}', MS)).toMatchObject({
    kind: 'not created',
    failure: { code, message: expect.stringContaining(words) },
  });
});

test('permissions are named', async () => {
  const { cos, store } = await open();
  cos.deny('PutObject', 'GetObject');
  expect(await store.create('leases/a/1', '{}', MS)).toMatchObject({
    kind: 'not created',
    failure: { failureClass: 'refused', message: expect.stringContaining('name/cos:PutObject') },
  });
  expect(await store.read('leases/a/1', MS)).toMatchObject({
    kind: 'denied',
    failure: { message: expect.stringContaining('name/cos:GetObject') },
  });
});

test('what is not there is missing, or forbidden', async () => {
  const readings = { 'lease-race': 'one wins', 'lease-read': 'read at once' } as const;
  const { store } = await open();
  expect(await store.read('leases/a/1', MS)).toEqual({ kind: 'missing' });
  const other = await open({ readings: () => ({ ...readings, 'lease-missing': '403' }) });
  expect((await other.store.read('leases/a/1', MS)).kind).toBe('denied');
});

test('nobody is there: surely not created', async () => {
  const { cos, store } = await open();
  await cos.close();
  expect(await store.create('leases/a/1', '{}', MS)).toMatchObject({
    kind: 'not created',
    failure: { code: 'LeaseUnavailable', retryable: true },
  });
  expect((await store.read('leases/a/1', MS)).kind).toBe('unreadable');
});

test('without credentials nothing is sent', async () => {
  const { cos } = await open();
  const store = openLeaseStore({
    bucket: { protocol: 'http:', host: new URL(cos.url).host },
    credential: () => undefined,
  });
  expect((await store.create('leases/a/1', '{}', MS)).kind).toBe('not created');
  expect(cos.calls).toEqual([]);
});

describe('answers the local cloud does not give', () => {
  const reply = (status: number, code = '', headers = {}) => ({
    ok: true as const,
    reply: { status, code, headers, body: '' },
  });
  test.each([
    [404, 'NoSuchBucket', 'not created', 'LEASE_BUCKET'],
    [301, 'PermanentRedirect', 'not created', 'LEASE_BUCKET'],
    [400, 'InvalidArgument', 'not created', 'InvalidArgument'],
    [200, '', 'not known', 'HTTP 200'],
    [500, 'InternalError', 'not known', 'InternalError'],
    [408, 'RequestTimeout', 'not known', 'RequestTimeout'],
  ])('HTTP %s %s to a PUT: %s', (status, code, kind, words) => {
    expect(toCreated(reply(status, code))).toMatchObject({
      kind,
      failure: { message: expect.stringContaining(words) },
    });
  });
  test.each([
    [404, ''],
    [404, 'NoSuchBucket'],
    [403, ''],
    [200, ''],
    [503, 'SlowDown'],
  ])('HTTP %s %s to a GET is neither there nor missing', (status, code) => {
    expect(toFound(reply(status, code)).kind).toBe('unreadable');
  });
});

test('an answer that repeats the credential is shown without it', async () => {
  const key = {
    secretId: 'AKIDechoed00000001',
    secretKey: 'a-key-of-cos-0001',
    token: 'a+token/of+cos==',
  };
  const echo = createServer((_request, response) => {
    response.writeHead(403).end(`<Code>Odd.${key.secretId}</Code>${Object.values(key)}`);
  });
  await once(echo.listen(0, '127.0.0.1'), 'listening');
  opened.push(echo);
  const { port } = echo.address() as AddressInfo;
  const store = openLeaseStore({
    bucket: { protocol: 'http:', host: `127.0.0.1:${port}` },
    credential: () => key,
  });
  opened.push(store);
  const answers = [await store.create('leases/a/1', '{}', MS), await store.read('leases/a/1', MS)];
  expect(JSON.stringify(answers)).toContain('Odd.[redacted]');
  for (const value of Object.values(key)) expect(JSON.stringify(answers)).not.toContain(value);
});
