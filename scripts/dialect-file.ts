// The file behind `--dialect`.
import { readFileSync } from 'node:fs';
import type { Dialect } from '../emulator/redis/dialect';
import { readDialect } from '../emulator/redis/dialect-reader';
import { UsageError } from './arguments';

/** @throws {UsageError} that names the file and what is wrong with it */
export function dialectIn(path: string): Dialect {
  try {
    return readDialect(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new UsageError(`--dialect ${path}: ${(error as Error).message}`);
  }
}
