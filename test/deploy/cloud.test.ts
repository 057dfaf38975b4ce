// `npm run policy` and `npm run check:cloud`: what the role may do, and whether the cloud is as it should be.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_KEY, type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { readService } from '../../emulator/scf/service';
import { run } from '../../proofs/support/console';
import { main as check } from '../../scripts/check-cloud';
import { checkCloud, readingRow } from '../../scripts/cloud/check';
import { rowsOf } from '../../scripts/cloud/function';
import { windowRow } from '../../scripts/cloud/instance';
import { type CheckRow, tableLines } from '../../scripts/cloud/row';
import type { Actual } from '../../scripts/deploy/model';
import { ACTIONS, main as policy } from '../../scripts/policy';
import type { InstanceId, Region } from '../../src/request/ids';

/** The commands on the frozen example. */
const EXAMPLE = 'test/fixtures/serverless.yml';
const checkMain = (args: string[]) => check(args, EXAMPLE);
const policyMain = (args: string[]) => policy(args, EXAMPLE);

jest.setTimeout(60_000);

const keep = { ...process.env };
afterEach(() => {
  process.env = { ...keep };
});

describe('npm run policy', () => {
  test('names every action the function calls, and no other', () => {
    const sources = readdirSync('src/tencent').map((file) =>
      readFileSync(`src/tencent/${file}`, 'utf8'),
    );
    const called = sources.join('\n').matchAll(/'((?:Manual|Describe|Modify|Delete|Clear)\w+)'/g);
    expect(new Set(ACTIONS)).toEqual(new Set([...called].map(([, action]) => action)));
  });

  test('gives no right to delete, restore or change anything', () => {
    for (const action of ACTIONS) expect(action).toMatch(/^(ManualBackupInstance$|Describe)/);
  });

  const statement = async (env: Record<string, string>, ...args: string[]) => {
    Object.assign(process.env, env);
    const { output } = await run(policyMain, ...args);
    return JSON.parse(output).statement;
  };
  const ON_INSTANCES = [
    'redis:ManualBackupInstance',
    'redis:DescribeInstanceBackups',
    'redis:DescribeTaskList',
  ];

  test('limits them to the regions, the account and the instances of the configuration', async () => {
    const args = ['--uin', '100000000001', '--region', 'ap-tokyo'];
    expect(await statement({ ALLOWED_INSTANCES: 'crs-orders1 crs-users2' }, ...args)).toEqual([
      {
        effect: 'allow',
        action: ON_INSTANCES,
        resource: [
          'qcs::redis:ap-tokyo:uin/100000000001:instance/crs-orders1',
          'qcs::redis:ap-tokyo:uin/100000000001:instance/crs-users2',
        ],
      },
      {
        effect: 'allow',
        action: ['redis:DescribeTaskInfo', 'redis:DescribeInstances', 'redis:DescribeProductInfo'],
        resource: ['*'],
      },
    ]);
  });

  test('a pattern is every instance: CAM is not known to match the beginning of an id', async () => {
    const [first] = await statement({ ALLOWED_INSTANCES: 'crs-users* crs-a' });
    expect(first.resource).toEqual(['qcs::redis:ap-guangzhou::instance/*']);
  });

  test('without a webhook the role gets what its timers need, and no more', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'policy-'));
    const file = join(folder, 'serverless.yml');
    const printed = async (request: string, ...args: string[]) => {
      writeFileSync(file, closed(request));
      return JSON.parse((await run((all) => policy(all, file), ...args)).output).statement;
    };
    const [, others] = await printed('{ InstanceId: crs-demo0001 }');
    expect(others.action).toEqual(['redis:DescribeTaskInfo']);
    const [, selecting] = await printed('{ Selector: { NamePrefix: a } }');
    expect(selecting.action).toContain('redis:DescribeInstances');
    const [, all] = await printed('{ InstanceId: crs-demo0001 }', '--all');
    expect(all.action).toContain('redis:DescribeInstances');
    rmSync(folder, { recursive: true });
  });

  test('whoever deploys may touch this one function, and give it this one role', async () => {
    const [fn, list, role] = await statement({}, 'deployer', '--uin', '100000000001');
    expect(fn.resource).toEqual([
      'qcs::scf:ap-guangzhou:uin/100000000001:namespace/default/function/scf-redis-backup-dev',
    ]);
    expect(fn.action).toContain('scf:PutReservedConcurrencyConfig');
    expect(list).toEqual({ effect: 'allow', action: ['scf:ListFunctions'], resource: ['*'] });
    expect(role.resource).toEqual(['qcs::cam::uin/100000000001:roleName/scf-redis-backup']);
  });

  test('the role is for SCF alone', async () => {
    expect(JSON.parse((await run(policyMain, 'trust')).output)).toMatchObject({
      statement: [{ action: ['name/sts:AssumeRole'], principal: { service: ['scf.qcloud.com'] } }],
    });
  });

  const refusals: [args: string[], message: RegExp][] = [
    [['rolle'], /^give role, trust or deployer\. See: npm run --silent policy -- --help$/],
    [['--uin', 'me'], /^--uin is a number/],
    [['deployer'], /^deployer needs --uin/],
    [['--onse'], /^Unknown option/],
  ];
  test.each(refusals)('%j', async (args, message) => {
    const { status, output } = await run(policyMain, ...args);
    expect(status).toBe(2);
    expect(output).toMatch(message);
  });

  test('a bad setting', async () => {
    process.env.ALLOWED_INSTANCES = 'redis-*';
    expect(await run(policyMain)).toMatchObject({
      status: 1,
      output: expect.stringMatching(/^ALLOWED_INSTANCES must be/),
    });
  });
});

