// Command lines: what is not understood is refused with the remedy, never ignored.
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A mistake in the command line or in what it names: exit status 2. */
export class UsageError extends Error {
  readonly exitStatus = 2;
}

/**
 * node:util's parseArgs with `--help` added.
 * @throws {UsageError} naming the argument, and where to read more
 */
export function readArguments<T extends ParseArgsConfig>(config: T, command: string) {
  try {
    return parseArgs(config);
  } catch (error) {
    const [problem] = (error as Error).message.split(/\.\s/);
    const help = command.includes(' -- ') ? '--help' : '-- --help';
    throw new UsageError(`${problem}. See: ${command} ${help}`);
  }
}

/** @throws {UsageError} for what is no TCP port; 0 is any free one */
export function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(
    `--port ${text} is not a port: give a number from 0 (any free one) to 65535`,
  );
}

/** @throws {Error} with the remedy when the port is taken */
export async function onPort<T>(
  port: number,
  command: string,
  start: () => Promise<T>,
): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(
      `port ${port} is taken: choose another, as in ${command} -- --port ${port + 1}`,
    );
  }
}

/** @throws {UsageError} for what is no whole number from 0 on */
export function numberOf(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`${option} ${text} is not a number: give a whole one from 0 on`);
}

/** @throws {UsageError} naming what would do */
export function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text);
  if (found !== undefined) return found;
  throw new UsageError(`${option} ${text} is unknown: choose one of ${allowed.join(', ')}`);
}
