import { Agent, request } from 'node:http';
import { admit } from '../../emulator/redis/rate';
import {
  DEMO_KEY,
  type RedisCloud,
  type RedisCloudOptions,
  startRedisCloud,
} from '../../emulator/redis/server';
import { canonicalRequest, sign, stringToSign, utcDate } from '../../emulator/redis/tc3';
import { codeOf, failureOf, type SdkOptions, sdk } from './redis-client';

let cloud: RedisCloud;
const start = async (options: RedisCloudOptions = {}) => {
  cloud = await startRedisCloud(options);
  return cloud;
};
afterEach(() => cloud.close());

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ONE = { InstanceId: 'crs-demo0001' };
const TEMPORARY = { secretId: 'AKIDtemp', secretKey: 'key', token: 'token' };

describe('the SDK signs, the gateway checks', () => {
  /** Sends the real host name to loopback, so that the SDK signs for the service `redis`. */
  const toLoopback = new Agent({
    lookup: (_host, options, done) =>
      options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
  });

  test.each<[string, (port: number) => SdkOptions]>([
    ['by address', () => ({})],
    ['by another name of loopback', (port) => ({ endpoint: `localhost:${port}` })],
    [
      'by the real name',
      (port) => ({ endpoint: `redis.tencentcloudapi.com:${port}`, agent: toLoopback }),
    ],
    ['with a temporary key', () => ({ key: TEMPORARY })],
  ])('reached %s', async (_name, options) => {
    const { port } = await start({ keys: [DEMO_KEY, TEMPORARY] });
    const reply = await sdk(cloud, options(port))('DescribeInstances');
    expect(reply.RequestId).toMatch(UUID);
  });

  test.each([
    ['an unknown id', { secretId: 'AKIDnobody', secretKey: 'x' }, 'AuthFailure.SecretIdNotFound'],
    ['a wrong key', { ...DEMO_KEY, secretKey: 'x' }, 'AuthFailure.SignatureFailure'],
    ['a wrong token', { ...TEMPORARY, token: 'x' }, 'AuthFailure.TokenFailure'],
  ])('refuses %s and does nothing', async (_name, key, code) => {
    await start({ keys: [DEMO_KEY, TEMPORARY] });
    const failure = await failureOf(sdk(cloud, { key })('ManualBackupInstance', ONE));
    expect(failure).toMatchObject({ class: 'TencentCloudSDKHttpException', code });
    expect(failure.requestId).toMatch(UUID);
    expect(cloud.backups()).toEqual([]);
    expect(cloud.calls).toMatchObject([{ action: 'ManualBackupInstance', code, executed: false }]);
  });

  test('refuses a signature by a clock that is off', async () => {
    await start({ gatewayNow: () => Date.now() + 301_000 });
    expect(await codeOf(sdk(cloud)('DescribeInstances'))).toBe('AuthFailure.SignatureExpire');
  });
});

