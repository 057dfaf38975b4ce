// Secrets of the operator's own: .env beside serverless.yml, git-ignored. What the environment says counts first.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

type Env = Readonly<Record<string, string | undefined>>;

export function withEnvFile(folder: string, env: Env): Env {
  try {
    return { ...parseEnv(readFileSync(join(folder, '.env'), 'utf8')), ...env };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return env;
    throw new Error(`.env cannot be read: ${(error as Error).message}`);
  }
}
