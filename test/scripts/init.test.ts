// `npm run init` and `npm run secret`: what they write is what serverless.yml takes, and a secret is shown once.
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readService } from '../../emulator/scf/service';
import { run } from '../../proofs/support/console';
import { main as init } from '../../scripts/init';
import { notesOf } from '../../scripts/release';
import { main as secret } from '../../scripts/secret';

let folder: string;
let yml: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
  yml = join(folder, 'serverless.yml');
  copyFileSync('serverless.yml', yml);
});
afterEach(() => rmSync(folder, { recursive: true }));

const initialise = (...args: string[]) => run((all) => init(all, yml), ...args);
const makeSecret = (...args: string[]) => run((all) => secret(all, yml), ...args);

const written: [args: string[], request: object, url: boolean][] = [
  [['--what', 'crs-a1'], { InstanceId: 'crs-a1', Remark: 'nightly' }, false],
  [['--what', 'crs-a1, crs-b2', '--webhook', 'yes'], { InstanceIds: ['crs-a1', 'crs-b2'] }, true],
  [
    ['--what', 'backup=daily'],
    { Selector: { Tags: [{ TagKey: 'backup', TagValue: 'daily' }] } },
    false,
  ],
  [
    ['--what', 'all'],
    { Selector: { ExcludeTags: [{ TagKey: 'no-backup' }], Regions: 'all' } },
    false,
  ],
];
test.each(written)('%j', async (args, request, url) => {
  const { status } = await initialise('--region', 'ap-tokyo', ...args);
  expect(status).toBe(0);
  const service = readService(yml, { env: {} });
  expect(service).toMatchObject({ name: 'scf-redis-backup-prod', region: 'ap-tokyo' });
  expect(JSON.parse(service.timers[0]?.argument ?? '')).toMatchObject(request);
  expect(service.url !== undefined).toBe(url);
  expect(service.concurrency).toBe(url ? undefined : 1);
});

test('all is everything but what is tagged, in every region, and the file says how to leave one out', async () => {
  await initialise('--region', 'ap-tokyo', '--what', 'all');
  const { environment } = readService(yml, { env: {} });
  expect(environment).not.toHaveProperty('ALLOWED_REGIONS');
  expect(JSON.parse(environment.COVERAGE_REQUEST ?? '')).toEqual({
    Coverage: {
      MaxAgeHours: 26,
      Selector: { ExcludeTags: [{ TagKey: 'no-backup' }], Regions: 'all' },
    },
  });
  expect(readFileSync(join(folder, 'backup.yml'), 'utf8')).toMatch(
    /# To leave an instance out, .* tag no-backup/,
  );
});

test('a file that is there is not overwritten without --force', async () => {
  const args = ['--region', 'ap-tokyo', '--what', 'all'];
  await initialise(...args);
  expect(await initialise(...args)).toEqual({
    status: 2,
    output: 'backup.yml is there already: edit it, or add --force to overwrite it',
  });
  expect((await initialise(...args, '--force')).status).toBe(0);
});

test.each([
  [['--region', 'tokyo'], /^--region tokyo: give a region id/],
  [['--region', 'ap-tokyo', '--what', 'redis'], /^--what redis: give instance ids/],
  [['--region', 'ap-tokyo', '--what', 'all', '--at', '25:00'], /^--at 25:00: give hours/],
  [['--regoin', 'x'], /^Unknown option '--regoin'/],
])('%j is refused in one line, and nothing is written', async (args, message) => {
  const { status, output } = await initialise(...args);
  expect(status).toBe(2);
  expect(output).toMatch(message);
  expect(existsSync(join(folder, 'backup.yml'))).toBe(false);
});

test('a secret goes into .env, for its owner alone; another leaves it valid', async () => {
  const [first] = (await makeSecret()).output.split('\n');
  const [second] = (await makeSecret('--signing')).output.split('\n');
  const file = join(folder, '.env');
  expect(readFileSync(file, 'utf8')).toBe(`WEBHOOK_SECRETS='${second} ${first}'\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await makeSecret('--only');
  expect(readFileSync(file, 'utf8')).not.toContain(first);
});

test('notes of a version that nobody has written are an error', () => {
  expect(notesOf('# C\n\n## 0.2.0\n\nnew\n\n## 0.1.0\n\nold\n', '0.2.0')).toMatch(
    /0\.2\.0\n\nnew\n$/,
  );
  expect(() => notesOf('# C\n', '0.2.0')).toThrow(/no section "## 0\.2\.0"/);
});
