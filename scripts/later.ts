// The split of the bundle in two: what is imported is in the first file, what a module of this repository asks for by
// `import()` or `require()` is in the second, which each such call loads. The second stands by itself: what both need is in
// both, so neither depends on how the other was built.
import { dirname, relative, sep } from 'node:path';
import type { Plugin, StdinOptions } from 'esbuild';

const NAMESPACE = 'later';

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
      build.onResolve({ filter: /./ }, async ({ kind, path, importer, resolveDir }) => {
        const asked = kind === 'dynamic-import' || kind === 'require-call';
        if (!asked || importer.split(sep).includes('node_modules') || path.startsWith('node:'))
          return;
        const found = await build.resolve(path, { kind: 'import-statement', resolveDir });
        if (found.errors.length > 0) return found;
        const module = relative(this.#root, found.path).replaceAll(sep, '/');
        this.#modules.add(module);
        return { path: module, namespace: NAMESPACE };
      });
      build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => ({
        contents: `module.exports = require('./${this.name}')[${JSON.stringify(path)}]`,
        resolveDir: dirname(this.#root),
      }));
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