describe('npm run check:cloud', () => {
  let redis: RedisCloud;
  beforeAll(async () => {
    redis = await startRedisCloud();
  });
  afterEach(() => redis.reset());
  afterAll(() => redis.close());

  const NOW = Date.now();
  const KEY = {
    TENCENTCLOUD_SECRET_ID: DEMO_KEY.secretId,
    TENCENTCLOUD_SECRET_KEY: DEMO_KEY.secretKey,
  };
  const check = (env: Record<string, string> = {}, request?: object): Promise<CheckRow[]> => {
    const all = { REDIS_API_ENDPOINT: redis.url, ...KEY, ...env };
    const service = readService(EXAMPLE, { env: all });
    const environment = { ...service.environment, DEFAULT_REQUEST: JSON.stringify(request) ?? '' };
    return checkCloud({ ...service, environment }, all, NOW);
  };
  const line = (rows: readonly CheckRow[], name: string) =>
    rows
      .filter(({ check: one }) => one === name)
      .map(({ of, result, detail }) => `${result} ${of} ${detail}`)
      .join('\n');

  test('all is well', async () => {
    redis.addBackup({ instanceId: 'crs-demo0001', startedAt: NOW - 5 * 3_600_000 });
    const rows = await check();
    expect(rows.filter(({ result }) => result === 'failed')).toEqual([]);
    expect(line(rows, 'endpoint')).toMatch(/^ok 127\.0\.0\.1:\d+ local site$/);
    expect(line(rows, 'credentials')).toMatch(/^ok long-lived/);
    expect(line(rows, 'instance')).toBe('ok crs-demo0001 runs in ap-guangzhou: demo-orders');
    expect(line(rows, 'last backup')).toMatch(/^ok crs-demo0001 started about 5 h ago/);
    expect(line(rows, 'window')).toMatch(/^ok .* automatic backup at 01:00-02:00, no timer in it/);
    expect(
      line(rows, 'permission')
        .split('\n')
        .map((text) => text.split(' ')[0]),
    ).toEqual(['ok', 'ok', 'ok', 'ok', 'not']);
  });

  test.each<[dialect: object, rows: RegExp[]]>([
    [
      {},
      [
        /^ok status-filter 1 and 2 only, others refused$/m,
        /^ok page-order newest first$/m,
        /^not tested task-results not seen: a failed task would show it$/m,
      ],
    ],
    [
      {
        'status-filter': 'others ignored',
        'page-order': 'oldest first',
        span: '30 days exclusive',
      },
      [
        /^not tested status-filter not seen: an expired or deleted backup would show it$/m,
        /^ok page-order oldest first$/m,
        /^ok span 30 days exclusive$/m,
      ],
    ],
    [
      {
        'region-list': 'an InstanceId is required',
        'page-size': 'at most 20 rows',
        'status-one': 'finished rows stay at 1',
      },
      [
        /^ok region-list an InstanceId is required$/m,
        /^ok page-size at most 20 rows$/m,
        /^ok status-one finished rows stay at 1$/m,
      ],
    ],
  ])('the readings of %j', async (dialect, expected) => {
    redis.setInstance({ instanceId: 'crs-demo0001', history: 30 });
    redis.setDialect(dialect);
    const told = line(await check(), 'reading');
    expect(told.split('\n')).toHaveLength(9);
    for (const row of expected) expect(told).toMatch(row);
  });

  test('a reading for which the permission is missing is not checked', async () => {
    redis.script({
      action: 'DescribeInstances',
      times: 2,
      code: 'UnauthorizedOperation.NoCAMAuthed',
    });
    expect(line(await check(), 'reading')).toMatch(
      /^not tested ids not checked: DescribeInstances is denied \(UnauthorizedOperation\.NoCAMAuthed\)$/m,
    );
  });

  test('what contradicts every reading is a warning', () => {
    const finding = { name: 'span' as const, fits: [], detail: 'seen' };
    expect(readingRow(finding)).toMatchObject({
      result: 'warning',
      detail: 'contradicts us: seen',
    });
  });

  test('it only reads', async () => {
    await check();
    expect(
      redis.calls.map(({ action }) => action).filter((one) => !one.startsWith('Describe')),
    ).toEqual([]);
  });

  const broken: [name: string, arrange: () => void, check: string, message: RegExp][] = [
    ['no backup', () => undefined, 'last backup', /^warning .* no good backup in the last 28 days/],
    [
      'an instance that does not exist',
      () => redis.removeInstance('crs-demo0001'),
      'instance',
      /^failed crs-demo0001 does not exist in ap-guangzhou/,
    ],
    [
      'an instance that is isolated',
      () => redis.setInstance({ instanceId: 'crs-demo0001', status: -2 }),
      'instance',
      /^failed crs-demo0001 is not running: Status -2/,
    ],
    [
      'a permission that is missing',
      () => redis.script({ action: 'DescribeTaskList', code: 'UnauthorizedOperation.NoCAMAuthed' }),
      'permission',
      /^failed DescribeTaskList crs-demo0001: UnauthorizedOperation\.NoCAMAuthed: .*; tccli cam UpdatePolicy --PolicyName/m,
    ],
  ];
  const UNKNOWN: [name: string, arrange: () => void, check: string, message: RegExp] = [
    'an unknown instance is no missing permission',
    () => redis.removeInstance('crs-demo0001'),
    'permission',
    /^ok DescribeInstanceBackups crs-demo0001$/m,
  ];
  test.each([...broken, UNKNOWN])('%s', async (_name, arrange, name, message) => {
    arrange();
    expect(line(await check(), name)).toMatch(message);
  });

  test.each([
    [
      'a wrong key',
      { TENCENTCLOUD_SECRET_KEY: 'no' },
      'credentials',
      /^failed .* the API refuses them/,
    ],
    [
      'no key',
      { TENCENTCLOUD_SECRET_ID: '' },
      'credentials',
      /^failed environment none: set TENCENT/,
    ],
    ['a bad setting', { LOG_LEVEL: 'loud' }, 'settings', /^failed LOG_LEVEL must be one of/],
  ])('%s', async (_name, env, name, message) => {
    expect(line(await check(env), name)).toMatch(message);
  });

  test('what the role does without is not missed', async () => {
    redis.script({ action: 'DescribeAutoBackupConfig', code: 'UnauthorizedOperation.NoCAMAuthed' });
    const rows = await check();
    expect(line(rows, 'permission')).toMatch(
      /^not tested DescribeAutoBackupConfig crs-demo0001: not checked, the role does without it$/m,
    );
    expect(rows.filter(({ result }) => result === 'failed')).toEqual([]);
  });

  test('no network is one row, and says nothing of permissions', async () => {
    const rows = await check({ REDIS_API_ENDPOINT: 'http://127.0.0.1:9' });
    expect(line(rows, 'network')).toMatch(
      /^failed 127\.0\.0\.1:9 ClientError\.NeverConnected: check the network/,
    );
    expect(line(rows, 'permission')).toMatch(/^not tested ManualBackupInstance/);
  });

  const selectors: [request: object, message: RegExp | string][] = [
    [
      { Selector: { Tags: [{ TagKey: 'backup', TagValue: 'daily' }] } },
      /^ok backup=daily \* in ap-guangzhou finds \d+ instances, \d+ of them to be backed up$/,
    ],
    [{ Selector: { NamePrefix: 'nobody' } }, /^failed nobody\* in ap-guangzhou finds no instance/],
    [{ Selector: { NamePrefix: 'nobody' }, AllowEmpty: true }, /^ok .* finds 0 instances/],
    [{ Coverage: { Selector: { Regions: ['ap-tokyo'] } } }, /^failed \* in ap-tokyo finds no/],
    [{ InstanceId: 'crs-demo0001' }, ''],
  ];
  test.each(selectors)('%j', async (request, message) => {
    const told = line(await check({}, request), 'selector');
    if (typeof message === 'string') expect(told).toBe(message);
    else expect(told).toMatch(message);
  });

  test('a selector whose region may not be listed', async () => {
    redis.script({
      action: 'DescribeInstances',
      code: 'UnauthorizedOperation.NoCAMAuthed',
      times: 1,
    });
    const rows = await check({}, { Selector: {} });
    expect(line(rows, 'selector')).toMatch(
      /^failed \* in ap-guangzhou ap-guangzhou: Unauthorized.*; tccli cam UpdatePolicy/,
    );
  });

  test('a timer in the window of the automatic backup', () => {
    const target = { InstanceId: 'crs-a' as InstanceId, Region: 'ap-guangzhou' as Region };
    const window = (cron: string, TimePeriod = '01:00-02:00') =>
      windowRow({ ...target, timers: [{ name: 't', cron }] }, { TimePeriod }, NOW).result;
    expect(window('0 30 1 * * * *')).toBe('warning');
    expect(window('0 0 2 * * * *')).toBe('ok');
    expect(window('0 30 23 * * * *', '23:00-00:00')).toBe('warning');
    expect(window('0 30 1 * * * *', '')).toBe('not tested');
  });

  test('as a command: a table for people, JSON for machines, the exit status by the result', async () => {
    Object.assign(process.env, KEY, { REDIS_API_ENDPOINT: redis.url });
    const table = await run(checkMain);
    expect(table.status).toBe(0);
    expect(table.output).toMatch(/^ok +instance +crs-demo0001 +runs in/m);
    redis.removeInstance('crs-demo0001');
    const json = await run(checkMain, '--json');
    expect(json.status).toBe(1);
    expect(JSON.parse(json.output)).toContainEqual(
      expect.objectContaining({ check: 'instance', result: 'failed' }),
    );
    expect(json.output).not.toContain(DEMO_KEY.secretKey);
    expect((await run(checkMain, '--onse')).status).toBe(2);
  });
});

/** The frozen example without its URL, and with another request. */
function closed(request: string): string {
  const [before = ''] = readFileSync(EXAMPLE, 'utf8').split(/^ *# https:/m);
  return before.replace(/argument:[\s\S]*$/, `argument: ${request}\n`);
}

describe('the function, where it may be seen', () => {
  const description = { ...readService(EXAMPLE, { env: {} }), concurrency: 1 };
  const actual = (reservedMb: number | undefined) => ({ status: 'Active', reservedMb }) as Actual;
  test.each([
    [actual(128), /^ok at most 1 at once$/],
    [actual(256), /^failed the file says 1 at once, reserved is 2: npm run deploy/],
    [actual(undefined), /^failed the file says 1 at once, reserved is nothing/],
    [undefined, /^warning is not deployed/],
  ])('%j', (is, message) => {
    const last = rowsOf(description, is).at(-1);
    expect(`${last?.result} ${last?.detail}`).toMatch(message);
  });
});

test('the table is aligned', () => {
  const row = (check: string, of: string): CheckRow => ({ check, of, result: 'ok', detail: 'd' });
  expect(tableLines([row('a', 'long'), row('bbb', 'x')])).toEqual([
    'ok          a    long  d',
    'ok          bbb  x     d',
  ]);
});
