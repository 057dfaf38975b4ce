// handler.ts → the two files of `npm run build` → a zip, with their source maps beside it.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { buildBundle } from '../bundle';
import { kilobytes } from '../size-limit';
import { zipOf } from './zip';

/** What the API takes in one request is 10 MB, of which base64 eats a quarter. Beyond that the code goes through COS. */
const MAX_ZIP_BYTES = 7_000_000;

export interface Package {
  readonly file: string;
  /** Lower-case hex SHA-256 of the zip. */
  readonly sha256: string;
  readonly bytes: Buffer;
}

export const zipFile = (folder: string, service: string): string => join(folder, `${service}.zip`);

/**
 * Builds and writes the zip.
 * @param handler `index.main_handler`: its first half names the first file in the zip; the other is put beside it
 */
export async function makePackage(
  folder: string,
  service: string,
  handler: string,
): Promise<Package> {
  const { file: first, later } = await buildBundle();
  const name = `${handler.split('.')[0]}.js`;
  const sources = new Map([
    [name, first],
    [posix.join(posix.dirname(name), basename(later.file)), later.file],
  ]);
  const bytes = await zipOf(await contentsOf(sources));
  await mkdir(folder, { recursive: true });
  const file = zipFile(folder, service);
  await writeFile(`${file}.${process.pid}`, bytes);
  await rename(`${file}.${process.pid}`, file);
  for (const [to, from] of sources)
    await copyFile(`${from}.map`, join(folder, `${basename(to)}.map`));
  return packageOf(file, bytes);
}

async function contentsOf(files: ReadonlyMap<string, string>): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  for (const [name, file] of files) contents.set(name, await readFile(file));
  return contents;
}

/** @throws {Error} when there is none, or it is too big for the API */
export async function readPackage(file: string): Promise<Package> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) throw new Error(`${file} cannot be read: npm run release makes one`);
  return packageOf(file, bytes);
}

function packageOf(file: string, bytes: Buffer): Package {
  if (bytes.length > MAX_ZIP_BYTES)
    throw new Error(
      `${file} has ${kilobytes(bytes.length)}; the SCF API takes ${kilobytes(MAX_ZIP_BYTES)}`,
    );
  return { file, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
