// What is measured, built afresh: the bundle where it always is, the baselines that need building in a given folder.
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { buildBundle, ROOT } from '../../scripts/bundle';

export const BENCH = __dirname;
export const child = (name: string): string => join(BENCH, 'children', `${name}.cjs`);

export interface Files {
  readonly bundle: string;
  readonly bytes: number;
  readonly metafile: Metafile;
  readonly laterMetafile: Metafile;
  readonly sdkDeep: string;
  readonly handSigned: string;
}

/** Bundled and minified like the function, without its aliases: what anyone gets from a bundler's defaults. */
async function buildPlainly(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.js`);
  await build({
    entryPoints: [join(BENCH, 'baselines', `${name}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node18',
    format: 'cjs',
    logLevel: 'warning',
    absWorkingDir: ROOT,
  });
  return outfile;
}

export async function buildAll(folder: string): Promise<Files> {
  const { file, size, metafile, later } = await buildBundle();
  return {
    bundle: file,
    bytes: size,
    metafile,
    laterMetafile: later.metafile,
    sdkDeep: await buildPlainly('sdk-deep', folder),
    handSigned: await buildPlainly('hand-signed', folder),
  };
}
