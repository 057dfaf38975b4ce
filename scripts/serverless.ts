// The framework's own command, as a person would type it: `npx serverless deploy --stage prod`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { ROOT } from './bundle';

const CLI = join(ROOT, 'node_modules', 'serverless', 'bin', 'serverless.js');

type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** `{stage: 'prod', prune: true, ask: false}` → `--stage prod --prune`. */
const wordsOf = (options: Options): string[] =>
  Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${name}`];
    return [value].flat().flatMap((one) => [`--${name}`, one]);
  });

/**
 * Runs it in the folder of `file` and waits for it, through a Ctrl-C too: it must not be cut off between two steps
 * without having said where it stands.
 * @returns its exit status
 */
export async function runServerless(
  file: string,
  command: string,
  options: Options,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const args = [CLI, command, ...wordsOf(options)];
  const child = spawn(process.execPath, args, { cwd: dirname(file), env, stdio: 'inherit' });
  const wait = () => undefined;
  process.on('SIGINT', wait);
  try {
    const [status] = await once(child, 'exit');
    return status ?? 1;
  } finally {
    process.off('SIGINT', wait);
  }
}
