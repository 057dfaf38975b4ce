// Branded ids, so that text which has not been checked cannot be passed as an instance id or a region.
import * as v from 'valibot';

/**
 * `crs-` and lower-case letters or digits. Tencent publishes no grammar. Every sample has eight characters after the
 * prefix, but no page promises that, so the length is only bounded.
 */
export const InstanceIdSchema = v.pipe(
  v.string('must be a string like crs-xjhsdj12'),
  v.regex(/^crs-[a-z0-9]{1,60}$/, 'must be an instance id like crs-xjhsdj12 (lower case)'),
  v.brand('InstanceId'),
);
export type InstanceId = v.InferOutput<typeof InstanceIdSchema>;

/** The form of a region id; the longest in use has 22 characters. There is no list: Tencent adds regions, and the API refuses those it does not serve. */
export const RegionSchema = v.pipe(
  v.string('must be a string like ap-guangzhou'),
  v.regex(/^(?=.{4,40}$)[a-z]{2}-[a-z]+(-[a-z0-9]+)*$/, 'must be a region id like ap-guangzhou'),
  v.brand('Region'),
);
export type Region = v.InferOutput<typeof RegionSchema>;

export const isRegion = (text: string): text is Region => v.is(RegionSchema, text);
export const isInstanceId = (text: string): text is InstanceId => v.is(InstanceIdSchema, text);

/** A text as a region, if it is one. */
export const toRegion = (text: string): Region | undefined => (isRegion(text) ? text : undefined);
