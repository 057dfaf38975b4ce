// Every setting, good and bad: its value, or a message that names it and the remedy and shows nothing of it.
import { type Config, loadConfig, MEANINGS, SETTINGS } from '../src/config';
import { configOf, TOKEN } from './support/deps';

type Name = keyof Config;
const REQUEST = { InstanceId: 'crs-demo0001', StorageDays: 7 };
const OTHER_TOKEN = `${TOKEN}-next`;
/** So many tokens and no key; the secrets' own texts are not kept. */
const tokens = (count: number) => ({
  tokens: Array.from({ length: count }, () => ({
    digest: expect.any(Buffer),
    fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/),
  })),
  keys: [],
});
const https = (host: string) => ({ protocol: 'https:', host });
const http = (host: string) => ({ protocol: 'http:', host });

describe('with nothing set', () => {
  const table: [Name, unknown][] = [
    ['BACKUP_REGION', undefined],
    ['DEFAULT_REQUEST', undefined],
    ['COVERAGE_REQUEST', ''],
    ['PING_URL', ''],
    ['REDIS_API_ENDPOINT', https('redis.tencentcloudapi.com')],
    ['WEBHOOK_AUTH', 'both'],
    ['WEBHOOK_SECRETS', { tokens: [], keys: [] }],
    ['MAX_BODY_BYTES', 65_536],
    ['ALLOWED_INSTANCES', ['crs-*']],
    ['ALLOWED_REGIONS', []],
    ['MIN_STORAGE_DAYS', 0],
    ['MAX_STORAGE_DAYS', 1825],
    ['RATE_LIMIT_PER_SECOND', 18],
    ['API_TIME_ZONE', undefined],
    ['LOG_LEVEL', 'info'],
    ['LEASE_BUCKET', undefined],
  ];

  test('every setting is in this table', () => {
    expect(table.map(([name]) => name)).toEqual(Object.keys(SETTINGS));
  });

  test.each(table)(
    '%s is %p; the same when it is set to nothing or to white space',
    (name, value) => {
      expect(configOf()[name]).toEqual(value);
      expect(configOf({ [name]: '' })[name]).toEqual(value);
      expect(configOf({ [name]: ' \n' })[name]).toEqual(value);
    },
  );
});

const good: [Name, text: string, value: unknown][] = [
  ['BACKUP_REGION', 'ap-tokyo', 'ap-tokyo'],
  ['BACKUP_REGION', ' ap-shanghai-fsi\n', 'ap-shanghai-fsi'],
  ['DEFAULT_REQUEST', JSON.stringify(REQUEST), { ok: true, value: REQUEST }],
  [
    'REDIS_API_ENDPOINT',
    'redis.ap-shanghai-fsi.tencentcloudapi.com',
    https('redis.ap-shanghai-fsi.tencentcloudapi.com'),
  ],
  [
    'REDIS_API_ENDPOINT',
    'https://redis.intl.tencentcloudapi.com',
    https('redis.intl.tencentcloudapi.com'),
  ],
  [
    'REDIS_API_ENDPOINT',
    'https://redis.intl.tencentcloudapi.com/',
    https('redis.intl.tencentcloudapi.com'),
  ],
  ['REDIS_API_ENDPOINT', 'http://127.0.0.1:8080', http('127.0.0.1:8080')],
  ['REDIS_API_ENDPOINT', 'https://127.0.0.1:8443', https('127.0.0.1:8443')],
  ['REDIS_API_ENDPOINT', 'http://127.0.0.1', http('127.0.0.1')],
  ['REDIS_API_ENDPOINT', 'http://localhost:80/', http('localhost:80')],
  ['REDIS_API_ENDPOINT', 'http://[::1]:80', http('[::1]:80')],
  ['PING_URL', 'https://hc-ping.com/key/{trigger}', 'https://hc-ping.com/key/{trigger}'],
  ['PING_URL', 'http://127.0.0.1:9/x', 'http://127.0.0.1:9/x'],
  ['WEBHOOK_AUTH', 'bearer', 'bearer'],
  ['WEBHOOK_AUTH', 'signature', 'signature'],
  ['WEBHOOK_AUTH', 'platform', 'platform'],
  ['WEBHOOK_SECRETS', TOKEN, tokens(1)],
  ['WEBHOOK_SECRETS', ` ${TOKEN}  ${OTHER_TOKEN}\n`, tokens(2)],
  ['MAX_BODY_BYTES', '1024', 1024],
  ['ALLOWED_INSTANCES', 'crs-demo0001', ['crs-demo0001']],
  ['ALLOWED_INSTANCES', 'crs-prod*, crs-*01 *', ['crs-prod*', 'crs-*01', '*']],
  ['ALLOWED_REGIONS', 'ap-guangzhou ap-tokyo', ['ap-guangzhou', 'ap-tokyo']],
  ['MIN_STORAGE_DAYS', '1825', 1825],
  ['MAX_STORAGE_DAYS', '0', 0],
  ['MAX_STORAGE_DAYS', '1825', 1825],
  ['API_TIME_ZONE', '+00:00', 0],
  ['API_TIME_ZONE', '-05:30', -5.5 * 3_600_000],
  ['API_TIME_ZONE', '+14:00', 14 * 3_600_000],
  ['RATE_LIMIT_PER_SECOND', '1', 1],
  ['RATE_LIMIT_PER_SECOND', '20', 20],
  ['LOG_LEVEL', 'debug', 'debug'],
  ['LOG_LEVEL', 'error', 'error'],
  [
    'LEASE_BUCKET',
    'leases-1250000000.cos.ap-guangzhou.myqcloud.com',
    https('leases-1250000000.cos.ap-guangzhou.myqcloud.com'),
  ],
  ['LEASE_BUCKET', 'http://127.0.0.1:9000', http('127.0.0.1:9000')],
];
test.each(good)('%s=%j', (name, text, value) => {
  expect(configOf({ [name]: text })[name]).toEqual(value);
});

