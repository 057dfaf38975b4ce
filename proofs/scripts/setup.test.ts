import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const LOCK = {
  '': { name: 'demo' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/only-on-windows': { version: '1.0.0', integrity: 'sha512-w', optional: true },
};
const INSTALLED = { 'node_modules/a': LOCK['node_modules/a'] };

/** Stands in for npm: says how it was called, then ends as told. */
const NPM = (stderr: string, status: number) =>
  `require('node:fs').writeFileSync('called', process.argv.slice(2).join(' '));
   console.error(${JSON.stringify(stderr)}); process.exit(${status});`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-'));
  mkdirSync(join(folder, 'node_modules'));
  mkdirSync(join(folder, 'scripts'));
  cpSync('scripts/setup.mjs', join(folder, 'scripts/setup.mjs'));
  npm('', 0);
});
afterEach(() => rmSync(folder, { recursive: true }));

const npm = (stderr: string, status: number) =>
  writeFileSync(join(folder, 'npm.js'), NPM(stderr, status));
const lock = (name: string, packages: unknown) =>
  writeFileSync(join(folder, name), JSON.stringify({ packages }));

function run(...args: string[]) {
  const env = { ...process.env, npm_execpath: join(folder, 'npm.js') };
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, stderr };
}
const setup = () => run('scripts/setup.mjs');

describe('when to install', () => {
  const changed = { 'node_modules/a': { version: '0.9.0', integrity: 'sha512-a' } };
  const rebuilt = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } };
  const table: [name: string, installed: unknown, reason: RegExp | undefined][] = [
    ['all is there, except for another platform’s', INSTALLED, undefined],
    [
      'something more is there',
      { ...INSTALLED, 'node_modules/b': { version: '1.0.0' } },
      undefined,
    ],
    ['nothing is there', undefined, /^setup: dependencies are not installed: running npm ci/],
    [
      'a package is missing',
      {},
      /^setup: node_modules\/a is not the version in package-lock\.json/,
    ],
    ['a package is older', changed, /node_modules\/a is not the version/],
    ['a package has other contents', rebuilt, /node_modules\/a is not the version/],
  ];

  test.each(table)('%s', (_name, installed, reason) => {
    lock('package-lock.json', LOCK);
    if (installed !== undefined) lock('node_modules/.package-lock.json', installed);
    const { status, stderr } = setup();
    expect(status).toBe(0);
    if (reason === undefined) expect(stderr).toBe('');
    else expect(stderr).toMatch(reason);
  });
});

describe('when npm fails', () => {
  const table: [name: string, stderr: string, remedy: RegExp][] = [
    ['no network', 'npm error code ENOTFOUND', /npm ci failed: the npm registry cannot be reached/],
    ['nowhere to write', 'npm error code EROFS', /npm ci failed: the folder cannot be written to/],
    [
      'the lock is stale',
      'npm error code EUSAGE',
      /npm ci failed: package\.json and package-lock\.json disagree/,
    ],
    [
      'half an install',
      'npm error code ENOTEMPTY',
      /failed: node_modules is half there: .*delete node/,
    ],
    ['anything else', 'npm error code EWHAT', /npm ci failed: see its message above/],
  ];

  test.each(table)('%s', (_name, message, remedy) => {
    lock('package-lock.json', LOCK);
    npm(message, 1);
    const { status, stderr } = setup();
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(remedy);
  });
});

test('without a lock there is nothing to install by', () => {
  expect(setup()).toEqual({
    status: 1,
    stderr: 'setup: package-lock.json is missing: restore it from git\n',
  });
});

test('a Node that the deploy framework does not run on is refused with the remedy, the others are not', () => {
  lock('package-lock.json', LOCK);
  lock('node_modules/.package-lock.json', INSTALLED);
  const versions = [
    '18.15.0',
    '20.10.0',
    '21.7.3',
    '22.5.1',
    '23.11.0',
    '20.19.0',
    '22.13.0',
    '24.0.0',
  ];
  const code = `import('./scripts/setup.mjs').then(async ({ ensureInstalled }) => {
    for (const version of ${JSON.stringify(versions)})
      await ensureInstalled('.', version).catch((error) => console.error(error.message));
  })`;
  const { status, stderr } = run('-e', code);
  expect(status).toBe(0);
  const remedy = 'install 20.19 or later of 20, 22.13 or later of 22, or 24 and later';
  expect(stderr.trim().split('\n')).toEqual(
    versions
      .slice(0, 5)
      .map((version) => `Node ${version} will not do: ${remedy} (https://nodejs.org)`),
  );
});

test('an install sees no key of the cloud, and runs no script of a package', () => {
  lock('package-lock.json', LOCK);
  writeFileSync(
    join(folder, 'npm.js'),
    `require('node:fs').writeFileSync('seen', process.argv.slice(2).join(' ') + Object.keys(process.env).join());`,
  );
  process.env.TENCENTCLOUD_SECRET_KEY = 'key';
  process.env.WEBHOOK_SECRETS = 'secret';
  const { status } = setup();
  delete process.env.TENCENTCLOUD_SECRET_KEY;
  delete process.env.WEBHOOK_SECRETS;
  expect(status).toBe(0);
  const seen = readFileSync(join(folder, 'seen'), 'utf8');
  expect(seen).toContain('ci --ignore-scripts');
  expect(seen).not.toMatch(/TENCENTCLOUD_|WEBHOOK_SECRETS/);
});

test('Ctrl-C ends npm as well, and is obeyed once it has ended', async () => {
  lock('package-lock.json', LOCK);
  writeFileSync(
    join(folder, 'npm.js'),
    `const { writeFileSync } = require('node:fs');
     process.on('SIGINT', () => { writeFileSync('ended', ''); process.exit(1); });
     writeFileSync('begun', ''); setInterval(() => {}, 1000);`,
  );
  const env = { ...process.env, npm_execpath: join(folder, 'npm.js') };
  const child = spawn(process.execPath, ['scripts/setup.mjs'], { cwd: folder, env });
  while (!existsSync(join(folder, 'begun'))) await sleep(20);
  child.kill('SIGINT');
  const [[status], stderr] = await Promise.all([once(child, 'close'), text(child.stderr)]);
  expect(existsSync(join(folder, 'ended'))).toBe(true);
  expect(stderr).toMatch(/npm ci was ended \(SIGINT\): run this again$/m);
  expect(status).toBe(1);
});
