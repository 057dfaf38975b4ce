// The parameters of a GET, flattened as Tencent's SDKs do it: `InstanceIds.0=crs-1&Tags.0.TagKey=env&Limit=20`.
import type { Fields } from './model/fields';

type Tree = Map<string, Tree | string>;

/** @param fields the documented ones, for their types; without them, what looks like a number is one */
export function readQuery(query: string, fields?: Fields): unknown {
  const root: Tree = new Map();
  for (const [path, value] of new URLSearchParams(query)) put(root, path.split('.'), value);
  const named = [...root].map(([name, value]) => [name, toValue(value, fields?.[name])]);
  return Object.fromEntries(named);
}

function put(tree: Tree, [name = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree.set(name, value);
    return;
  }
  const known = tree.get(name);
  const inner: Tree = known instanceof Map ? known : new Map();
  tree.set(name, inner);
  put(inner, rest, value);
}

function toValue(value: Tree | string, type: string | undefined): unknown {
  if (typeof value === 'string')
    return /^-?\d{1,15}$/.test(value) && (type?.startsWith('integer') ?? true)
      ? Number(value)
      : value;
  const parts = [...value].map(([name, inner]) => [name, toValue(inner, type)] as const);
  const isList = parts.every(([name], index) => name === String(index));
  return isList ? parts.map(([, inner]) => inner) : Object.fromEntries(parts);
}
