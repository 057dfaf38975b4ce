// Limit and Offset, the same on every list of this API.

import { invalid } from './errors';

const DEFAULT_LIMIT = 20;

/**
 * One page of `rows`. Offset must be a whole multiple of Limit (documented on every list page); that a
 * Limit outside 1..max is refused rather than cut down is this emulator's stricter reading.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  { Limit = DEFAULT_LIMIT, Offset = 0 }: { Limit?: number; Offset?: number },
  maxLimit: number,
): readonly Row[] {
  if (Limit < 1 || Limit > maxLimit) throw invalid(`Limit must be from 1 to ${maxLimit}.`);
  if (Offset < 0 || Offset % Limit !== 0) throw invalid('Offset must be a multiple of Limit.');
  return rows.slice(Offset, Offset + Limit);
}
