// What a request is about, and the fields that say so: one instance, a list of them, or a selector; and their region.
import * as v from 'valibot';
import type { UnknownField } from './explain';
import type { InstanceId, Region } from './ids';
import { InstanceIdSchema, RegionSchema } from './ids';
import type { Issue } from './issues';
import { isObject } from './json';
import { findSelectorParts, type Selector, selectorSchema } from './selector';

export interface Targets {
  /** Each instance once, in the order given; empty with a selector. */
  readonly InstanceIds: readonly InstanceId[];
  /** The region of the ids, or of a selector without `Regions`. */
  readonly Region: Region;
  readonly Selector?: Selector;
  /** Whether a selector may find nothing. */
  readonly AllowEmpty?: boolean;
}

export const hasSelector = <R extends Targets>(
  request: R,
): request is R & { readonly Selector: Selector } => request.Selector !== undefined;

const isList = (regions: unknown): regions is readonly Region[] => Array.isArray(regions);

/** The regions that a request names, without repetition; none with "all", which is the API's own list when it runs. */
export function listRegions({ Region, Selector }: Targets): readonly Region[] {
  const { Regions = [Region] } = Selector ?? {};
  return isList(Regions) ? [...new Set(Regions)] : [];
}

/** The most instances one request may name; a selector may find more. */
export const MAX_INSTANCES = 1000;

const boolean = v.boolean('must be true or false');

/** Stands for the schema of a selector, which is loaded with the first request that has one. */
const LateSelectorSchema = {
  ...v.unknown(),
  '~run': (...given: Parameters<ReturnType<typeof selectorSchema>['~run']>) =>
    selectorSchema()['~run'](...given),
} as unknown as ReturnType<typeof selectorSchema>;

export const TARGET_FIELDS = {
  InstanceId: v.optional(InstanceIdSchema),
  InstanceIds: v.optional(
    v.pipe(
      v.array(v.unknown(), 'must be a list of instance ids'),
      v.minLength(1, 'must name at least one instance'),
      v.maxLength(MAX_INSTANCES, `must name at most ${MAX_INSTANCES} instances; split the request`),
      // Behind the length, so that the ids of an endless list are not looked at.
      v.array(InstanceIdSchema),
    ),
  ),
  Selector: v.optional(LateSelectorSchema),
  Region: v.optional(RegionSchema),
  AllowEmpty: v.optional(boolean),
};

export const optionalBoolean = v.optional(boolean);

type Given = Readonly<Record<string, unknown>>;

const TARGETS = ['InstanceId', 'InstanceIds', 'Selector'];

/** What a request may lean on besides its own fields. */
export interface ParseOptions {
  /** Stands in when the request names no region. */
  readonly fallbackRegion?: Region | undefined;
  /** Whether `IdempotencyKey` has a meaning here: in a fixed request it would make one backup and never again. */
  readonly keyAllowed?: boolean;
}

/** The fields that a request must not have, those within its selector included. */
export function findUnknownFields(
  given: Given,
  known: readonly string[],
  named: readonly string[] = known,
): readonly UnknownField[] {
  const unknown = listUnknown(given, '', known, named);
  const selector = known.includes('Selector') ? given.Selector : undefined;
  return isObject(selector)
    ? [
        ...unknown,
        ...findSelectorParts(selector).flatMap(({ part, under, known }) =>
          listUnknown(part, under, known),
        ),
      ]
    : unknown;
}

const listUnknown = (
  given: object,
  under: string,
  known: readonly string[],
  named = known,
): readonly UnknownField[] =>
  Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: `${under}${name}`, name, named }));

function findCountIssues(given: object): Issue[] {
  const named = TARGETS.filter((name) => Object.hasOwn(given, name));
  if (named.length === 1) return [];
  const message =
    named.length === 0
      ? 'no target; give InstanceId, InstanceIds or Selector'
      : `two targets; give one of ${named.join(', ')}`;
  return [{ path: named.at(-1) ?? 'InstanceId', message }];
}

function findRegionIssues(given: Given, selector: Given | undefined, fallback?: Region): Issue[] {
  const selected = selector !== undefined && Object.hasOwn(selector, 'Regions');
  if (Object.hasOwn(given, 'Region'))
    return selected
      ? [{ path: 'Region', message: 'given twice; leave it out beside Selector.Regions' }]
      : [];
  return isList(selector?.Regions) || fallback !== undefined
    ? []
    : [{ path: 'Region', message: 'missing; give Region, or set BACKUP_REGION' }];
}

/** What is wrong with the targets of a request as a whole; the types of its fields are their schemas' own. */
export function findTargetIssues(given: Given, { fallbackRegion }: ParseOptions): Issue[] {
  const selector = isObject(given.Selector) ? given.Selector : undefined;
  return [...findCountIssues(given), ...findRegionIssues(given, selector, fallbackRegion)];
}

interface TargetFields {
  readonly InstanceId?: InstanceId | undefined;
  readonly InstanceIds?: readonly InstanceId[] | undefined;
  readonly Selector?: Selector | undefined;
  readonly Region?: Region | undefined;
  readonly AllowEmpty?: boolean | undefined;
}

/** The targets of fields without issues. */
export function toTargets(
  { InstanceId, InstanceIds, Selector, Region, AllowEmpty }: TargetFields,
  fallback: Region | undefined,
): Targets {
  const regions: unknown = Selector?.Regions;
  const named = InstanceId === undefined ? (InstanceIds ?? []) : [InstanceId];
  return {
    InstanceIds: [...new Set(named)],
    Region: (Region ?? (isList(regions) ? regions[0] : fallback)) as Region,
    ...(Selector === undefined ? {} : { Selector }),
    ...(AllowEmpty === undefined ? {} : { AllowEmpty }),
  };
}
