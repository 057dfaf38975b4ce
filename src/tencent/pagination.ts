// Reading a list to its end, page by page, with the API's rule that an offset is a multiple of the limit.
import type { Listed, Pages } from '../redis-api';
import { type Answer, failed } from '../result';
import type { Response } from './call';
import { badReply } from './errors';

/** The most rows a page may have, for backups and tasks alike. */
const PAGE_SIZE = 100;
/** 5,000 rows in a month is a backup every nine minutes; beyond that the list is taken as broken. */
const MAX_PAGES = 50;
/** How often a list that changes under the reader is read again from its start. */
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
  readonly mostPages: number;
}

const TO_THE_END: Reach = { limit: PAGE_SIZE, mostPages: MAX_PAGES };

/** Undefined when the list has more pages than it may have. */
async function readOnce(
  fetchPage: FetchPage,
  field: string,
  { limit, mostPages }: Reach,
): Promise<Answer<Rows | undefined>> {
  const rows: unknown[] = [];
  let first: unknown;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await fetchPage({ Limit: limit, Offset: page * limit });
    if (!answer.ok) return answer;
    const { [field]: found, TotalCount: total, RequestId: id } = answer.value;
    if (!Array.isArray(found)) return failed(badReply(`the answer has no ${field}`));
    first = page === 0 ? total : first;
    if (page === 0 && Number(total) > limit * mostPages) break;
    rows.push(...found);
    const RequestId = typeof id === 'string' ? id : undefined;
    if (found.length < limit)
      return { ok: true, value: { rows, first, total, pages: page + 1, RequestId } };
  }
  return { ok: true, value: undefined };
}

/**
 * All rows of a list. A row that leaves an earlier page moves another over the border between two requests, so a list
 * whose total changed on the way is read again.
 */
export async function readAll<T>(
  fetchPage: FetchPage,
  field: string,
  read: (row: unknown) => T | undefined,
): Promise<Answer<Listed<T>>> {
  for (let reading = 1; ; reading += 1) {
    const answer = await readOnce(fetchPage, field, TO_THE_END);
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
 * The rows of a list that only grows while it is read: in whatever fixed order it is shown, a new row moves others to
 * later places, where they are met again, never to earlier ones. One that has shrunk is read again.
 *
 * @returns undefined when the list has more pages than `mostPages`
 */
export async function readGrowing<T>(
  fetchPage: FetchPage,
  field: string,
  read: (row: unknown) => T | undefined,
  mostPages: number,
): Promise<Answer<Pages<T> | undefined>> {
  let pages = 0;
  for (let reading = 1; ; reading += 1) {
    const answer = await readOnce(fetchPage, field, { limit: PAGE_SIZE, mostPages });
    if (!answer.ok || answer.value === undefined) return answer as Answer<undefined>;
    const { rows, first, total } = answer.value;
    pages += answer.value.pages;
    if (Number(total) >= Number(first))
      return { ok: true, value: { records: rows.flatMap((row) => read(row) ?? []), pages } };
    if (reading === MAX_READINGS)
      return failed(badReply(`${field} changes faster than it can be read`));
  }
}

/** One walk through the pages of a list; what to make of a list that changes meanwhile is for the caller to say. */
export async function readWalk<T>(
  fetchPage: FetchPage,
  field: string,
  read: (row: unknown) => T | undefined,
  limit: number,
): Promise<Answer<Pages<T>>> {
  const answer = await readOnce(fetchPage, field, { limit, mostPages: MAX_PAGES });
  if (!answer.ok) return answer;
  if (answer.value === undefined) return failed(badReply(`${field} has no end`));
  const { rows, pages } = answer.value;
  return { ok: true, value: { records: rows.flatMap((row) => read(row) ?? []), pages } };
}