const REGION = /^must be a region id like ap-guangzhou$/;
const REGIONS = /^must be region ids like ap-guangzhou, separated by spaces$/;
const HOST =
  /^must be a host like redis\.tencentcloudapi\.com \(http:\/\/ only for 127\.0\.0\.1\)$/;
const SHORT = /^secret \d of \d must have at least 24 characters.*openssl rand/;
const PING = /^must be an https:\/\/ address/;
const BYTES = /^must be a whole number from 1024 to 6291456$/;
const AUTHS = /^must be one of bearer, signature, both, platform$/;
const PATTERNS = /^must be instance ids or patterns like crs-\*/;
const DAYS = /^must be a whole number from 0 to 1825$/;
const ZONE = /^must be an offset from UTC like \+08:00$/;
const RATE = /^must be a whole number from 1 to 20$/;

const bad: [Name, text: string, problem: RegExp][] = [
  ['BACKUP_REGION', 'Guangzhou', REGION],
  ['BACKUP_REGION', 'ap-guangzhou ap-tokyo', REGION],
  ['DEFAULT_REQUEST', '{', /not valid JSON/],
  ['DEFAULT_REQUEST', '[]', /must be a JSON object/],
  ['DEFAULT_REQUEST', '{}', /^InstanceId: no target/],
  [
    'DEFAULT_REQUEST',
    '{"instanceId":"crs-a","StorageDays":-1}',
    /did you mean InstanceId\?.*StorageDays: must be/,
  ],
  [
    'DEFAULT_REQUEST',
    '{"InstanceId":"crs-a","IdempotencyKey":"k"}',
    /^IdempotencyKey: is for a direct invoke/,
  ],
  ['PING_URL', 'http://hc-ping.com/x', PING],
  ['PING_URL', 'https://user:word@hc-ping.com/x', PING],
  ['PING_URL', 'http://127.0.0.1.example.com/', PING],
  ['PING_URL', 'https://', PING],
  ['PING_URL', 'hc-ping.com/x', PING],
  ['REDIS_API_ENDPOINT', 'http://redis.tencentcloudapi.com', HOST],
  ['REDIS_API_ENDPOINT', 'http://127.0.0.1.example.com', HOST],
  ['REDIS_API_ENDPOINT', 'http://localhost.example.com', HOST],
  ['REDIS_API_ENDPOINT', 'http://user@127.0.0.1', HOST],
  ['REDIS_API_ENDPOINT', '127.0.0.1:8443', HOST],
  ['REDIS_API_ENDPOINT', 'https://redis.tencentcloudapi.com:8443', HOST],
  ['REDIS_API_ENDPOINT', 'redis.tencentcloudapi.com/path', HOST],
  ['REDIS_API_ENDPOINT', 'redis.tencentcloudapi.com?x=1', HOST],
  ['REDIS_API_ENDPOINT', 'user@redis.tencentcloudapi.com', HOST],
  ['REDIS_API_ENDPOINT', 'ftp://redis.tencentcloudapi.com', HOST],
  ['REDIS_API_ENDPOINT', 'redis', HOST],
  ['WEBHOOK_AUTH', 'none', AUTHS],
  ['WEBHOOK_AUTH', 'Bearer', AUTHS],
  ['WEBHOOK_SECRETS', 'too-short-a-secret', SHORT],
  ['MAX_BODY_BYTES', '1023', BYTES],
  ['MAX_BODY_BYTES', '64k', BYTES],
  ['ALLOWED_INSTANCES', 'demo-*', PATTERNS],
  ['ALLOWED_INSTANCES', 'crs-demo? crs-*', PATTERNS],
  ['ALLOWED_INSTANCES', 'CRS-*', PATTERNS],
  ['ALLOWED_INSTANCES', ',', PATTERNS],
  ['ALLOWED_REGIONS', 'ap-guangzhou *', REGIONS],
  ['MIN_STORAGE_DAYS', '1826', DAYS],
  ['MAX_STORAGE_DAYS', '1826', DAYS],
  ['MAX_STORAGE_DAYS', '-1', DAYS],
  ['MAX_STORAGE_DAYS', '7.5', DAYS],
  ['MAX_STORAGE_DAYS', 'a week', DAYS],
  ['MAX_STORAGE_DAYS', '1e3', DAYS],
  ['RATE_LIMIT_PER_SECOND', '0', RATE],
  ['RATE_LIMIT_PER_SECOND', '21', RATE],
  ['API_TIME_ZONE', 'Asia/Shanghai', ZONE],
  ['API_TIME_ZONE', '+15:00', ZONE],
  ['API_TIME_ZONE', '8', ZONE],
  ['LOG_LEVEL', 'verbose', /^must be one of debug, info, warn, error$/],
  ['LOG_LEVEL', 'INFO', /^must be one of debug, info, warn, error$/],
  ['LEASE_BUCKET', 'leases-1250000000', /^must be a host like leases-1250000000\.cos/],
  [
    'LEASE_BUCKET',
    'http://leases-1250000000.cos.ap-guangzhou.myqcloud.com',
    /^must be a host like leases/,
  ],
];
test.each(bad)('%s=%j is refused', (name, text, problem) => {
  expect(loadConfig({ [name]: text })).toEqual({
    ok: false,
    issues: [{ path: name, message: expect.stringMatching(problem) }],
  });
});

