// `npm run check`: what CI runs, one step after the other, up to the first that fails.
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { readArguments } from './arguments';
import { ROOT } from './bundle';

const COMMAND = 'npm run check';

const HELP = `Usage: ${COMMAND} [-- --code]

Runs all that CI runs, up to the first step that fails: format and lint, types, size, tests, proofs.

  --code  the first three alone, which is npm run check:code
  --help  this text`;

const OPTIONS = {
  code: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** The size is that of a fresh build, which the tests run. */
const CODE = ['biome ci .', 'tsc --noEmit', 'node scripts/run.mjs size'];
const RUNS = ['jest', 'node scripts/run.mjs prove'];

export async function main(args: string[]): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const PATH = [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  for (const step of values.code ? CODE : [...CODE, ...RUNS]) {
    const options = { cwd: ROOT, stdio: 'inherit', shell: true } as const;
    const { status } = spawnSync(step, { ...options, env: { ...process.env, PATH } });
    if (status !== 0) return status ?? 1;
  }
  return 0;
}
