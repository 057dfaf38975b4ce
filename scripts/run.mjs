/**
 * `node scripts/run.mjs <command> [args]`: sets up, compiles scripts/<command>.ts or proofs/<command>.ts and runs it in
 * this very process, so that its exit status, its signals and its terminal are the command's own.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './setup.mjs';

const SCRIPTS = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(SCRIPTS);
const FOLDERS = [SCRIPTS, join(ROOT, 'proofs')];
/** Of this folder alone: a copy of the repository may share its node_modules. */
const COPY = createHash('sha256').update(ROOT).digest('hex').slice(0, 8);
const CACHE = join(ROOT, 'node_modules', '.cache', 'scripts', COPY);

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
async function compile(file) {
  const { build } = await import('esbuild');
  const outfile = join(CACHE, `${basename(file, '.ts')}.cjs`);
  const result = await build({
    entryPoints: [file],
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

/** Name → file. A command is a file of either folder that exports `main(args)`; the others are its helpers. */
async function commands() {
  const lists = await Promise.all(FOLDERS.map((folder) => readdir(folder)));
  const files = FOLDERS.flatMap((folder, index) => lists[index].map((file) => join(folder, file)));
  const sources = files.filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(sources.map((file) => readFile(file, 'utf8')));
  const isCommand = (text) => text.includes('export async function main(');
  const found = sources.filter((_, index) => isCommand(texts[index]));
  return new Map(found.map((file) => [basename(file, '.ts'), file]));
}

/** `main` resolves to the exit status; undefined is success. */
async function run(name, args) {
  const known = await commands();
  const file = known.get(name);
  if (file === undefined) {
    const names = [...known.keys()].join(', ');
    throw new Error(`no such command: ${name ?? '(none given)'}. There are: ${names}`);
  }
  await ensureInstalled();
  process.setSourceMapsEnabled(true);
  const { main } = createRequire(import.meta.url)(await compile(file));
  return main(args);
}

/** A plain Error has a message for a person; any other kind is a bug, for which the stack is wanted. */
function describe(error) {
  if (Array.isArray(error.errors)) return 'the build failed, see above';
  return error.name === 'Error' ? error.message : error.stack;
}

// Whoever reads the output may stop reading: `npm run … | head`.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const [name, ...args] = process.argv.slice(2);
try {
  process.exitCode = await run(name, args);
} catch (error) {
  console.error(`${name ?? 'run'}: ${describe(error)}`);
  process.exitCode = error.exitStatus ?? 1;
}
