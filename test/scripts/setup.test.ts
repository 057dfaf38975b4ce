import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
    ['all is there, but for another platform’s', INSTALLED, undefined],
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

test('an old Node is refused with the remedy', () => {
  const code = "import('./scripts/setup.mjs').then((m) => m.ensureInstalled('.', '18.15.0'))";
  const { status, stderr } = run('-e', code);
  expect(status).toBe(1);
  expect(stderr).toContain('Node 18.15.0 is too old: install Node 20 or later');
});
