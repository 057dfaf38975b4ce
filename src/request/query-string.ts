// A query string's fields → the fields of a query request. They arrive as text, so numbers and lists are made here.
import type { QueryInput } from '../delivery';
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

/** The request of a GET, or its issues. A coverage without targets is that of `DEFAULT_REQUEST`. */
export function parseQuery(
  { query, parameters }: QueryInput,
  { region, request }: Defaults,
): Parsed<QueryRequest> {
  const fields = parseQueryString(parameters);
  const fixed = request?.ok === true ? request.value : undefined;
  const given = query === 'coverage' ? withDefaultTargets(fields, fixed) : fields;
  return parseQueryRequest(query, given, { fallbackRegion: region });
}
