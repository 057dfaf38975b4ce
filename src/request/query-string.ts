// A query string's fields → the fields of a query request. They arrive as text, so numbers and lists are made here, and
// what is wrong with them is told by the names that the query has.
import type { QueryInput, QueryName } from '../delivery';
import { explainIssues } from './explain';
import { type Issue, invalid, type Parsed } from './issues';
import { isObject, parseJson } from './json';
import type { Defaults } from './parse-request';
import { parseCoverageRequest, parseQueryRequest, type QueryRequest } from './query-request';
import { suggest } from './suggest';
import { findUnknownFields } from './targets';

export type QueryFields = Readonly<Record<string, unknown>>;

/** The parameters that make a selector, and its fields. */
const SELECTOR = {
  Tag: 'Tags',
  ExcludeTag: 'ExcludeTags',
  NamePrefix: 'NamePrefix',
  ExcludeNamePrefix: 'ExcludeNamePrefix',
  Regions: 'Regions',
} as const;
const SELECTOR_NAMES = Object.keys(SELECTOR);
const TARGETS = ['InstanceId', 'InstanceIds', ...SELECTOR_NAMES];

/** The parameters of each query. */
const PARAMETERS: Readonly<Record<QueryName, readonly string[]>> = {
  coverage: [...TARGETS, 'Region', 'MaxAgeHours', 'AllowEmpty'],
  backups: ['InstanceId', 'Region'],
  task: ['TaskId', 'Region'],
};

const LISTS = ['InstanceIds', 'Regions'];
const NUMBERS = ['MaxAgeHours', 'TaskId'];

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
  if (name === 'Tag' || name === 'ExcludeTag') return toList(value).map(toTag);
  if (name === 'Regions' && value === 'all') return value;
  if (NUMBERS.includes(name)) return toNumber(value);
  if (LISTS.includes(name)) return splitList(value);
  if (name === 'AllowEmpty') return value === true || value === 'true';
  return value;
}

/**
 * Parses a query string: `Tag=key:value` and `ExcludeTag=key:value` (as often as needed), `NamePrefix`,
 * `ExcludeNamePrefix` and `Regions` make a selector, lists are separated by commas, and all other names are fields of
 * the request.
 */
export function parseQueryString(given: QueryFields): QueryFields {
  const isOfSelector = (name: string): name is keyof typeof SELECTOR =>
    Object.hasOwn(SELECTOR, name);
  const fields = Object.entries(given).map(
    ([name, value]) => [name, toField(name, value)] as const,
  );
  const selector = fields.flatMap(([name, value]) =>
    isOfSelector(name) ? [[SELECTOR[name], value] as const] : [],
  );
  return {
    ...Object.fromEntries(fields.filter(([name]) => !isOfSelector(name))),
    ...(selector.length === 0 ? {} : { Selector: Object.fromEntries(selector) }),
  };
}

const hasTarget = (given: object): boolean => TARGETS.some((name) => Object.hasOwn(given, name));

const NO_TARGET =
  'no target; give Tag=key:value, NamePrefix, Regions, InstanceId or InstanceIds, or set COVERAGE_REQUEST';

/** What is wrong with the parameters as a whole. A misspelt target is told by its own name alone. */
function findParameterIssues(
  query: QueryName,
  parameters: QueryFields,
  hasDefault: boolean,
): readonly Issue[] {
  const known = PARAMETERS[query];
  const unknown = findUnknownFields(parameters, known);
  const isMisspelt = unknown.some(({ name }) => TARGETS.includes(suggest(name, known) ?? ''));
  const isMissing = query === 'coverage' && !hasDefault && !hasTarget(parameters) && !isMisspelt;
  return explainIssues(parameters, unknown, isMissing ? [{ path: 'Tag', message: NO_TARGET }] : []);
}

/** `Selector.Tags[0].TagValue` is `Tag` in a query. */
function toParameterIssue({ path, message }: Issue): Issue {
  const [, field = '', index] = /^Selector\.(\w+)(\[\d+\])?/.exec(path) ?? [];
  const name = SELECTOR_NAMES.find((one) => SELECTOR[one as keyof typeof SELECTOR] === field);
  if (name === undefined)
    return {
      path: path === 'Selector' ? 'Tag' : path,
      message: message
        .replaceAll('Selector.', '')
        .replace(/(give one of .*)Selector/, `$1${SELECTOR_NAMES.join(', ')}`),
    };
  const isPart = index !== undefined && field.endsWith('Tags');
  return isPart
    ? { path: name, message: `must be ${name}=key:value; ${message}` }
    : { path: name, message };
}

/** The fields of `COVERAGE_REQUEST`, or what is wrong with it, by its name. */
function parseSetting(setting: string, region: Defaults['region']): Parsed<QueryFields> {
  const json = parseJson(setting);
  const given = json.ok && isObject(json.value) ? json.value : {};
  const parsed = parseCoverageRequest(given, { fallbackRegion: region });
  return parsed.ok
    ? { ok: true, value: Object(given.Coverage) }
    : invalid(
        ...parsed.issues.map(({ path, message }) => ({
          path: `COVERAGE_REQUEST ${path}`,
          message,
        })),
      );
}

/** A query that a gateway left in the path. */
function parseQueryInPath(path: string): QueryFields {
  const at = path.indexOf('?');
  const given = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(at < 0 ? '' : path.slice(at + 1))) {
    const values = given.get(name);
    if (values === undefined) given.set(name, [value]);
    else values.push(value);
  }
  return Object.fromEntries(
    [...given].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
}

/** The last part of a path. Split, as a pattern without a beginning is tried anew at each character. */
const toTaskId = (path: string): unknown =>
  path
    .split('?', 1)
    .join()
    .split('/')
    .findLast((part) => part !== '');

/** The request of a GET, or its issues. A coverage without targets is that of `COVERAGE_REQUEST`. */
export function parseQuery(
  { query, request: { path, query: byGateway } }: QueryInput,
  { region, coverage = '' }: Defaults,
): Parsed<QueryRequest> {
  const parameters = { ...parseQueryInPath(path), ...byGateway };
  const usesSetting = query === 'coverage' && !hasTarget(parameters) && coverage !== '';
  const issues = findParameterIssues(query, parameters, usesSetting);
  if (issues.length > 0) return invalid(...issues);
  const setting = usesSetting ? parseSetting(coverage, region) : undefined;
  if (setting?.ok === false) return setting;
  const task = query === 'task' ? { TaskId: toNumber(toTaskId(path)) } : {};
  const given = { ...setting?.value, ...parseQueryString(parameters), ...task };
  const parsed = parseQueryRequest(query, given, { fallbackRegion: region });
  return parsed.ok ? parsed : invalid(...parsed.issues.map(toParameterIssue));
}
