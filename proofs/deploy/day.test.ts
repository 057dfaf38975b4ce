// An operator's day, by the commands as they are typed, in a copy of the repository: each step's plan, what is in the cloud
// after it, and the backups of each night. No two of them are of one run.
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { type ScfHost, startScfHost } from '../../emulator/scf/host';
import { describeDeployed, unpackDeployed } from '../../emulator/scf-api/deployed';
import { type ScfCloud, startScfCloud } from '../../emulator/scf-api/server';
import { dependencies as dependenciesOf, version } from '../../package.json';
import { toInvokeResult } from '../../scripts/local-deploy';
import { rowsOf } from '../../scripts/report';
import { PACKAGES } from '../../scripts/size-limit';
import { copyRepository } from '../support/repository';
import { environment, planOf, type Ran, runNode, writesOf } from './workshop';

jest.setTimeout(120_000);

const NAME = 'scf-redis-backup-prod';
const ROLE = { secretId: 'AKIDrole', secretKey: 'role-key', token: 'role-token' };
const [ORDERS, USERS] = ['crs-orders01', 'crs-users02'];
const RELEASE = join('releases', '0.2.0');

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'day-'));
let scf: ScfCloud;
let redis: RedisCloud;
beforeAll(async () => {
  const instances = [ORDERS, USERS].map((instanceId) => ({ instanceId }));
  redis = await startRedisCloud({ keys: [ROLE], instances, taskMs: 50 });
  const invoke = (_fn: unknown, event: unknown) => atWork((host) => toInvokeResult(host, event));
  scf = await startScfCloud({ changeMs: 20, invoke });
  copyRepository(folder);
});
afterAll(async () => {
  await Promise.all([scf.close(), redis.close()]);
  rmSync(folder, { recursive: true });
});

/** What is typed as `npm run …`, in a shell that knows the credentials and nothing else. */
function npmRun(...args: string[]): Promise<Ran> {
  scf.calls.length = 0;
  // npm wants a home.
  const env = { ...environment(scf.url, folder), HOME: folder };
  return runNode(folder, [join('scripts', 'run.mjs'), ...args], env);
}

const deploy = (...options: string[]) => npmRun('deploy', '--yes', ...options);
const read = (file: string) => readFileSync(join(folder, file), 'utf8');

function edit(file: string, from: string | RegExp, to: string): void {
  const text = read(file).replace(from, () => to);
  expect(text).not.toBe(read(file));
  writeFileSync(join(folder, file), text);
}

/** The function as it is in the cloud now. */
async function atWork<T>(work: (host: ScfHost) => Promise<T>): Promise<T> {
  const fn = scf.fn(NAME);
  const file = unpackDeployed(fn, mkdtempSync(join(folder, 'unpacked-')));
  const description = describeDeployed(fn);
  const host = await startScfHost({ file, description, credentials: () => ROLE });
  try {
    return await work(host);
  } finally {
    await host.close();
  }
}

let tonight: Date;
/** Every timer that there is fires once. */
function night(): Promise<string[]> {
  tonight = new Date();
  return fireAt(tonight);
}

/** What came of each target. */
async function fireAt(at: Date): Promise<string[]> {
  const attempts = await atWork((host) => host.fireTimer(undefined, at));
  return attempts.flatMap(rowsOf).map(({ outcome, instanceId }) => `${outcome} ${instanceId}`);
}

const backups = () => [ORDERS, USERS].map((id) => redis.backups(id).length);
const triggers = () => scf.fn(NAME).triggers.map(({ TriggerName }) => TriggerName);
const variables = () =>
  Object.fromEntries(scf.fn(NAME).Variables.map(({ Key, Value }) => [Key, Value]));
const codeIs = (file: string) => scf.fn(NAME).zip.equals(readFileSync(join(folder, file)));

