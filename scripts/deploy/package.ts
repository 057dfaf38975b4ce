// handler.ts → the bundle of `npm run build` → a zip, with the source map beside it.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
 * @param handler `index.main_handler`: its first half names the file in the zip
 */
export async function makePackage(
  folder: string,
  service: string,
  handler: string,
): Promise<Package> {
  const { file: bundle } = await buildBundle();
  const name = `${handler.split('.')[0]}.js`;
  const bytes = await zipOf(name, await readFile(bundle));
  await mkdir(folder, { recursive: true });
  const file = zipFile(folder, service);
  await writeFile(`${file}.${process.pid}`, bytes);
  await rename(`${file}.${process.pid}`, file);
  await copyFile(`${bundle}.map`, join(folder, `${name}.map`));
  return packageOf(file, bytes);
}

/** @throws {Error} when there is none, or it is too big for the API */
export async function readPackage(file: string): Promise<Package> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined)
    throw new Error(`${file} cannot be read: run npx serverless package first`);
  return packageOf(file, bytes);
}

function packageOf(file: string, bytes: Buffer): Package {
  if (bytes.length > MAX_ZIP_BYTES)
    throw new Error(
      `${file} has ${kilobytes(bytes.length)}; the SCF API takes ${kilobytes(MAX_ZIP_BYTES)}`,
    );
  return { file, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
