// The real command in a folder of its own, against a local SCF API: what a deploy prints, does, and leaves behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { DEMO_KEY } from '../../emulator/redis/server';
import type { ScfCloud } from '../../emulator/scf-api/server';

const CLI = resolve('node_modules', 'serverless', 'bin', 'serverless.js');
const SERVERLESS_YML = readFileSync('test/fixtures/serverless.yml', 'utf8');
export const NAME = 'scf-redis-backup-dev';

/** Parts of the frozen example's, and what stands in for them. */
export type Edits = readonly (readonly [from: string, to: string])[];

export interface Ran {
  status: number | null;
  /** stdout and stderr. */
  output: string;
}

export interface Workshop {
  readonly folder: string;
  /** Writes serverless.yml: the frozen example, edited. */
  describe(...edits: Edits): void;
  serverless(args: string, env?: Readonly<Record<string, string>>): Promise<Ran>;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** @param url of the local SCF API */
export function workshop(url = 'http://127.0.0.1:9'): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  folders.push(folder);
  // The framework takes a plugin by a path inside the service's own folder only.
  symlinkSync(resolve('scripts'), join(folder, 'scripts'));
  const describe = (...edits: Edits) =>
    writeFileSync(join(folder, 'serverless.yml'), edited(edits));
  describe();
  return {
    folder,
    describe,
    serverless: (args, env = {}) =>
      runNode(folder, [CLI, ...args.split(' ')], {
        ...environment(url, folder),
        WEBHOOK_SECRETS: 'a-token-for-the-tests-0001',
        ...env,
      }),
  };
}

export async function runNode(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Ran> {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [[status], ...streams] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { status, output: streams.join('') };
}

function edited(edits: Edits): string {
  return edits.reduce((yml, [from, to]) => {
    if (!yml.includes(from)) throw new Error(`serverless.yml has no ${from}`);
    return yml.replace(from, () => to);
  }, SERVERLESS_YML);
}

/** A fresh shell: nothing of whoever runs the tests, no secret; HOME cannot be written to, as in many a CI. */
export const environment = (url: string, folder: string) => ({
  PATH: process.env.PATH,
  HOME: '/proc/nowhere',
  TMPDIR: folder,
  DEPLOY_API_ENDPOINT: url,
  TENCENTCLOUD_SECRET_ID: DEMO_KEY.secretId,
  TENCENTCLOUD_SECRET_KEY: DEMO_KEY.secretKey,
});

/** Lines of a plan: `1. create trigger nightly …`. */
export const planOf = ({ output }: Ran): string[] =>
  [...output.matchAll(/^ {2}\d+\. (.*)$/gm)].map(([, step = '']) => step);

/** The actions called since the log was emptied that change anything, each with the code it was refused with. */
export const writesOf = ({ calls }: ScfCloud): string[] =>
  calls
    .filter(({ action }) => !/^(Get|List)/.test(action))
    .map(({ action, code }) => [action, code].join(' ').trim());
