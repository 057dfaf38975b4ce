// Fills in the variables of serverless.yml that this repository uses: `${self:a.b}`, `${env:NAME}`, `${opt:name}` and
// `${file(a.yml)}`, each with fallbacks, as in `${opt:stage, env:STAGE, 'dev'}`. https://www.serverless.com/framework/docs/providers/aws/guide/variables

export interface VariableSources {
  env: Readonly<Record<string, string | undefined>>;
  /** Options of the command line, `--stage prod`. */
  opt: Readonly<Record<string, string | undefined>>;
  /** What a YAML file beside it holds; undefined where there is none. */
  file?: (name: string) => unknown;
}

const VARIABLE = /\$\{([^{}]*)\}/;
const SOURCE = /^(self|env|opt):([\w.-]+)$/;
const FILE = /^file\(\.\/([\w.-]+)\)$/;
const TEXT = /^(?:'([^']*)'|"([^"]*)")$/;
const MAX_DEPTH = 20;

/**
 * A copy of `document` without variables. A value that is one variable and nothing else keeps its type.
 * @throws {Error} naming the variable: no source has it, the syntax is not one of the above, or it is circular
 */
export function fillIn(document: unknown, sources: VariableSources): unknown {
  return fill(document, { document, sources, depth: 0 });
}

interface Scope {
  document: unknown;
  sources: VariableSources;
  depth: number;
}

function fill(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return fillText(value, scope);
  if (Array.isArray(value)) return value.map((item) => fill(item, scope));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, scope)]));
}

function fillText(text: string, scope: Scope): unknown {
  const found = VARIABLE.exec(text);
  if (found === null) return text;
  if (scope.depth > MAX_DEPTH) throw new Error(`${found[0]} refers to itself`);
  const deeper = { ...scope, depth: scope.depth + 1 };
  const value = lookUp(found[1] ?? '', found[0], deeper);
  if (found[0] === text) return value;
  if (typeof value === 'object') throw new Error(`${found[0]} is not text, but part of "${text}"`);
  return fillText(
    text.replace(found[0], () => String(value)),
    deeper,
  );
}

/** The first alternative that has a value. */
function lookUp(expression: string, shown: string, scope: Scope): unknown {
  for (const alternative of expression.split(',')) {
    const value = alternativeValue(alternative.trim(), shown, scope);
    if (value !== undefined) return value;
  }
  throw new Error(
    `${shown} has no value: set it, or give it a fallback as in \${env:NAME, 'text'}`,
  );
}

function alternativeValue(alternative: string, shown: string, scope: Scope): unknown {
  const text = TEXT.exec(alternative);
  if (text !== null) return text[1] ?? text[2];
  const [, file] = FILE.exec(alternative) ?? [];
  if (file !== undefined) return scope.sources.file?.(file) ?? undefined;
  const [, source, name] = SOURCE.exec(alternative) ?? [];
  if (name === undefined) throw new Error(`${shown}: "${alternative}" is not understood here`);
  if (source === 'env') return scope.sources.env[name];
  if (source === 'opt') return scope.sources.opt[name];
  return fill(memberOf(name.split('.'), scope), scope);
}

/** On the way a variable may stand for all that is deeper, as a file does. */
function memberOf(path: string[], scope: Scope): unknown {
  let value = scope.document;
  for (const key of path) {
    const whole = typeof value === 'string' ? fillText(value, scope) : value;
    if (typeof whole !== 'object' || whole === null) return undefined;
    value = (whole as Record<string, unknown>)[key];
  }
  return value;
}
