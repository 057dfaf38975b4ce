// The answer of DescribeProductInfo → the regions in which Redis is sold (https://cloud.tencent.com/document/api/239/30600).
import { isRegion, type Region } from '../request/ids';
import { isObject } from '../request/json';

/** Undefined when one of them cannot be read: a region that is silently left out would be a gap that nobody sees. */
export function readRegions({
  RegionSet,
}: Readonly<Record<string, unknown>>): readonly Region[] | undefined {
  if (!Array.isArray(RegionSet) || RegionSet.length === 0) return undefined;
  const ids = RegionSet.map((row) => String(isObject(row) ? row.RegionId : ''));
  return ids.every(isRegion) ? [...new Set(ids)] : undefined;
}
