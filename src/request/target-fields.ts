// The target fields that backup and coverage requests share: one instance, a list or a selector, and the region.
import * as v from 'valibot';
import type { InstanceId, Region } from './ids';
import { InstanceIdSchema, RegionSchema } from './ids';
import type { Issue } from './issues';
import { isObject } from './json';
import {
  MAX_OF_EACH,
  NOT_A_SELECTOR,
  SELECTOR_FIELDS,
  SelectorSchema,
  TAG_FIELDS,
} from './selector';
import { suggest } from './suggest';
import type { Targets } from './targets';

/** The most instances one request may name; a selector may find more. */
export const MAX_INSTANCES = 1000;
/** The most issues in one answer, so that it stays under the platform's size limit. */
export const MAX_ISSUES = 100;

const boolean = v.boolean('must be true or false');

export const TARGET_FIELDS = {
  InstanceId: v.optional(InstanceIdSchema),
  InstanceIds: v.optional(
    v.pipe(
      v.array(v.unknown(), 'must be a list of instance ids'),
      v.minLength(1, 'must name at least one instance'),
      v.maxLength(MAX_INSTANCES, `must name at most ${MAX_INSTANCES} instances; split the request`),
      // After the check of the length, so that the ids of a list that is too long are not checked.
      v.array(InstanceIdSchema),
    ),
  ),
  Selector: v.optional(SelectorSchema),
  Region: v.optional(RegionSchema),
  AllowEmpty: v.optional(boolean),
};
export const optionalBoolean = v.optional(boolean);

const TARGETS = ['InstanceId', 'InstanceIds', 'Selector'];

export interface ParseOptions {
  /** Used when the request names no region. */
  readonly fallbackRegion?: Region | undefined;
  /** False refuses `IdempotencyKey`: in a fixed request, such as a timer's, it would allow one backup and no more. */
  readonly keyAllowed?: boolean;
}

export const toIssue = (issue: v.BaseIssue<unknown>): Issue => ({
  path: (issue.path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : String(key)))
    .join('.')
    .replaceAll('.[', '['),
  message: issue.message,
});

export const limitIssues = (issues: readonly Issue[]): readonly Issue[] =>
  issues.length <= MAX_ISSUES
    ? issues
    : [...issues.slice(0, MAX_ISSUES), { path: '', message: 'and more; mend these first' }];

/** The most unknown fields that get a suggestion each, so that thousands of them cost neither time nor answer size. */
const MAX_UNKNOWN = 20;

/** An issue for each name that is not among `known`, with the one of `named` that was probably meant. */
export function findUnknownFields(
  given: object,
  known: readonly string[],
  { under = '', named = known }: { under?: string; named?: readonly string[] } = {},
): Issue[] {
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  const unnamedCount = unknown.length - MAX_UNKNOWN;
  return [
    ...unknown.slice(0, MAX_UNKNOWN).map((name) => {
      const meant = suggest(name, named);
      const remedy =
        meant === undefined ? `the fields are ${named.join(', ')}` : `did you mean ${meant}?`;
      return { path: `${under}${name}`, message: `unknown field; ${remedy}` };
    }),
    ...(unnamedCount > 0
      ? [{ path: under.slice(0, -1), message: `${unnamedCount} more unknown fields` }]
      : []),
  ];
}

function findCountIssues(given: object): Issue[] {
  const named = TARGETS.filter((name) => Object.hasOwn(given, name));
  if (named.length === 1) return [];
  const message =
    named.length === 0
      ? 'no target; give InstanceId, InstanceIds or Selector'
      : `two targets; give one of ${named.join(', ')}`;
  return [{ path: named.at(-1) ?? 'InstanceId', message }];
}

function findRegionIssues(given: Readonly<Record<string, unknown>>, fallback?: Region): Issue[] {
  const { Selector } = given;
  const hasRegions = isObject(Selector) && Object.hasOwn(Selector, 'Regions');
  if (Object.hasOwn(given, 'Region'))
    return hasRegions
      ? [{ path: 'Region', message: 'given twice; leave it out beside Selector.Regions' }]
      : [];
  return hasRegions || fallback !== undefined
    ? []
    : [{ path: 'Region', message: 'missing; give Region, or set BACKUP_REGION' }];
}

function findUnknownInSelector(selector: Readonly<Record<string, unknown>>): Issue[] {
  const tags = Array.isArray(selector.Tags) ? selector.Tags.slice(0, MAX_OF_EACH) : [];
  return [
    ...findUnknownFields(selector, Object.keys(SELECTOR_FIELDS), { under: 'Selector.' }),
    ...tags.flatMap((tag, index) =>
      isObject(tag)
        ? findUnknownFields(tag, Object.keys(TAG_FIELDS), { under: `Selector.Tags[${index}].` })
        : [],
    ),
  ];
}

/** The issues of a request's targets as a whole. The schemas find those of single fields. */
export const findTargetIssues = (
  given: Readonly<Record<string, unknown>>,
  { fallbackRegion }: ParseOptions,
): Issue[] => [
  ...findCountIssues(given),
  // The schema takes a list for an object without fields, and such a selector means every instance.
  ...(Array.isArray(given.Selector) ? [{ path: 'Selector', message: NOT_A_SELECTOR }] : []),
  ...(isObject(given.Selector) ? findUnknownInSelector(given.Selector) : []),
  ...findRegionIssues(given, fallbackRegion),
];

interface TargetFields {
  readonly InstanceId?: InstanceId | undefined;
  readonly InstanceIds?: readonly InstanceId[] | undefined;
  readonly Selector?: v.InferOutput<typeof SelectorSchema> | undefined;
  readonly Region?: Region | undefined;
  readonly AllowEmpty?: boolean | undefined;
}

/** Converts fields that have no issues. */
export function toTargets(
  { InstanceId, InstanceIds, Selector, Region, AllowEmpty }: TargetFields,
  fallback: Region | undefined,
): Targets {
  const named = InstanceId === undefined ? (InstanceIds ?? []) : [InstanceId];
  return {
    InstanceIds: [...new Set(named)],
    Region: (Region ?? Selector?.Regions?.[0] ?? fallback) as Region,
    ...(Selector === undefined ? {} : { Selector }),
    ...(AllowEmpty === undefined ? {} : { AllowEmpty }),
  };
}
