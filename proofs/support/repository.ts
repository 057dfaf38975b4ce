// The files of the repository, as git has them: what is ignored is nobody's, what is new and not yet added is.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../scripts/bundle';

/** @throws {Error} where there is no git, or no repository of it */
export function repositoryFiles(): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ls-files: ${stderr ?? 'there is no git'}`);
  return stdout.split('\0').filter((file) => file !== '' && existsSync(join(ROOT, file)));
}

/** All of them, beside the dependencies of the original. */
export function copyRepository(folder: string): void {
  for (const file of repositoryFiles()) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(folder, file));
  }
  symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(folder, 'node_modules'), 'junction');
}
