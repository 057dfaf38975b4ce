// Reads a list to its end, page by page. The API requires an offset that is a multiple of the limit.
import type { Listed, Pages } from '../redis-api';
import { type Answer, failed } from '../result';
import type { Response } from './call';
import { badReply } from './errors';

/** The most rows the API allows on a page of backups or tasks. */
export const PAGE_SIZE = 100;
/** 5,000 rows in the 29 days that are read are a backup every 8 minutes; a longer list is taken for broken. */
const MAX_PAGES = 50;
/** How often a list is read before its changes count as a failure; pages in no order take several to show every row. */
const MAX_READINGS = 6;

export type FetchPage = (paging: { Limit: number; Offset: number }) => Promise<Answer<Response>>;

interface Rows {
  readonly rows: readonly unknown[];
  /** `TotalCount` of the first and of the last page. */
  readonly first: unknown;
  readonly total: unknown;
  readonly pages: number;
  readonly RequestId: string | undefined;
}

interface Policy {
  /** Rows to ask for on a page. */
  readonly limit: number;
  readonly maxPages: number;
}

const toTotal = (total: unknown): number | undefined =>
  typeof total === 'number' ? total : undefined;

/**
 * Reads the pages of a list once; undefined when there are more than `maxPages`. A page that is shorter than asked for is
 * the end only when `TotalCount` says so: an API may give fewer rows a page, and is then asked for as many as it gives.
 */
async function readOnce(
  fetchPage: FetchPage,
  field: string,
  { limit: wanted, maxPages }: Policy,
): Promise<Answer<Rows | undefined>> {
  const rows: unknown[] = [];
  let limit = wanted;
  let first: unknown;
  for (let pages = 1; pages <= maxPages; pages += 1) {
    const answer = await fetchPage({ Limit: limit, Offset: rows.length });
    if (!answer.ok) return answer;
    const { [field]: found, TotalCount: total, RequestId: id } = answer.value;
    if (!Array.isArray(found)) return failed(badReply(`the answer has no ${field}`));
    first = pages === 1 ? total : first;
    if (pages === 1 && Number(total) > limit * maxPages) break;
    rows.push(...found);
    const known = toTotal(total);
    if (found.length === 0 && known !== undefined && known > rows.length)
      return failed(
        badReply(`${field} ends after ${rows.length} rows, and TotalCount is ${known}`),
      );
    if (found.length === 0 || known === rows.length) {
      const RequestId = typeof id === 'string' ? id : undefined;
      return { ok: true, value: { rows, first, total, pages, RequestId } };
    }
    // The next offset is the number of rows so far, and must be a multiple of the limit.
    limit = Math.min(limit, found.length);
    while (rows.length % limit !== 0) limit -= 1;
  }
  return { ok: true, value: undefined };
}

/** A row of a list, and what tells it from the others. */
export interface RowReader<T> {
  readonly field: string;
  read(row: unknown): T | undefined;
  idOf(record: T): string | number;
}

/**
 * Reads all rows of a list. When a row of an earlier page goes, the first row of the next page moves to a page that has
 * been read, and is missed; and pages in no order repeat some rows and lack others. So a list is read again when its total
 * changed meanwhile, and until as many different rows have been seen as it has.
 */
export async function readAll<T>(
  fetchPage: FetchPage,
  { field, read, idOf }: RowReader<T>,
): Promise<Answer<Listed<T>>> {
  const records = new Map<string | number, T>();
  for (let reading = 1; ; reading += 1) {
    const answer = await readOnce(fetchPage, field, { limit: PAGE_SIZE, maxPages: MAX_PAGES });
    if (!answer.ok) return answer;
    if (answer.value === undefined) return failed(badReply(`${field} has no end`));
    const { rows, first, total, RequestId } = answer.value;
    const known = rows.flatMap((row) => read(row) ?? []);
    for (const record of known) records.set(idOf(record), record);
    const unreadable = rows.length - known.length;
    if (total === first && records.size + unreadable >= (toTotal(total) ?? 0))
      return { ok: true, value: { records: [...records.values()], RequestId } };
    if (reading === MAX_READINGS)
      return failed(badReply(`${field} changes faster than it can be read`));
  }
}

/**
 * Reads the pages of a list once. The caller decides what to do about a list that changes meanwhile.
 *
 * @returns undefined when the list has more pages than `maxPages`
 */
export async function readWalk<T>(
  fetchPage: FetchPage,
  { field, read }: Pick<RowReader<T>, 'field' | 'read'>,
  { limit = PAGE_SIZE, maxPages = MAX_PAGES }: Partial<Policy>,
): Promise<Answer<Pages<T> | undefined>> {
  const answer = await readOnce(fetchPage, field, { limit, maxPages });
  if (!answer.ok || answer.value === undefined) return answer as Answer<undefined>;
  const { rows, pages } = answer.value;
  const records = rows.flatMap((row) => read(row) ?? []);
  const unreadable = rows.length - records.length;
  return { ok: true, value: { records, pages, unreadable } };
}
