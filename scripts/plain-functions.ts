// Arrow functions of a module's top level → plain functions, before esbuild bundles the module. Node wraps the bundle in a
// function, and V8 parses an arrow function directly inside another one in full at once, but only skims a plain function
// until it is called. Those inside a function are skimmed with it, so they stay short. docs/decisions/0047 has the figures.
import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Arrow {
  readonly span: Span;
  readonly async: boolean;
  /** A block, or an expression; one that is an object stands in parentheses. */
  readonly body: { readonly span: Span };
}

/** Nodes with a `this` of their own, or whose inside V8 skims anyway. */
const INNER =
  /^(Function|Class(Method|Property)|Private(Method|Property)|MethodProperty|Constructor|GetterProperty|SetterProperty)/;

/** The outermost arrow functions, in the order of the source. */
function findArrows(node: unknown): Arrow[] {
  if (Array.isArray(node)) return node.flatMap(findArrows);
  if (node === null || typeof node !== 'object') return [];
  const { type = '' } = node as { type?: string };
  if (type === 'ArrowFunctionExpression') return [node as Arrow];
  return INNER.test(type) ? [] : Object.values(node).flatMap(findArrows);
}

/** `(a): T => b` → `function (a): T { return (b); }`, on the same lines. */
function toPlain(source: Buffer, { span, async: isAsync, body }: Arrow, base: number): string {
  const at = (from: number, to: number) => source.subarray(from - base, to - base).toString();
  const head = at(span.start, body.span.start);
  const arrow = head.lastIndexOf('=>');
  const parameters = head.slice(isAsync ? 'async'.length : 0, arrow).trimStart();
  // A line break before the body stays, for the source map.
  const text = head.slice(arrow + '=>'.length) + at(body.span.start, body.span.end);
  const block = text.trimStart().startsWith('{') ? text : `{ return (${text}); }`;
  return `${isAsync ? 'async ' : ''}function ${parameters}${block}`;
}

/**
 * By default the parser unpacks itself into a folder of the user. In many CIs no such folder can be written to. It takes
 * no path with a link in it.
 */
function loadParser() {
  const packages = realpathSync(join(dirname(__dirname), 'node_modules'));
  process.env.SWC_NATIVE_BINDING_CACHE ??= join(packages, '.cache', 'swc');
  return import('@swc/core');
}

/** The module's source with plain functions at its top level. */
export async function toPlainFunctions(text: string): Promise<string> {
  const source = Buffer.from(text);
  // A comment as the first line would not count, so the parser is given one statement that does: it tells the first offset.
  const { parse } = await loadParser();
  const module = await parse(`0;${text}`, { syntax: 'typescript', target: 'es2022' });
  const base = (module.body[0]?.span.start ?? 0) + '0;'.length;
  let [plain, from] = ['', base];
  for (const arrow of findArrows(module.body)) {
    plain += source.subarray(from - base, arrow.span.start - base).toString();
    plain += toPlain(source, arrow, base);
    from = arrow.span.end;
  }
  return plain + source.subarray(from - base).toString();
}

/** For this repository's own modules. */
export const plainFunctions: Plugin = {
  name: 'plain functions',
  setup: (build) =>
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path.includes('node_modules')) return undefined;
      return { contents: await toPlainFunctions(await readFile(path, 'utf8')), loader: 'ts' };
    }),
};