test('every setting is in the table but one, which is read when it is used', () => {
  const names = ['COVERAGE_REQUEST', ...bad.map(([name]) => name)];
  expect(new Set(names)).toEqual(new Set(Object.keys(SETTINGS)));
});

test('all bad settings are told at once, the good ones are not', () => {
  const config = loadConfig({ BACKUP_REGION: 'x', LOG_LEVEL: 'y', MAX_STORAGE_DAYS: '7' });
  expect(config).toMatchObject({
    ok: false,
    issues: [{ path: 'BACKUP_REGION' }, { path: 'LOG_LEVEL' }],
  });
});

test.each([
  'REDIS_API_ENDPOINT',
  'WEBHOOK_AUTH',
  'WEBHOOK_SECRETS',
  'ALLOWED_INSTANCES',
  'ALLOWED_REGIONS',
  'MAX_STORAGE_DAYS',
  'RATE_LIMIT_PER_SECOND',
  'LOG_LEVEL',
  'BACKUP_REGION',
  'DEFAULT_REQUEST',
])('%s: a secret put there by mistake is not shown either', (name) => {
  const config = loadConfig({ [name]: 'topsecret' });
  expect(config.ok).toBe(false);
  expect(JSON.stringify(config)).not.toContain('topsecret');
});

test.each(Object.keys(SETTINGS))(
  '%s has a name that SCF does not reserve, and a meaning',
  (name) => {
    expect(name).not.toMatch(/^(SCF|QCLOUD|TENCENTCLOUD)_/);
    expect(MEANINGS[name as Name]).toMatch(/^[A-Z].*\.$/);
  },
);
