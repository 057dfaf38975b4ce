/**
 * Step zero of every command: a supported Node and the dependencies of package-lock.json.
 * Plain JavaScript without dependencies, since nothing is installed when it first runs.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MINIMUM_NODE_MAJOR = 20;
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** What npm's own error codes mean for the person at the keyboard. */
const REMEDIES = [
  [/EACCES|EROFS|EPERM/, 'the folder cannot be written to: check its owner, or copy it elsewhere'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/,
    'the npm registry cannot be reached: check the network, the proxy and `npm config get registry`',
  ],
  [/EUSAGE/, 'package.json and package-lock.json disagree: run `npm install` and commit the lock'],
  [/ENOSPC/, 'the disk is full: the dependencies need about 330 MB'],
];

/**
 * Installs what package-lock.json names, if it is not there yet.
 * @throws {Error} with a one-line remedy: Node too old, or npm failed.
 */
export function ensureInstalled(root = ROOT, nodeVersion = process.versions.node) {
  if (Number.parseInt(nodeVersion, 10) < MINIMUM_NODE_MAJOR) {
    throw new Error(
      `Node ${nodeVersion} is too old: install Node ${MINIMUM_NODE_MAJOR} or later (https://nodejs.org)`,
    );
  }
  const reason = whyInstall(root);
  if (reason === undefined) return;
  console.error(`setup: ${reason}: running npm ci (about half a minute)`);
  install(root);
}

/** npm writes node_modules/.package-lock.json at the end of an install: what is really there. */
function whyInstall(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  if (wanted === undefined) throw new Error('package-lock.json is missing: restore it from git');
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return 'dependencies are not installed';
  const differing = Object.entries(wanted).find(
    ([path, entry]) => path !== '' && !isInstalled(entry, installed[path]),
  );
  return differing && `${differing[0]} is not the version in package-lock.json`;
}

/** Optional packages (one binary a platform) are rightly absent on the other platforms. */
function isInstalled(wanted, installed) {
  if (installed === undefined) return wanted.optional === true || wanted.devOptional === true;
  return installed.version === wanted.version && installed.integrity === wanted.integrity;
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw new Error(`${file} cannot be read: ${error.message}`);
  }
}

function install(root) {
  const run = npm(['ci', '--no-audit', '--no-fund'], root);
  if (run.status === 0) return;
  const output = `${run.stderr ?? ''}${run.error?.message ?? ''}`;
  process.stderr.write(output);
  const remedy = REMEDIES.find(([pattern]) => pattern.test(output))?.[1] ?? 'see its message above';
  throw new Error(`npm ci failed: ${remedy}`);
}

/** Under `npm start` the very npm that runs us is used; npm is a shell script on Windows. */
function npm(args, cwd) {
  const options = { cwd, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] };
  const running = process.env.npm_execpath;
  if (running?.endsWith('js')) return spawnSync(process.execPath, [running, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    ensureInstalled();
  } catch (error) {
    console.error(`setup: ${error.message}`);
    process.exitCode = 1;
  }
}
