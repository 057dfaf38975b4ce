// The local cloud's COS: its readings, its versioning, and a request signed by the official SDK.
import { get } from 'node:http';
import COS from 'cos-nodejs-sdk-v5';
import { type CosOptions, type CosReadings, startCos } from '../../emulator/cos/server';
import { DEFAULT_DIALECT } from '../../emulator/redis/dialect-reader';
import { openLeaseStore } from '../../src/tencent/lease-store';

const KEY = { secretId: 'AKIDone', secretKey: 'one' };
const opened: { close(): unknown }[] = [];
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

async function open(options: CosOptions, readings: Partial<CosReadings> = {}) {
  const cos = await startCos({
    keys: [KEY],
    readings: () => ({ ...DEFAULT_DIALECT, ...readings }),
    ...options,
  });
  const store = openLeaseStore({
    bucket: { protocol: 'http:', host: new URL(cos.url).host },
    credential: () => KEY,
  });
  opened.push(store, cos);
  return { cos, store };
}

const MS = 5_000;

test.each<[CosReadings['lease-race'], number]>([
  ['one wins', 1],
  ['none wins', 0],
])('lease-race: of twenty at once, %s', async (reading, winners) => {
  const { cos, store } = await open({}, { 'lease-race': reading });
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, index) => store.create('leases/a/1', `${index}`, MS)),
  );
  expect(all.filter(({ kind }) => kind === 'created')).toHaveLength(winners);
  expect(all.filter(({ kind }) => kind === 'taken')).toHaveLength(20 - winners);
  expect(cos.objects()).toHaveLength(winners);
  // Later, and alone, whoever comes gets it.
  expect((await store.create('leases/a/1', 'alone', MS)).kind).toBe(
    winners === 0 ? 'created' : 'taken',
  );
});

test('lease-read: 2 s later hides an object from reads, not from creations', async () => {
  let aheadMs = 0;
  const { store } = await open({ now: () => Date.now() + aheadMs }, { 'lease-read': '2 s later' });
  await store.create('leases/a/1', '{}', MS);
  expect((await store.read('leases/a/1', MS)).kind).toBe('missing');
  expect((await store.create('leases/a/1', '{}', MS)).kind).toBe('taken');
  aheadMs = 2_000;
  expect((await store.read('leases/a/1', MS)).kind).toBe('found');
});

test('a bucket that was ever versioned overwrites whatever is asked', async () => {
  const { cos, store } = await open({ versioning: 'suspended' });
  await store.create('leases/a/1', 'first', MS);
  expect((await store.create('leases/a/1', 'second', MS)).kind).toBe('created');
  expect(cos.objects()).toMatchObject([{ body: 'second' }]);
});

test.each([
  ['never', '<VersioningConfiguration></VersioningConfiguration>'],
  ['enabled', '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'],
  ['suspended', '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>'],
] as const)('signed by the official SDK, ?versioning of %s', async (versioning, expected) => {
  const { cos } = await open({ versioning });
  const { host } = new URL(cos.url);
  const authorization = COS.getAuthorization({
    SecretId: KEY.secretId,
    SecretKey: KEY.secretKey,
    Method: 'GET',
    Key: '/',
    Query: { versioning: '' },
    Headers: { host },
  } as Parameters<typeof COS.getAuthorization>[0]);
  const body = await new Promise<string>((resolve, reject) => {
    get(`${cos.url}/?versioning`, { headers: { authorization } }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
  expect(body).toBe(expected);
});
