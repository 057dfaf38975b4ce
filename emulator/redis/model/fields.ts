// The documented request fields of an action, and the check of a body against them.

import type { Tag } from '../types';
import { ApiError, missing } from './errors';

interface Kinds {
  string: string;
  integer: number;
  'string[]': string[];
  'integer[]': number[];
  'tag[]': Tag[];
  // The last two only in bodies of the admin route.
  boolean: boolean;
  texts: Record<string, string>;
}
type Kind = keyof Kinds;

/** Field name → its type; `!` marks a required one. */
export type Fields = Readonly<Record<string, Kind | `${Kind}!`>>;

type ValueOf<Spec> = Spec extends `${infer K extends Kind}!`
  ? Kinds[K]
  : Spec extends Kind
    ? Kinds[Spec]
    : never;

/** The parameters an action gets once its body has been checked. */
export type Params<F extends Fields> = {
  [K in keyof F as F[K] extends `${Kind}!` ? K : never]: ValueOf<F[K]>;
} & { [K in keyof F as F[K] extends Kind ? K : never]?: ValueOf<F[K]> };

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isString = (value: unknown) => typeof value === 'string';
const isTag = (value: unknown) =>
  isRecord(value) &&
  Object.keys(value).every((name) => name === 'TagKey' || name === 'TagValue') &&
  isString(value.TagKey) &&
  isString(value.TagValue);
const listOf = (is: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(is);

const MATCHES: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  string: isString,
  integer: Number.isSafeInteger,
  'string[]': listOf(isString),
  'integer[]': listOf(Number.isSafeInteger),
  'tag[]': listOf(isTag),
  boolean: (value) => typeof value === 'boolean',
  texts: (value) => isRecord(value) && Object.values(value).every(isString),
};

/**
 * Throws the common codes: UnknownParameter for a field the page does not list, MissingParameter for
 * an absent required one, InvalidParameter for a wrong type. Which code a wrong type gets is not
 * documented; the common page has no closer one.
 */
export function checkFields<F extends Fields>(fields: F, body: unknown): Params<F> {
  if (!isRecord(body)) throw new ApiError('InvalidParameter', 'The body is not a JSON object.');
  const unknown = Object.keys(body).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined)
    throw new ApiError('UnknownParameter', `The parameter \`${unknown}\` is not recognized.`);
  for (const [name, spec] of Object.entries(fields)) checkField(name, spec, body[name]);
  return body as Params<F>;
}

function checkField(name: string, spec: Kind | `${Kind}!`, value: unknown): void {
  const kind = spec.replace('!', '') as Kind;
  if (value === undefined && spec !== kind) throw missing(name);
  if (value !== undefined && !MATCHES[kind](value))
    throw new ApiError('InvalidParameter', `The type of parameter \`${name}\` is not ${kind}.`);
}
