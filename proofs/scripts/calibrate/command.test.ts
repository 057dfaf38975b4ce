// `npm run calibrate` over real HTTP: what stops it, what it says of it, and what it leaves behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_KEY, type RedisCloud, startRedisCloud } from '../../../emulator/redis/server';
import { main } from '../../../scripts/calibrate';
import { run } from '../../support/console';

const folder = mkdtempSync(join(tmpdir(), 'calibrate-'));
const OUT = join(folder, 'dialect.json');
const keep = { ...process.env };
let redis: RedisCloud;
beforeAll(async () => {
  redis = await startRedisCloud();
});
beforeEach(() => {
  Object.assign(process.env, environment());
});
afterEach(() => {
  process.env = { ...keep };
  redis.reset();
  rmSync(OUT, { force: true });
});
afterAll(async () => {
  await redis.close();
  rmSync(folder, { recursive: true });
});

const environment = () => ({
  REDIS_API_ENDPOINT: redis.url,
  TENCENTCLOUD_SECRET_ID: DEMO_KEY.secretId,
  TENCENTCLOUD_SECRET_KEY: DEMO_KEY.secretKey,
  TENCENTCLOUD_SESSION_TOKEN: '',
});

const calibrate = (instance: string, ...args: string[]) =>
  run(main, '--instance', instance, '--out', OUT, ...args);

const WRITE = 'ManualBackupInstance';
const READ = 'DescribeInstanceBackups';
const DENIED = 'UnauthorizedOperation.NoCAMAuthed';

describe('nothing can be read: one line with the remedy, and no dialect', () => {
  test.each<[name: string, env: Record<string, string>, args: string[], line: RegExp]>([
    [
      'no network',
      { REDIS_API_ENDPOINT: 'http://127.0.0.1:9' },
      ['crs-demo0001'],
      /: ClientError\.NeverConnected: check the network, the proxy and REDIS_API_ENDPOINT$/,
    ],
    [
      'a wrong key',
      { TENCENTCLOUD_SECRET_KEY: 'no' },
      ['crs-demo0001'],
      /: AuthFailure\.SignatureFailure: check TENCENTCLOUD_SECRET_ID, /,
    ],
    [
      'a wrong id',
      {},
      ['crs-nobody00'],
      /: ResourceNotFound\.\w+: check --instance crs-nobody00 and --region ap-guangzhou$/,
    ],
    [
      'a wrong region',
      {},
      ['crs-demo0001', '--region', 'nowhere'],
      /^nowhere: UnsupportedRegion: check --region$/,
    ],
  ])('%s', async (_name, env, [instance = '', ...args], line) => {
    Object.assign(process.env, env);
    const { status, output } = await calibrate(instance, ...args, '--make-a-backup');
    expect({ status, lines: output.split('\n') }).toEqual({
      status: 1,
      lines: [expect.stringMatching(line)],
    });
    expect(existsSync(OUT)).toBe(false);
  });

  test('a denied action', async () => {
    redis.script({ action: READ, code: DENIED });
    expect(await calibrate('crs-demo0001')).toEqual({
      status: 1,
      output: `${READ}: ${DENIED}: allow it for this key; npm run --silent policy prints how`,
    });
  });

  test('a folder that does not exist, before anything is asked', async () => {
    const { status, output } = await run(main, '--instance', 'crs-demo0001', '--out', 'no/where');
    expect(status).toBe(2);
    expect(output).toMatch(/^--out no\/where: ENOENT/);
    expect(redis.calls).toEqual([]);
  });
});

describe('a write that is refused ends it at once, with the readings', () => {
  test.each<[name: string, instance: string, code: string | undefined, line: RegExp]>([
    [
      'a busy instance',
      'crs-locked01',
      undefined,
      /InstanceLockedError: run this again once crs-locked01 is free, or give another --instance$/m,
    ],
    ['an isolated one', 'crs-isolate1', undefined, /InstanceIsolated: give another --instance$/m],
    ['a denied one', 'crs-demo0001', DENIED, /NoCAMAuthed: allow it for this key; npm run/],
    [
      'a denial whose code is that of a parameter',
      'crs-demo0001',
      'InvalidParameter.PermissionDenied',
      /PermissionDenied: allow it for this key; npm run/,
    ],
    ['a quota', 'crs-demo0001', 'LimitExceeded', /LimitExceeded: run this again later, or/],
  ])('%s', async (_name, instance, code, line) => {
    if (code !== undefined) redis.script({ action: WRITE, code });
    const { status, output } = await calibrate(instance, '--make-a-backup');
    expect(status).toBe(1);
    expect(output).toMatch(/^no backup was made: ManualBackupInstance: /m);
    expect(output).toMatch(line);
    expect(output).toMatch(/^span +measured +30 days inclusive/m);
    expect(redis.calls.filter(({ action }) => action === WRITE)).toHaveLength(1);
  });
});

describe('Ctrl-C', () => {
  const stopAt = async (text: string, ...args: string[]) => {
    const all = ['scripts/run.mjs', 'calibrate', '--instance', 'crs-demo0001', '--out', OUT];
    const child = spawn(process.execPath, [...all, ...args], { env: { ...process.env } });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.includes(text) && !child.killed) child.kill('SIGINT');
    });
    const [status] = await once(child, 'close');
    return { status, last: output.trimEnd().split('\n').at(-1) };
  };

  test('after a write: what is left is told, and no dialect is written', async () => {
    expect(await stopAt('answered: task', '--make-a-backup')).toEqual({
      status: 130,
      last: 'stopped, and nothing is written down; one backup was asked for, goes on without this command and stays until it expires',
    });
    expect(redis.backups('crs-demo0001')).toHaveLength(1);
    expect(existsSync(OUT)).toBe(false);
  });

  test('before one was answered: it may have been made', async () => {
    redis.setDialect({ 'write-answers': 'after 15 s' });
    const { status, last } = await stopAt('is asked for', '--make-a-backup');
    expect(status).toBe(130);
    expect(last).toMatch(/; one backup was asked for, goes on/);
  });
});
