/**
 * handler.ts and all it needs → dist/index.js, loaded at each cold start, and dist/later.js, which it loads when it meets
 * the first invocation that needs it. Both are tried locally and deployed.
 * The one place for their options: build, size, start, invoke and the deploy command share them.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { version } from '../package.json';
import { Later } from './later';
import { plainFunctions } from './plain-functions';

export const ROOT = dirname(__dirname);
export const HANDLER = join(ROOT, 'handler.ts');
export const BUNDLE = join(ROOT, 'dist', 'index.js');

const shim = (name: string): string => join(__dirname, 'shims', name);

/**
 * What the SDK asks for → what it is given. A stand-in does what can reach this function, with the same bytes and errors as
 * the package, and throws for the rest; proofs/bundle holds each to the installed SDK. Why: docs/decisions/0045-stand-ins.md.
 */
export const ALIASES = {
  /** Its ES modules, 3 kB less: of CommonJS ones each stays in a function, which V8 reads twice, and all of it stays. */
  'tencentcloud-sdk-nodejs/tencentcloud': 'tencentcloud-sdk-nodejs/es',
  /** The client's class has 98 methods, and each is a call of `request`: 10 kB. */
  'tencentcloud-sdk-nodejs/tencentcloud/services/redis/v20180412/redis_client':
    shim('redis-client.ts'),
  /** 19 kB and `whatwg-url`, 290 kB more; the SDK sends a text and reads JSON. Redirects and codings are errors. */
  'node-fetch': shim('node-fetch/index.ts'),
  /** 160 kB with its mime database; a multipart request throws. */
  'form-data': shim('form-data.ts'),
  /** 24 kB with `bignumber.js`; the SDK writes JSON with it and never reads any. A bigint throws. */
  'json-bigint': shim('json-bigint.ts'),
  /** 17 kB with `agent-base`, `debug`, `ms`, `supports-color` and `has-flag`; a proxy throws. */
  'https-proxy-agent': shim('https-proxy-agent.ts'),
  /** 10 kB; Node makes random ids itself. */
  uuid: shim('uuid.ts'),
  /** The SDK asks of each parameter whether it is a stream, which throws. */
  'get-stream': shim('get-stream.ts'),
  'is-stream': shim('is-stream.ts'),
};

/** The SDK's own file, asked for by one beside it, which no alias can name. An event stream throws. */
const eventStream: Plugin = {
  name: 'event stream',
  setup: (build) =>
    build.onResolve({ filter: /^\.\/sse_response_model$/ }, () => ({
      path: shim('sse-response-model.ts'),
    })),
};

/** SCF runs Node 20.19; staying within Node 18's syntax keeps its 18.15 runtime open as well. */
const OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node18',
  format: 'cjs',
  minify: true,
  // Node 18 knows `\p{…}`. esbuild doubts it and would write `new RegExp`, which is run at each load even if nobody uses it:
  // valibot's one for emojis takes 0.35 ms.
  supported: { 'regexp-unicode-property-escapes': true },
  sourcemap: 'external',
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'warning',
  absWorkingDir: ROOT,
  alias: ALIASES,
  define: { __VERSION__: JSON.stringify(version) },
} satisfies BuildOptions;

export interface Built {
  /** Absolute path. */
  file: string;
  /** Bytes, minified. */
  size: number;
  /** What went in, by module: https://esbuild.github.io/api/#metafile. */
  metafile: Metafile;
}

export interface Bundle extends Built {
  /** What the bundle loads when it is asked for; it lies beside it. */
  later: Built;
  /** Lower-case hex SHA-256 of both files. */
  sha256: string;
}

/**
 * Builds the bundle, later.js, their source maps and metafiles beside them.
 * @param entry absolute path of the module that exports `main_handler`
 * @param file absolute path of the bundle to write
 * @throws esbuild's `BuildFailure`, already printed with file and line
 */
export async function buildBundle(entry = HANDLER, file = BUNDLE): Promise<Bundle> {
  const later = new Later(ROOT);
  const now = {
    ...OPTIONS,
    entryPoints: [entry],
    outfile: file,
    plugins: [later.plugin, eventStream, plainFunctions],
  };
  const first = await write(now, 'meta.json');
  const outfile = join(dirname(file), later.name);
  // In UTF-8 a Chinese character of its pages takes three bytes, escaped it takes six.
  const second = await write(
    { ...OPTIONS, charset: 'utf8', stdin: later.entry(), outfile, plugins: [plainFunctions] },
    'meta-later.json',
  );
  const sha256 = createHash('sha256').update(first.code).update(second.code).digest('hex');
  return { ...first.built, later: second.built, sha256 };
}

async function write(
  options: typeof OPTIONS & BuildOptions & { readonly outfile: string },
  metaName: string,
): Promise<{ built: Built; code: Uint8Array }> {
  const { outfile: file } = options;
  const { outputFiles, metafile } = await build(options);
  await mkdir(dirname(file), { recursive: true });
  await Promise.all(outputFiles.map(({ path, contents }) => replaceFile(path, contents)));
  await replaceFile(join(dirname(file), metaName), JSON.stringify(metafile));
  const code = outputFiles.find(({ path }) => basename(path) === basename(file))?.contents;
  if (code === undefined) throw new Error(`esbuild wrote no ${file}`);
  return { built: { file, size: code.length, metafile }, code };
}

/** Only when it differs, and by rename: a running host or test never loads half a bundle. */
async function replaceFile(file: string, contents: Uint8Array | string): Promise<void> {
  const wanted = Buffer.from(contents);
  const present = await readFile(file).catch(() => undefined);
  if (present?.equals(wanted)) return;
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, wanted);
  await rename(temporary, file);
}
