// A selector: instances of some regions, by tags and name. The API is asked at each run which instances those are.
import * as v from 'valibot';
import { RegionSchema } from './ids';

/** The most tags, and the most regions, a selector may name. */
export const MAX_OF_EACH = 20;
const text = (what: string, maxLength: number) =>
  v.pipe(
    v.string(`${what} must be a string`),
    v.maxLength(maxLength, `${what} must have at most ${maxLength} characters`),
  );

/** Tencent's tags: a key of up to 127 characters, a value of up to 255 (https://cloud.tencent.com/document/product/651/13354). */
export const TAG_FIELDS = {
  TagKey: v.pipe(text('TagKey', 127), v.minLength(1, 'TagKey must not be empty')),
  TagValue: text('TagValue', 255),
};
const TagSchema = v.object(TAG_FIELDS, 'must be {"TagKey":"…","TagValue":"…"}');

const hasUniqueKeys = (tags: { TagKey: string; TagValue: string }[]): boolean =>
  new Set(tags.map(({ TagKey }) => TagKey)).size === tags.length;

export const SELECTOR_FIELDS = {
  Tags: v.optional(
    v.pipe(
      v.array(v.unknown(), 'must be a list of {"TagKey":"…","TagValue":"…"}'),
      v.minLength(1, 'must name at least one tag; leave it out for all instances'),
      v.maxLength(MAX_OF_EACH, `must name at most ${MAX_OF_EACH} tags`),
      v.array(TagSchema),
      v.check(hasUniqueKeys, 'names a key twice; an instance has one value for each key'),
    ),
  ),
  NamePrefix: v.optional(
    v.pipe(
      text('NamePrefix', 60),
      v.minLength(1, 'must not be empty; leave it out for all instances'),
    ),
  ),
  Regions: v.optional(
    v.pipe(
      v.array(v.unknown(), 'must be a list of region ids'),
      v.minLength(1, 'must name at least one region; leave it out for the region of the request'),
      v.maxLength(MAX_OF_EACH, `must name at most ${MAX_OF_EACH} regions`),
      v.array(RegionSchema),
    ),
  ),
};

export const NOT_A_SELECTOR =
  'must be an object like {"Tags":[{"TagKey":"backup","TagValue":"daily"}]}';
export const SelectorSchema = v.object(SELECTOR_FIELDS, NOT_A_SELECTOR);

/** An instance must have every tag and the beginning of the name. `{}` selects every instance of the region. */
export type Selector = v.InferOutput<typeof SelectorSchema>;
