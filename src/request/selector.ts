// A selector: instances of some regions, by tags and name. The API is asked at each run which instances those are.
// Loaded with the first request that has one, so what others import of it are functions.
import * as v from 'valibot';
import { RegionSchema } from './ids';
import { isObject } from './json';

/** The most tags, and the most regions, a selector may name. */
export const MAX_OF_EACH = 20;
/** In place of a list of regions: those in which the API sells Redis. */
export const ALL_REGIONS = 'all';
const text = (what: string, maxLength: number) =>
  v.pipe(
    v.string(`${what} must be a string`),
    v.maxLength(maxLength, `${what} must have at most ${maxLength} characters`),
  );

/** Tencent's tags: a key of up to 127 characters, a value of up to 255 (https://cloud.tencent.com/document/product/651/13354). */
const TAG_FIELDS = {
  TagKey: v.pipe(text('TagKey', 127), v.minLength(1, 'TagKey must not be empty')),
  TagValue: text('TagValue', 255),
};
const NOT_A_TAG = 'must be {"TagKey":"…","TagValue":"…"}';
const TagSchema = v.object(TAG_FIELDS, NOT_A_TAG);
/** A key alone excludes every instance that has it, whatever its value. */
const ExcludedTagSchema = v.object(
  { ...TAG_FIELDS, TagValue: v.optional(TAG_FIELDS.TagValue) },
  NOT_A_TAG,
);

const hasUniqueKeys = (tags: { TagKey: string; TagValue: string }[]): boolean =>
  new Set(tags.map(({ TagKey }) => TagKey)).size === tags.length;

/** Some of something. The length is checked before the rows, so that an endless list is not looked at. */
const some = (what: string, of: string) =>
  v.pipe(
    v.array(v.unknown(), `must be a list of ${of}`),
    v.minLength(1, `must name at least one ${what}; else leave it out`),
    v.maxLength(MAX_OF_EACH, `must name at most ${MAX_OF_EACH} ${what}s`),
  );
const tags = some('tag', '{"TagKey":"…","TagValue":"…"}');
const prefix = v.pipe(
  text('the beginning of a name', 60),
  v.minLength(1, 'must not be empty; else leave it out'),
);
const regions = v.pipe(some('region', 'region ids, or "all"'), v.array(RegionSchema));
const allRegions = v.literal(ALL_REGIONS);

const FIELDS = {
  Tags: v.optional(
    v.pipe(
      tags,
      v.array(TagSchema),
      v.check(hasUniqueKeys, 'names a key twice; an instance has one value for each key'),
    ),
  ),
  ExcludeTags: v.optional(v.pipe(tags, v.array(ExcludedTagSchema))),
  NamePrefix: v.optional(prefix),
  ExcludeNamePrefix: v.optional(prefix),
  Regions: v.optional(
    v.lazy((given): typeof regions | typeof allRegions =>
      given === ALL_REGIONS ? allRegions : regions,
    ),
  ),
};

const NOT_A_SELECTOR = 'must be an object like {"Tags":[{"TagKey":"backup","TagValue":"daily"}]}';
const SelectorSchema = v.pipe(
  v.unknown(),
  // A list would pass for an object without fields, and such a selector means every instance.
  v.check((given) => !Array.isArray(given), NOT_A_SELECTOR),
  v.object(FIELDS, NOT_A_SELECTOR),
);

/** An instance must have every tag and the beginning of the name, and nothing that excludes it. `{}` selects every instance of the region. */
export type Selector = v.InferOutput<typeof SelectorSchema>;

export const selectorSchema = (): typeof SelectorSchema => SelectorSchema;

/** The objects that a selector is made of, itself and its tags, each with the fields it may have. */
export function findSelectorParts(selector: Readonly<Record<string, unknown>>) {
  const findTags = (name: string) => {
    const tags = Array.isArray(selector[name]) ? selector[name].slice(0, MAX_OF_EACH) : [];
    return tags.map((part, index) => ({ part, under: `Selector.${name}[${index}].` }));
  };
  const tags = [...findTags('Tags'), ...findTags('ExcludeTags')].flatMap(({ part, under }) =>
    isObject(part) ? [{ part, under, known: Object.keys(TAG_FIELDS) }] : [],
  );
  return [{ part: selector, under: 'Selector.', known: Object.keys(FIELDS) }, ...tags];
}
