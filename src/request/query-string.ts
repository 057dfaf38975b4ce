// A query string's fields → the fields of a query request. They arrive as text, so numbers and lists are made here.
import type { QueryInput, QueryName } from '../delivery';
import type { Parsed } from './issues';
import { isObject } from './json';
import type { Defaults } from './parse-request';
import { parseQueryRequest, type QueryRequest } from './query-request';

export type QueryFields = Readonly<Record<string, unknown>>;

const LISTS = ['InstanceIds', 'Regions'];
const NUMBERS = ['MaxAgeHours', 'TaskId'];
const TARGETS = ['InstanceId', 'InstanceIds', 'Selector'];

const toList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Text that is no number stays text, and the parser refuses it with a message. */
const toNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,16}(\.\d{1,9})?$/.test(value) ? Number(value) : value;

const splitList = (value: unknown): unknown[] =>
  toList(value).flatMap((text) =>
    typeof text === 'string' ? text.split(',').filter((word) => word !== '') : [text],
  );

/** `env:prod`; only the first colon separates, because a value may contain colons. */
function toTag(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  const colon = text.indexOf(':');
  return colon < 0
    ? { TagKey: text }
    : { TagKey: text.slice(0, colon), TagValue: text.slice(colon + 1) };
}

function toField(name: string, value: unknown): unknown {
  if (NUMBERS.includes(name)) return toNumber(value);
  if (LISTS.includes(name)) return splitList(value);
  if (name === 'AllowEmpty') return value === true || value === 'true';
  return value;
}

/**
 * Parses a query string: `Tag=key:value` (as often as needed), `NamePrefix` and `Regions` make a selector, lists are
 * separated by commas, and all other names are fields of the request.
 */
export function parseQueryString({ Tag, NamePrefix, Regions, ...rest }: QueryFields): QueryFields {
  const selector = Object.fromEntries(
    Object.entries({
      Tags: Tag === undefined ? undefined : toList(Tag).map(toTag),
      NamePrefix,
      Regions: Regions === undefined ? undefined : splitList(Regions),
    }).filter(([, value]) => value !== undefined),
  );
  return {
    ...Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [name, toField(name, value)]),
    ),
    ...(Object.keys(selector).length === 0 ? {} : { Selector: selector }),
  };
}

const hasTarget = (given: object): boolean => TARGETS.some((name) => Object.hasOwn(given, name));

/** Gives a query without a target those of `DEFAULT_REQUEST` (`fixed`), which may ask for a backup or a coverage. */
export function withDefaultTargets(given: QueryFields, fixed: unknown): QueryFields {
  if (hasTarget(given) || !isObject(fixed)) return given;
  const source = isObject(fixed.Coverage) ? fixed.Coverage : fixed;
  const names = [...TARGETS, 'Region', 'AllowEmpty', ...(source === fixed ? [] : ['MaxAgeHours'])];
  const defaults = Object.entries(source).filter(([name]) => names.includes(name));
  return { ...Object.fromEntries(defaults), ...given };
}

/** A query that a gateway left in the path. */
function parseQueryInPath(path: string): QueryFields {
  const at = path.indexOf('?');
  const given = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(at < 0 ? '' : path.slice(at + 1))) {
    const before = given.get(name);
    given.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(given);
}

/** The request of a GET, or its issues. A coverage without targets is that of `DEFAULT_REQUEST`. */
export function parseQuery(
  { query, request: { path, query: parameters } }: QueryInput,
  { region, request: byDefault }: Defaults,
): Parsed<QueryRequest> {
  const fields = parseQueryString({ ...parseQueryInPath(path), ...parameters });
  const fixed = byDefault?.ok === true ? byDefault.value : undefined;
  const [, TaskId] = /([^/]+)\/?$/.exec(path.split('?')[0] ?? '') ?? [];
  const given: Readonly<Record<QueryName, QueryFields>> = {
    coverage: withDefaultTargets(fields, fixed),
    backups: fields,
    task: { ...fields, TaskId: toNumber(TaskId) },
  };
  return parseQueryRequest(query, given[query], { fallbackRegion: region });
}
