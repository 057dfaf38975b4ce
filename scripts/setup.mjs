/**
 * Step zero of every command: a supported Node and the dependencies of package-lock.json.
 * Plain JavaScript without dependencies, since nothing is installed when it first runs.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** What the deploy framework (osls) runs on: `engines` in package.json. Major, and the least minor of it. */
const SUPPORTED_NODE = [
  [20, 19],
  [22, 13],
];
const NEWEST_FROM = 24;
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** What npm's own error codes mean for the person at the keyboard. */
const REMEDIES = [
  [/EACCES|EROFS|EPERM/, 'the folder cannot be written to: check its owner, or copy it elsewhere'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/,
    'the npm registry cannot be reached: check the network, the proxy and `npm config get registry`',
  ],
  [/EUSAGE/, 'package.json and package-lock.json disagree: run `npm install` and commit the lock'],
  [
    /ENOTEMPTY/,
    'node_modules is half there: another install is running, or one was cut short; delete node_modules and run this again',
  ],
  [/ENOSPC/, 'the disk is full: the dependencies need about 330 MB'],
];

/**
 * Installs what package-lock.json names, if it is not there yet.
 * @throws {Error} with a one-line remedy: a Node that will not do, or npm failed.
 */
export async function ensureInstalled(root = ROOT, nodeVersion = process.versions.node) {
  if (!isSupported(nodeVersion)) {
    throw new Error(
      `Node ${nodeVersion} will not do: install 20.19 or later of 20, 22.13 or later of 22, or 24 and later (https://nodejs.org)`,
    );
  }
  const reason = whyInstall(root);
  if (reason === undefined) return;
  console.error(`setup: ${reason}: running npm ci (about half a minute)`);
  await install(root);
}

function isSupported(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const known = SUPPORTED_NODE.some(([one, least]) => major === one && minor >= least);
  return known || major >= NEWEST_FROM;
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

async function install(root) {
  const { status, signal, output } = await npm(
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund'],
    root,
  );
  if (status === 0) return;
  if (signal !== undefined) throw new Error(`npm ci was ended (${signal}): run this again`);
  process.stderr.write(output);
  const remedy = REMEDIES.find(([pattern]) => pattern.test(output))?.[1] ?? 'see its message above';
  throw new Error(`npm ci failed: ${remedy}`);
}

/** What an install must not be able to see: it runs code of many authors. */
const KEYS = /^(TENCENTCLOUD_|QCLOUD_|WEBHOOK_SECRETS$|PING_URL$)/;

/** Under `npm start` the very npm that runs us is used; npm is a shell script on Windows. */
async function npm(args, cwd) {
  const entries = Object.entries(process.env).filter(([name]) => !KEYS.test(name));
  const options = { cwd, env: Object.fromEntries(entries), stdio: ['ignore', 'ignore', 'pipe'] };
  const running = process.env.npm_execpath;
  const child = running?.endsWith('js')
    ? spawn(process.execPath, [running, ...args], options)
    : spawn('npm', args, { ...options, shell: process.platform === 'win32' });
  return ended(child);
}

/** Ctrl-C ends npm too, and is obeyed once npm has ended: a half-made node_modules is nobody's in the background. */
async function ended(child) {
  let signal;
  const stop = (name) => {
    signal = name;
    child.kill(name);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const [[status], output] = await Promise.all([once(child, 'close'), text(child.stderr)]);
    return { status, signal, output };
  } catch (error) {
    return { status: 1, signal, output: error.message };
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await ensureInstalled();
  } catch (error) {
    console.error(`setup: ${error.message}`);
    process.exitCode = 1;
  }
}
