// Instance ids in another form than the documented one: told apart only where a call comes in or an answer goes out.

import { isRecord } from './fields';

const INSIDE = 'crs-';
const OUTSIDE = 'redis-';

/** The fields of requests that may name an instance. */
const NAMING = ['InstanceId', 'InstanceIds', 'SearchKeys'];

/** Parameters as the actions know them; an id in the documented form is taken as well. */
export function withInnerIds(params: unknown): unknown {
  if (!isRecord(params)) return params;
  const inner = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(inner) : replaced(value, OUTSIDE, INSIDE);
  const entries = Object.entries(params).map(([name, value]) => [
    name,
    NAMING.includes(name) ? inner(value) : value,
  ]);
  return Object.fromEntries(entries);
}

/** A reply with each InstanceId in the other form. */
export function withOuterIds(reply: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const outer = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(outer);
    return isRecord(value) ? withOuterIds(value) : value;
  };
  const entries = Object.entries(reply).map(([name, value]) => [
    name,
    name === 'InstanceId' ? replaced(value, INSIDE, OUTSIDE) : outer(value),
  ]);
  return Object.fromEntries(entries);
}

const replaced = (value: unknown, from: string, to: string) =>
  typeof value === 'string' && value.startsWith(from) ? to + value.slice(from.length) : value;
