// The split of the bundle in two. The first file is loaded at each cold start; the second with the first call of a module
// that few invocations need: what a module of this repository asks for by `import()` or `require()`, and LAZY_MODULES.
// The second stands by itself: what both need is in both, so neither depends on how the other was built.
import { readFile } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import type { Plugin, StdinOptions } from 'esbuild';

const NAMESPACE = 'later';

/** Modules that the source imports like any other; in the first file each of their functions loads the second when called. */
const LAZY_MODULES: ReadonlySet<string> = new Set([
  'src/backup/failures.ts',
  'src/backup/region-snapshot.ts',
  'src/backup/select-instances.ts',
  'src/backup/take-lease.ts',
  'src/backup/wait.ts',
  'src/http/refusals.ts',
  'src/http/secret-flaws.ts',
  'src/log-findings.ts',
  'src/request/explain.ts',
  'src/request/query-request.ts',
  'src/request/selector.ts',
  'src/request/suggest.ts',
  'src/tencent/errors.ts',
  'src/tencent/lease-store.ts',
  'src/tencent/regions.ts',
  'src/triggers/original-event.ts',
  'src/triggers/own-call.ts',
  'src/triggers/timer-time.ts',
  'src/triggers/unclaimed.ts',
]);

/** A constant only when a function stands behind it: the build fails where another one is asked for, instead of the run. */
const EXPORTED = /^export (?:(?:async )?function (\w+)|const (\w+) =\s+(?:async )?[(<])/gm;

/** Modules of the second file, as the first one is built. */
export class Later {
  readonly name = 'later.js';
  readonly #modules = new Set<string>();
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Gives the first file, for each module of the second, a look into it. */
  readonly plugin: Plugin = {
    name: NAMESPACE,
    setup: (build) => {
      build.onResolve({ filter: /./, namespace: NAMESPACE }, ({ path }) => ({
        path,
        external: true,
      }));
      build.onResolve(
        { filter: /./ },
        async ({ kind, path, importer, resolveDir, pluginData: asked }) => {
          if (asked === NAMESPACE) return;
          if (importer.split(sep).includes('node_modules') || path.startsWith('node:')) return;
          const isDynamic = kind === 'dynamic-import' || kind === 'require-call';
          if (!isDynamic && !path.startsWith('.')) return;
          const found = await build.resolve(path, {
            kind: 'import-statement',
            resolveDir,
            pluginData: NAMESPACE,
          });
          if (found.errors.length > 0) return isDynamic ? found : undefined;
          const module = relative(this.#root, found.path).replaceAll(sep, '/');
          if (!isDynamic && !LAZY_MODULES.has(module)) return;
          this.#modules.add(module);
          const pluginData = isDynamic ? undefined : await readFile(found.path, 'utf8');
          return { path: isDynamic ? module : `${module}?lazy`, namespace: NAMESPACE, pluginData };
        },
      );
      build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path, pluginData: source }) => {
        const module = `require('./${this.name}')[${JSON.stringify(path.replace('?lazy', ''))}]`;
        const contents =
          source === undefined ? `module.exports = ${module}` : toLazyFunctions(source, module);
        return { contents, resolveDir: dirname(this.#root) };
      });
    },
  };

  /** The second file's source; ready when the first one is built. */
  entry(): StdinOptions {
    const lines = [...this.#modules].sort().map((module) => {
      const path = JSON.stringify(module);
      return `export * as ${path} from ${JSON.stringify(`./${module}`)};`;
    });
    return { contents: lines.join('\n'), resolveDir: this.#root, sourcefile: this.name };
  }
}

/** The functions that a module exports, each loading it when called. A value that is no function cannot wait like this. */
const toLazyFunctions = (source: string, module: string): string =>
  [...source.matchAll(EXPORTED)]
    .map(([, name, constant = name]) => constant)
    .map((name) => `export function ${name}(...given) { return load().${name}(...given); }`)
    .concat(`function load() { return ${module}; }`)
    .join('\n');
