// Limit and Offset, the same on every list of this API, and the order of the lists that document none.

import type { Dialect } from '../dialect';
import { invalid } from './errors';

const DEFAULT_LIMIT = 20;

export interface Paging {
  Limit?: number;
  Offset?: number;
}

const MOST_ROWS: Readonly<Partial<Record<Dialect['page-size'], number>>> = {
  'at most 20 rows': 20,
  'at most 50 rows': 50,
  'at most 100 rows': 100,
};

/**
 * One page of `rows`. Offset must be a whole multiple of Limit (documented on every list page); that a
 * Limit outside 1..max is refused rather than cut down is this emulator's stricter reading.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  { Limit = DEFAULT_LIMIT, Offset = 0 }: Paging,
  maxLimit: number,
  size: Dialect['page-size'],
): readonly Row[] {
  if (Limit < 1 || Limit > maxLimit) throw invalid(`Limit must be from 1 to ${maxLimit}.`);
  if (Offset < 0 || Offset % Limit !== 0) throw invalid('Offset must be a multiple of Limit.');
  return rows.slice(Offset, Offset + Math.min(Limit, MOST_ROWS[size] ?? Limit));
}

/** The field TotalCount, or none. */
export function totalCount(count: number, size: Dialect['page-size']): { TotalCount?: number } {
  if (size === 'TotalCount missing') return {};
  if (size === 'TotalCount 0') return { TotalCount: 0 };
  return { TotalCount: size === 'TotalCount too large' ? count + 1 : count };
}

interface Call {
  order: Dialect['page-order'];
  now: number;
  paging: Paging;
}

/** `rows` in the order of the list; given as they were made. An unstable order differs from page to page. */
export function inOrder<Row extends { startedAt: number }>(
  rows: readonly Row[],
  idOf: (row: Row) => number | string,
  { order, now, paging }: Call,
): Row[] {
  if (order === 'oldest first') return [...rows].sort((a, b) => a.startedAt - b.startedAt);
  if (order === 'newest first')
    return [...rows].reverse().sort((a, b) => b.startedAt - a.startedAt);
  const place = (row: Row) => hashOf(`${idOf(row)} ${now} ${paging.Offset ?? 0}`);
  return [...rows].sort((a, b) => place(a) - place(b));
}

/** FNV-1a: any number that looks like chance and is the same for the same text. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}