// The tests follow one another, as the hours of a day do.
test('init writes backup.yml, and secret a token into .env', async () => {
  const what = `${ORDERS} ${USERS}`;
  const answers = ['--region', 'ap-guangzhou', '--what', what, '--webhook', 'yes'];
  const init = await npmRun('init', ...answers);
  expect(init).toMatchObject({ status: 0, output: expect.stringContaining('npm run deploy') });
  edit('backup.yml', 'settings:\n', `settings:\n  REDIS_API_ENDPOINT: ${redis.url}\n`);
  expect(await npmRun('secret')).toMatchObject({ status: 0 });
  expect(read('.env')).toMatch(/^WEBHOOK_SECRETS='[0-9a-f]{48}'\n$/);
});

test('tried on this computer first, the file’s own instances are backed up, without their lease', async () => {
  const own = read('backup.yml');
  edit('backup.yml', /^ *# LEASE_BUCKET/m, '  LEASE_BUCKET');
  const { status, output } = await npmRun('deploy', '--local', '--once');
  expect(output).toMatch(
    /Timer nightly\n {2}accepted {2}crs-orders01 .*\n {2}accepted {2}crs-users02/,
  );
  expect(output).toMatch(/Webhook POST \/\n {2}accepted {2}crs-users02/);
  expect(status).toBe(0);
  writeFileSync(join(folder, 'backup.yml'), own);
});

test('without a terminal nothing is changed until somebody says yes', async () => {
  const ran = await npmRun('deploy');
  expect(ran).toMatchObject({ status: 1, output: expect.stringMatching(/add --yes/) });
  expect(writesOf(scf)).toEqual([]);
});

test('the first deploy makes all of it', async () => {
  const ran = await deploy();
  expect(ran.status).toBe(0);
  expect(planOf(ran)).toEqual([
    expect.stringMatching(/^create function scf-redis-backup-prod \(Nodejs20\.19, 128 MB, 900 s/),
    'set retry policy (2 more attempts, events wait at most 21600 s)',
    'create trigger nightly (timer 0 30 23 * * * *)',
    'create trigger url-trigger (http auth NONE, public)',
  ]);
  const [, secret = ''] = /'(\w+)'/.exec(read('.env')) ?? [];
  expect(ran.output).not.toContain(secret);
  expect(variables()).toEqual({
    ALLOWED_INSTANCES: `${ORDERS} ${USERS}`,
    ALLOWED_REGIONS: 'ap-guangzhou',
    BACKUP_REGION: 'ap-guangzhou',
    COVERAGE_REQUEST: expect.stringContaining(USERS),
    REDIS_API_ENDPOINT: redis.url,
    WEBHOOK_SECRETS: secret,
  });
  expect(await night()).toEqual([`accepted ${ORDERS}`, `accepted ${USERS}`]);
  expect(backups()).toEqual([1, 1]);
});

test('the second one has nothing to do', async () => {
  const ran = await deploy();
  expect(ran).toMatchObject({ status: 0, output: expect.stringContaining('nothing to change') });
  expect(writesOf(scf)).toEqual([]);
});

test('a timer with another name: the old one goes first, and a night is one backup', async () => {
  edit('backup.yml', 'name: nightly', 'name: evening');
  expect(planOf(await deploy())).toEqual([
    'delete trigger nightly (timer 0 30 23 * * * *)',
    'create trigger evening (timer 0 30 23 * * * *)',
  ]);
  expect(triggers()).toEqual(['url-trigger', 'evening']);
  expect(await night()).toEqual([`accepted ${ORDERS}`, `accepted ${USERS}`]);
  expect(backups()).toEqual([2, 2]);
});

test('without a webhook the URL goes first, and one instance is reserved', async () => {
  edit('backup.yml', 'webhook: true', 'webhook: false');
  expect(planOf(await deploy())).toEqual([
    'delete trigger url-trigger (http auth NONE, public)',
    'reserve concurrency (128 MB: 1 instance at once)',
  ]);
  expect(triggers()).toEqual(['evening']);
  expect(scf.fn(NAME).reservedMem).toBe(128);
});

test('narrower limits stop a timer that asks for more; then both are changed', async () => {
  edit('backup.yml', /ALLOWED_INSTANCES: .*/, `ALLOWED_INSTANCES: ${ORDERS}`);
  const stopped = await deploy();
  expect(stopped.status).toBe(1);
  expect(stopped.output).toMatch(/timers\.0\.request is not allowed: .*crs-users02/);
  expect(writesOf(scf)).toEqual([]);
  edit('backup.yml', /InstanceIds: .*/, `InstanceId: ${ORDERS}`);
  expect(planOf(await deploy())).toEqual([
    `update configuration (variable ALLOWED_INSTANCES changed: ${ORDERS} ${USERS} → ${ORDERS}; variable COVERAGE_REQUEST changed)`,
    'update trigger evening (argument)',
  ]);
  expect(variables()).toMatchObject({ ALLOWED_INSTANCES: ORDERS });
  expect(await night()).toEqual([`accepted ${ORDERS}`]);
  expect(backups()).toEqual([3, 2]);
});

test('what the cloud has and this shell has not stops a deploy, with both ways out', async () => {
  const own = read('backup.yml');
  renameSync(join(folder, '.env'), join(folder, 'elsewhere'));
  edit('backup.yml', /^ *ALLOWED_REGIONS: .*\n/m, '');
  const before = variables();
  const ran = await deploy();
  expect(ran.status).toBe(1);
  expect(ran.output).toMatch(/would take them away: WEBHOOK_SECRETS, ALLOWED_REGIONS$/m);
  expect(ran.output).toMatch(/^ *WEBHOOK_SECRETS: in \.env or the environment$/m);
  expect(ran.output).toMatch(/^ *ALLOWED_REGIONS: under settings in backup\.yml$/m);
  expect(ran.output).toMatch(
    /on purpose: npm run deploy -- --unset WEBHOOK_SECRETS --unset ALLOWED_REGIONS$/m,
  );
  expect([writesOf(scf), variables()]).toEqual([[], before]);
  renameSync(join(folder, 'elsewhere'), join(folder, '.env'));
  writeFileSync(join(folder, 'backup.yml'), own);
});

test('the release is the same bytes twice, and holds the very zip that is deployed', async () => {
  const sums = join('dist', 'release', 'SHA256SUMS');
  expect(await npmRun('release')).toMatchObject({ status: 0 });
  cpSync(join(folder, 'dist', 'release'), join(folder, RELEASE), { recursive: true });
  expect(await npmRun('release')).toMatchObject({ status: 0 });
  expect(read(sums)).toBe(read(join(RELEASE, 'SHA256SUMS')));
  expect(codeIs(join(RELEASE, 'scf-redis-backup.zip'))).toBe(true);
});

describe('in the release', () => {
  const released = (file: string) => read(join(RELEASE, file));

  test('each file has its sum', () => {
    const listed = released('SHA256SUMS')
      .trim()
      .split('\n')
      .map((line) => line.split('  '));
    const sumOf = (file = '') =>
      createHash('sha256')
        .update(readFileSync(join(folder, RELEASE, file)))
        .digest('hex');
    expect(listed.map(([, file]) => sumOf(file))).toEqual(listed.map(([sum]) => sum));
    const others = readdirSync(join(folder, RELEASE)).filter((file) => !file.endsWith('.map'));
    expect([...listed.map(([, file]) => file), 'SHA256SUMS'].sort()).toEqual(others.sort());
  });

  test('the SBOM names the packages that are in the zip, and nothing of this machine', () => {
    const { components, metadata, serialNumber, dependencies } = JSON.parse(
      released('sbom.cdx.json'),
    );
    expect(components.map(({ name }: { name: string }) => name)).toEqual(PACKAGES);
    expect(dependencies[0]).toEqual({
      ref: `scf-redis-backup@${version}`,
      dependsOn: PACKAGES.map(
        (name) => `${name}@${new Map(Object.entries(dependenciesOf)).get(name)}`,
      ),
    });
    expect(Object.keys(metadata)).toEqual(['component']);
    expect([metadata.component.name, serialNumber]).toEqual(['scf-redis-backup', undefined]);
  });

  test('the notes are this version’s, and the page names files that are there', () => {
    expect(released('NOTES.md')).toMatch(new RegExp(`^# scf-redis-backup ${version}\n\n[^]*Added`));
    const named = released('DEPLOY.md').match(/[\w-]+\.json|SHA256SUMS/g) ?? [];
    expect(named).toContain('create-function.json');
    expect(named.filter((file) => !released('SHA256SUMS').includes(file))).toEqual(['SHA256SUMS']);
    expect(released('create-function.json')).not.toContain('crs-demo');
  });
});

const UPLOAD = [
  expect.stringMatching(/^update code \(\w{12} → \w{12}\)$/),
  "update configuration (the code's mark in the description)",
];

test('an upgrade is new code and nothing else; a run that is delivered again is known to it', async () => {
  const own = [read('backup.yml'), read('.env')];
  writeFileSync(join(folder, 'handler.ts'), `${read('handler.ts')}\nexport const newer = true;\n`);
  expect(planOf(await deploy())).toEqual(UPLOAD);
  expect([read('backup.yml'), read('.env')]).toEqual(own);
  expect(codeIs(join(RELEASE, 'scf-redis-backup.zip'))).toBe(false);
  expect(await fireAt(tonight)).toEqual([`adopted ${ORDERS}`]);
  expect(await night()).toEqual([`accepted ${ORDERS}`]);
  expect(backups()).toEqual([4, 2]);
});

test('the way back from a fresh shell is the old zip, with every setting as it was', async () => {
  const before = variables();
  expect(planOf(await deploy('--package', RELEASE))).toEqual(UPLOAD);
  expect(codeIs(join(RELEASE, 'scf-redis-backup.zip'))).toBe(true);
  expect([variables(), triggers(), scf.fn(NAME).reservedMem]).toEqual([before, ['evening'], 128]);
  expect(await fireAt(tonight)).toEqual([`adopted ${ORDERS}`]);
  expect(await night()).toEqual([`accepted ${ORDERS}`]);
  expect(backups()).toEqual([5, 2]);
});

test('info shows it, and no value of a variable', async () => {
  const { status, output } = await npmRun('info');
  expect(status).toBe(0);
  expect(output).toMatch(/^concurrency: 1 instance at once \(128 MB reserved\)$/m);
  expect(output).toMatch(/^trigger: evening \(timer 0 30 23 \* \* \* \*\), next at .* UTC\+8$/m);
  expect(output).toMatch(/^variables: .*, WEBHOOK_SECRETS$/m);
  expect(output).not.toContain(variables().WEBHOOK_SECRETS);
  expect(output).not.toMatch(/^url:/m);
});

test('an event is played at the deployed function, and the exit status says what came of it', async () => {
  const play = (request: object) => {
    writeFileSync(join(folder, 'event.json'), JSON.stringify(request));
    return npmRun('invoke', '--deployed', 'event.json');
  };
  expect(await play({ InstanceId: ORDERS })).toMatchObject({
    status: 0,
    output: expect.stringMatching(/^ {2}accepted {2}crs-orders01 {2}TaskId \d+/),
  });
  expect(await play({ InstanceId: USERS })).toMatchObject({
    status: 1,
    output: expect.stringMatching(/NotAllowed/),
  });
  expect(backups()).toEqual([6, 2]);
});

test('it is removed, and every backup stays: no two of one run', async () => {
  const ran = await npmRun('remove', '--yes');
  expect(ran).toMatchObject({ status: 0, output: expect.stringMatching(/^removed: .*stays$/m) });
  expect(scf.functions()).toEqual([]);
  const runs = redis.backups().map(({ instanceId, remark }) => `${instanceId} ${remark}`);
  expect(runs).toHaveLength(8);
  expect(new Set(runs).size).toBe(8);
});
