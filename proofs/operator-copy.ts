/** `npm run test:proofs -- operator-copy`: the tests in a copy of the repository that an operator has made theirs; they must not notice. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../scripts/bundle';
import { SETTINGS } from '../src/config';
import { isQuiet, NOT_QUIET } from './support/quiet';
import { copyRepository } from './support/repository';

const COMMAND = 'npm run test:proofs -- operator-copy';

const HELP = `Usage: ${COMMAND} [jest's options and files]

Copies the repository, puts an operator's own backup.yml and .env into it, sets every variable that the pages for users mention to
a value of no sense, and runs the tests there. Exit status 1 when one of them reads such a value; 75 when one
fails while others use the machine, which may be the reason.`;

/** What `npm run init` writes for them, or much like it. */
export const OWN_FILE = `
region: eu-frankfurt
stage: ours
timers:
  - name: weekly
    cron: '15 10 22 * * 1 *'
    request: { InstanceId: crs-operators9, Remark: weekly by the operator }
webhook: false
settings: { ALLOWED_INSTANCES: crs-operators9, MAX_STORAGE_DAYS: 30 }
`;

/** The shell's, not the pages': colours and a proxy that nobody listens at. */
const SHELL = {
  FORCE_COLOR: '3',
  NO_COLOR: '1',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  TENCENTCLOUD_SESSION_TOKEN: 'odd',
  TENCENTCLOUD_REGION: 'odd',
  DEPLOY_API_ENDPOINT: 'odd',
};

/** Names on those pages that look like variables, and every setting, each with a value of no sense. */
export function oddVariables(): Record<string, string> {
  const pages = ['README.md', 'docs/reference.md', 'docs/deploy.md'].map((file) =>
    readFileSync(join(ROOT, file), 'utf8'),
  );
  const named = pages.join('').match(/\b[A-Z]{2,}(?:_[A-Z0-9]+)+\b/g) ?? [];
  const names = [...new Set([...named, ...Object.keys(SETTINGS)])];
  return { ...Object.fromEntries(names.map((name) => [name, `odd ${name}`])), ...SHELL };
}

function copyTo(folder: string): void {
  copyRepository(folder);
  writeFileSync(join(folder, 'backup.yml'), OWN_FILE);
  const odd = Object.entries(oddVariables()).map(
    ([name, value]) => `${name}='${value}'
`,
  );
  writeFileSync(join(folder, '.env'), odd.join(''));
}

async function node(folder: string, args: readonly string[]): Promise<number> {
  const env = { ...process.env, TEST_TALLY: '', ...oddVariables() };
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 2, 2] });
  const [status] = await once(child, 'exit');
  return status ?? 1;
}

export async function main(args: string[]): Promise<number> {
  if (args[0] === '--help') {
    console.log(HELP);
    return 0;
  }
  // The real one: what runs there must not come upon the copy by two names.
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'operator-'));
  try {
    copyTo(folder);
    const built = await node(folder, [join('scripts', 'run.mjs'), 'build']);
    if (built !== 0) return built;
    const tested = await node(folder, [join('node_modules', 'jest', 'bin', 'jest.js'), ...args]);
    return tested === 0 || (await isQuiet()) ? tested : NOT_QUIET;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
