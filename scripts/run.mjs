/**
 * `node scripts/run.mjs <script> [args]`: sets up, compiles scripts/<script>.ts and runs it in this very
 * process, so that its exit status, its signals and its terminal are the script's own.
 */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './setup.mjs';

const SCRIPTS = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(SCRIPTS);
const CACHE = join(ROOT, 'node_modules', '.cache', 'scripts');

/** Keeps `__dirname` the folder of the source, as under Jest: the compiled file lies elsewhere. */
const sourceFolder = {
  name: 'source-folder',
  setup(build) {
    build.onLoad({ filter: /\.ts$/, namespace: 'file' }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes('__dirname') || path.includes('node_modules')) return undefined;
      const folder = JSON.stringify(dirname(path));
      return { contents: `const __dirname = ${folder}; ${source}`, loader: 'ts' };
    });
  },
};

/** CommonJS, because the SDK's deep imports have no file extension and Node's ESM asks for one. */
async function compile(name) {
  const { build } = await import('esbuild');
  const outfile = join(CACHE, `${name}.cjs`);
  const result = await build({
    entryPoints: [join(SCRIPTS, `${name}.ts`)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    write: false,
    logLevel: 'warning',
    absWorkingDir: ROOT,
    plugins: [sourceFolder],
  });
  return replaceFile(outfile, result.outputFiles[0].contents);
}

/** By rename, so that two commands started at once never read half a file. */
async function replaceFile(file, contents) {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, contents);
  await rename(temporary, file);
  return file;
}

/** A command is a file of this folder that exports `main(args)`; the others are its helpers. */
async function commands() {
  const files = (await readdir(SCRIPTS)).filter((file) => file.endsWith('.ts'));
  const sources = await Promise.all(files.map((file) => readFile(join(SCRIPTS, file), 'utf8')));
  const isCommand = (source) => source.includes('export async function main(');
  return files.filter((_, index) => isCommand(sources[index])).map((file) => file.slice(0, -3));
}

/** `main` resolves to the exit status; undefined is success. */
async function run(name, args) {
  const known = await commands();
  if (!known.includes(name)) {
    throw new Error(`no such command: ${name ?? '(none given)'}. There are: ${known.join(', ')}`);
  }
  ensureInstalled();
  process.setSourceMapsEnabled(true);
  const { main } = createRequire(import.meta.url)(await compile(name));
  return main(args);
}

/** A plain Error has a message for a person; any other kind is a bug, for which the stack is wanted. */
function describe(error) {
  if (Array.isArray(error.errors)) return 'the build failed, see above';
  return error.name === 'Error' ? error.message : error.stack;
}

const [name, ...args] = process.argv.slice(2);
try {
  process.exitCode = await run(name, args);
} catch (error) {
  console.error(`${name ?? 'run'}: ${describe(error)}`);
  process.exitCode = error.exitStatus ?? 1;
}
