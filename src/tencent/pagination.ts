// Reads a list to its end, page by page. The API requires an offset that is a multiple of the limit.
import type { Listed, Pages } from '../redis-api';
import { type Answer, failed } from '../result';
import type { Response } from './call';
import { badReply } from './errors';

/** The most rows the API allows on a page of backups or tasks. */
const PAGE_SIZE = 100;
/** 5,000 rows in the 29 days that are read are a backup every 8 minutes; a longer list is taken for broken. */
const MAX_PAGES = 50;
/** How often a list is read before its changes count as a failure. */
const MAX_READINGS = 3;

export type FetchPage = (paging: { Limit: number; Offset: number }) => Promise<Answer<Response>>;

interface Rows {
  readonly rows: readonly unknown[];
  readonly first: unknown;
  readonly total: unknown;
  readonly pages: number;
  readonly RequestId: string | undefined;
}

interface Reach {
  readonly limit: number;
  readonly maxPages: number;
}

const WHOLE_LIST: Reach = { limit: PAGE_SIZE, maxPages: MAX_PAGES };

/** Reads the pages of a list once; undefined when there are more than `maxPages`. */
async function readOnce(
  fetchPage: FetchPage,
  field: string,
  { limit, maxPages }: Reach,
): Promise<Answer<Rows | undefined>> {
  const rows: unknown[] = [];
  let first: unknown;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await fetchPage({ Limit: limit, Offset: page * limit });
    if (!answer.ok) return answer;
    const { [field]: found, TotalCount: total, RequestId: id } = answer.value;
    if (!Array.isArray(found)) return failed(badReply(`the answer has no ${field}`));
    first = page === 0 ? total : first;
    if (page === 0 && Number(total) > limit * maxPages) break;
    rows.push(...found);
    const RequestId = typeof id === 'string' ? id : undefined;
    if (found.length < limit)
      return { ok: true, value: { rows, first, total, pages: page + 1, RequestId } };
  }
  return { ok: true, value: undefined };
}

/**
 * Reads all rows of a list. When a row of an earlier page goes, the first row of the next page moves to a page that has
 * been read, and is missed. So a list whose total changed meanwhile is read again.
 */
export async function readAll<T>(
  fetchPage: FetchPage,
  field: string,
  read: (row: unknown) => T | undefined,
): Promise<Answer<Listed<T>>> {
  for (let reading = 1; ; reading += 1) {
    const answer = await readOnce(fetchPage, field, WHOLE_LIST);
    if (!answer.ok) return answer;
    if (answer.value === undefined) return failed(badReply(`${field} has no end`));
    const { rows, first, total, RequestId } = answer.value;
    if (total === first)
      return { ok: true, value: { records: rows.flatMap((row) => read(row) ?? []), RequestId } };
    if (reading === MAX_READINGS)
      return failed(badReply(`${field} changes faster than it can be read`));
  }
}

/**
 * Reads all rows of a list that may only grow meanwhile. In any fixed order a new row moves others to later places, so
 * rows may be read twice but none is missed. A list that has shrunk is read again.
 *
 * @returns undefined when the list has more pages than `maxPages`
 */
export async function readGrowing<T>(
  fetchPage: FetchPage,
  field: string,
  read: (row: unknown) => T | undefined,
  maxPages: number,
): Promise<Answer<Pages<T> | undefined>> {
  let pages = 0;
  for (let reading = 1; ; reading += 1) {
    const answer = await readOnce(fetchPage, field, { limit: PAGE_SIZE, maxPages });
    if (!answer.ok || answer.value === undefined) return answer as Answer<undefined>;
    const { rows, first, total } = answer.value;
    pages += answer.value.pages;
    if (Number(total) >= Number(first))
      return { ok: true, value: { records: rows.flatMap((row) => read(row) ?? []), pages } };
    if (reading === MAX_READINGS)
      return failed(badReply(`${field} changes faster than it can be read`));
  }
}

/** Reads the pages of a list once. The caller decides what to do about a list that changes meanwhile. */
export async function readWalk<T>(
  fetchPage: FetchPage,
  field: string,
  read: (row: unknown) => T | undefined,
  limit: number,
): Promise<Answer<Pages<T>>> {
  const answer = await readOnce(fetchPage, field, { limit, maxPages: MAX_PAGES });
  if (!answer.ok) return answer;
  if (answer.value === undefined) return failed(badReply(`${field} has no end`));
  const { rows, pages } = answer.value;
  return { ok: true, value: { records: rows.flatMap((row) => read(row) ?? []), pages } };
}
