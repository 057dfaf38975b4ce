// Reading a list to its end, page by page, with the API's rule that an offset is a multiple of the limit.
import type { Listed } from '../backup/api';
import { type Answer, failed } from '../backup/failure';
import type { Response } from './call';
import { badReply } from './failures';

/** The most rows a page may have, for backups and tasks alike. */
const LIMIT = 100;
/** 5,000 rows in a month is a backup every nine minutes; beyond that the list is taken as broken. */
const MOST_PAGES = 50;
/** How often a list that changes under the reader is read again from its start. */
const READINGS = 3;

export type FetchPage = (paging: { Limit: number; Offset: number }) => Promise<Answer<Response>>;

interface Rows {
  readonly rows: readonly unknown[];
  readonly total: unknown;
  readonly RequestId: string | undefined;
}

async function readOnce(
  fetchPage: FetchPage,
  field: string,
): Promise<Answer<Rows & { steady: boolean }>> {
  const rows: unknown[] = [];
  let first: unknown;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await fetchPage({ Limit: LIMIT, Offset: page * LIMIT });
    if (!answer.ok) return answer;
    const { [field]: found, TotalCount: total, RequestId: id } = answer.value;
    if (!Array.isArray(found)) return failed(badReply(`the answer has no ${field}`));
    first = page === 0 ? total : first;
    rows.push(...found);
    if (found.length < LIMIT)
      return {
        ok: true,
        value: {
          rows,
          total,
          RequestId: typeof id === 'string' ? id : undefined,
          steady: total === first,
        },
      };
  }
  return failed(badReply(`${field} has no end`));
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
    const answer = await readOnce(fetchPage, field);
    if (!answer.ok) return answer;
    const { rows, steady, RequestId } = answer.value;
    if (steady)
      return { ok: true, value: { records: rows.flatMap((row) => read(row) ?? []), RequestId } };
    if (reading === READINGS)
      return failed(badReply(`${field} changes faster than it can be read`));
  }
}