describe('common parameters', () => {
  interface Sent {
    method?: string;
    query?: string;
    headers?: Record<string, string | undefined>;
    body?: string;
  }

  /** A signed request with whatever a test changes after signing; the signature covers host and body only. */
  function send({
    method = 'POST',
    query = '',
    headers: changed = {},
    body = method === 'GET' ? '' : '{}',
  }: Sent): Promise<string> {
    const timestamp = Math.floor(Date.now() / 1000);
    const base = { 'content-type': 'application/json', host: `127.0.0.1:${cloud.port}` };
    const canonical = canonicalRequest({ method, query, headers: base, body }, Object.keys(base));
    const signature = sign(
      DEMO_KEY.secretKey,
      timestamp,
      'redis',
      stringToSign(timestamp, 'redis', canonical),
    );
    const authorization = `TC3-HMAC-SHA256 Credential=${DEMO_KEY.secretId}/${utcDate(timestamp)}/redis/tc3_request, SignedHeaders=content-type;host, Signature=${signature}`;
    const common = {
      'x-tc-action': 'DescribeInstances',
      'x-tc-version': '2018-04-12',
      'x-tc-region': 'ap-guangzhou',
      'x-tc-timestamp': String(timestamp),
    };
    const all = Object.entries({ ...base, ...common, authorization, ...changed });
    const headers = Object.fromEntries(all.filter(([, value]) => value !== undefined));
    return new Promise((resolve, reject) => {
      const to = { port: cloud.port, host: '127.0.0.1', path: `/?${query}` };
      const sent = request({ ...to, method, headers, agent: false });
      sent.on('error', reject).on('response', async (response) => {
        const text = (await response.toArray()).join('');
        const code = JSON.parse(text || '{}').Response?.Error?.Code ?? 'none';
        resolve(`${response.statusCode} ${code}`);
      });
      sent.end(method === 'GET' ? undefined : body);
    });
  }

  test.each<[string, Sent, string]>([
    ['everything', {}, 'none'],
    ['no action', { headers: { 'x-tc-action': undefined } }, 'MissingParameter'],
    [
      'an action of another product',
      { headers: { 'x-tc-action': 'RunInstances' } },
      'InvalidAction',
    ],
    [
      'an action that is an object key',
      { headers: { 'x-tc-action': 'constructor' } },
      'InvalidAction',
    ],
    ['no version', { headers: { 'x-tc-version': undefined } }, 'MissingParameter'],
    ['another version', { headers: { 'x-tc-version': '2017-01-01' } }, 'NoSuchVersion'],
    ['no timestamp', { headers: { 'x-tc-timestamp': undefined } }, 'MissingParameter'],
    ['no region', { headers: { 'x-tc-region': undefined } }, 'MissingParameter'],
    ['a malformed region', { headers: { 'x-tc-region': 'Guangzhou!' } }, 'UnsupportedRegion'],
    [
      'no authorization',
      { headers: { authorization: undefined } },
      'AuthFailure.InvalidAuthorization',
    ],
    ['another method', { method: 'PUT' }, 'UnsupportedProtocol'],
    ['a GET', { method: 'GET', query: 'Limit=1&InstanceIds.0=crs-demo0001' }, 'none'],
    ['a GET with a text for a number', { method: 'GET', query: 'Limit=x' }, 'InvalidParameter'],
    [
      'signature version 1, in the query',
      {
        method: 'GET',
        query: 'Action=DescribeInstances&SignatureMethod=HmacSHA256&Signature=x',
        headers: { authorization: undefined },
      },
      'AuthFailure.InvalidAuthorization',
    ],
    ['a body that is not JSON', { body: '{' }, 'InvalidParameter'],
    ['a body that is no object', { body: '[]' }, 'InvalidParameter'],
    [
      'a body over 10 MB',
      { body: `"${'x'.repeat(10 * 1024 * 1024)}"` },
      'RequestSizeLimitExceeded',
    ],
  ])('%s: HTTP 200 and %s', async (_name, sent, code) => {
    await start();
    expect(await send(sent)).toBe(`200 ${code}`);
  });
});

describe('documented fields', () => {
  test.each<[string, string, Record<string, unknown>, string]>([
    [
      'an undocumented field',
      'ManualBackupInstance',
      { ...ONE, ClientToken: 'x' },
      'UnknownParameter',
    ],
    ['another case', 'ManualBackupInstance', { instanceId: 'crs-demo0001' }, 'UnknownParameter'],
    ['a field of Object', 'ManualBackupInstance', { ...ONE, constructor: 'x' }, 'UnknownParameter'],
    ['no InstanceId', 'ManualBackupInstance', { Remark: 'x' }, 'MissingParameter'],
    ['no TaskId', 'DescribeTaskInfo', {}, 'MissingParameter'],
    ['a number for a string', 'ManualBackupInstance', { InstanceId: 1 }, 'InvalidParameter'],
    ['a string for an integer', 'DescribeTaskInfo', { TaskId: '1' }, 'InvalidParameter'],
    [
      'a fraction for an integer',
      'ManualBackupInstance',
      { ...ONE, StorageDays: 1.5 },
      'InvalidParameter',
    ],
    ['strings for integers', 'DescribeInstanceBackups', { Status: ['2'] }, 'InvalidParameter'],
    ['one for a list', 'DescribeTaskList', { TaskTypes: '012' }, 'InvalidParameter'],
    [
      'a tag without a value',
      'DescribeInstances',
      { InstanceTags: [{ TagKey: 'env' }] },
      'InvalidParameter',
    ],
    [
      'a tag with more',
      'DescribeInstances',
      { InstanceTags: [{ TagKey: 'a', TagValue: 'b', C: 'd' }] },
      'InvalidParameter',
    ],
  ])('%s', async (_name, action, params, code) => {
    await start();
    expect(await codeOf(sdk(cloud)(action, params))).toBe(code);
    expect(cloud.backups()).toEqual([]);
  });
});

