// `npm run policy` and `npm run check:cloud`: what the role may do, and whether the cloud is as it should be.
import { readdirSync, readFileSync } from 'node:fs';
import { DEMO_KEY, type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { readService } from '../../emulator/scf/service';
import { run } from '../../proofs/support/console';
import { main as check } from '../../scripts/check-cloud';
import { checkCloud } from '../../scripts/cloud/check';
import { windowRow } from '../../scripts/cloud/instance';
import { type CheckRow, tableLines } from '../../scripts/cloud/row';
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

  test('limits them to the regions, the account and the instances of the configuration', async () => {
    process.env.ALLOWED_INSTANCES = 'crs-orders1 crs-users*';
    const { status, output } = await run(
      policyMain,
      '--uin',
      '100000000001',
      '--region',
      'ap-tokyo',
    );
    expect(status).toBe(0);
    expect(JSON.parse(output)).toEqual({
      version: '2.0',
      statement: [
        {
          effect: 'allow',
          action: expect.arrayContaining(['redis:ManualBackupInstance']),
          resource: [
            'qcs::redis:ap-tokyo:uin/100000000001:instance/crs-orders1',
            'qcs::redis:ap-tokyo:uin/100000000001:instance/crs-users*',
          ],
        },
        {
          effect: 'allow',
          action: [
            'redis:DescribeInstances',
            'redis:DescribeTaskInfo',
            'redis:DescribeProductInfo',
          ],
          resource: ['*'],
        },
      ],
    });
  });

  test('without an account it is the one it is created in', async () => {
    const { output } = await run(policyMain);
    expect(output).toContain('"qcs::redis:ap-guangzhou::instance/crs-*"');
  });

  test('the role is for SCF alone', async () => {
    expect(JSON.parse((await run(policyMain, 'trust')).output)).toMatchObject({
      statement: [{ action: ['name/sts:AssumeRole'], principal: { service: ['scf.qcloud.com'] } }],
    });
  });

  const refusals: [args: string[], message: RegExp][] = [
    [['rolle'], /^give role or trust\. See: npm run --silent policy -- --help$/],
    [['--uin', 'me'], /^--uin is a number/],
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

  test('it only reads', async () => {
    await check();
    expect(
      redis.calls.map(({ action }) => action).filter((one) => !one.startsWith('Describe')),
    ).toEqual([]);
  });

  const broken: [name: string, arrange: () => void, check: string, message: RegExp][] = [
    ['no backup', () => undefined, 'last backup', /^warning .* no good backup in the last 29 days/],
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
      /^failed DescribeTaskList crs-demo0001: UnauthorizedOperation\.NoCAMAuthed: .*; npm run policy/m,
    ],
  ];
  test.each(broken)('%s', async (_name, arrange, name, message) => {
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
      /^failed \* in ap-guangzhou ap-guangzhou: Unauthorized.*; npm run policy prints/,
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

test('the table is aligned', () => {
  const row = (check: string, of: string): CheckRow => ({ check, of, result: 'ok', detail: 'd' });
  expect(tableLines([row('a', 'long'), row('bbb', 'x')])).toEqual([
    'ok          a    long  d',
    'ok          bbb  x     d',
  ]);
});