describe('frequency', () => {
  const times = (count: number, step: number) => Array.from({ length: count }, (_, i) => i * step);

  test.each([
    ['20 at once pass', times(20, 0), 20],
    ['the 21st does not', times(21, 0), 20],
    ['a steady 20 a second passes', times(100, 50), 100],
    ['a steady 25 a second loses one in five', times(100, 40), 80],
    ['after exactly one second the window is free', [...times(20, 0), 1000], 21],
    ['a refused call does not count', [...times(40, 0), ...times(20, 0).map(() => 1000)], 40],
  ])('%s', (_name, calls, passed) => {
    let window: readonly number[] = [];
    const admitted = calls.filter((at) => {
      const next = admit(window, 20, at);
      window = next.times;
      return next.admitted;
    });
    expect(admitted).toHaveLength(passed);
  });

  const backupOf = (id: string) => ({ InstanceId: id });
  const fleet = Array.from({ length: 25 }, (_, i) => ({ instanceId: `crs-fleet0${i + 10}` }));

  test('the 21st backup of a second is refused and not executed', async () => {
    await start({ instances: fleet, gatewayNow: frozen() });
    const calls = fleet
      .slice(0, 21)
      .map((one) => sdk(cloud)('ManualBackupInstance', backupOf(one.instanceId)));
    const failures = (await Promise.allSettled(calls)).flatMap((one) =>
      one.status === 'rejected' ? [one.reason] : [],
    );
    expect(failures).toMatchObject([
      { code: 'RequestLimitExceeded', message: expect.stringContaining('`21` in a second') },
    ]);
    expect(cloud.backups()).toHaveLength(20);
    expect(cloud.calls.filter((call) => !call.executed)).toHaveLength(1);
  });

  test('counts per action, access host and key', async () => {
    await start({
      instances: fleet,
      keys: [DEMO_KEY, TEMPORARY],
      ratePerSecond: 1,
      gatewayNow: frozen(),
    });
    const backup = (n: number, options: SdkOptions = {}) =>
      sdk(cloud, options)('ManualBackupInstance', backupOf(`crs-fleet0${n}`));
    await backup(10);
    expect(await codeOf(backup(11))).toBe('RequestLimitExceeded');
    expect(await codeOf(backup(11, { region: 'ap-shanghai' }))).toBe('RequestLimitExceeded');
    await backup(12, { key: TEMPORARY });
    await backup(13, { endpoint: `localhost:${cloud.port}` });
    await sdk(cloud)('DescribeInstances');
    await sdk(cloud)('DescribeInstances');
  });

  test.each([
    ['DescribeTaskInfo', { TaskId: 1 }, 20],
    ['DescribeTaskList', {}, 100],
    ['DescribeInstanceBackups', {}, 50],
    ['DescribeInstances', {}, 35],
    ['DescribeAutoBackupConfig', ONE, 20],
  ])('%s has its own', async (action, params, perSecond) => {
    await start({ gatewayNow: frozen() });
    await Promise.allSettled(
      Array.from({ length: perSecond + 1 }, () => sdk(cloud, { reqTimeout: 10 })(action, params)),
    );
    expect(cloud.calls.filter((call) => call.code === 'RequestLimitExceeded')).toHaveLength(1);
  });

  test('can be switched off', async () => {
    await start({ ratePerSecond: false, gatewayNow: frozen() });
    await Promise.all(
      Array.from({ length: 40 }, () => sdk(cloud, { reqTimeout: 10 })('DescribeInstances')),
    );
  });

  /** A clock that stands still: every call falls into the same second. */
  function frozen() {
    const at = Date.now();
    return () => at;
  }
});
