// Reading a list to its end: pages, borders that move, lists without an end.
import { type Answer, failed } from '../../src/result';
import { type FetchPage, readAll } from '../../src/tencent/pagination';
import { failure } from '../support/builders';

type Page = Readonly<Record<string, unknown>>;

/** Pages in the order they are asked for, and the paging each was asked with. */
function pages(...script: (Page | 'fails')[]) {
  const asked: object[] = [];
  const fetchPage: FetchPage = async (paging) => {
    asked.push(paging);
    const page = script[asked.length - 1];
    if (page === undefined) throw new Error('asked for a page too many');
    return page === 'fails' ? failed(failure('InternalError')) : { ok: true, value: page };
  };
  return { asked, fetchPage };
}

const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => from + index);
const page = (total: number, from: number, to: number): Page => ({
  Rows: rows(from, to),
  TotalCount: total,
  RequestId: `request-${from}`,
});
const even = (row: unknown) => (Number(row) % 2 === 0 ? Number(row) : undefined);
const read = (fetchPage: FetchPage) => readAll(fetchPage, 'Rows', even);
const codeOf = (answer: Answer<unknown>) => (answer.ok ? undefined : answer.failure.code);

test('one short page; rows that say nothing are left out', async () => {
  const { asked, fetchPage } = pages(page(5, 0, 5));
  expect(await read(fetchPage)).toEqual({
    ok: true,
    value: { records: [0, 2, 4], RequestId: 'request-0' },
  });
  expect(asked).toEqual([{ Limit: 100, Offset: 0 }]);
});

test('an empty list', async () => {
  expect(await read(pages({ Rows: [] }).fetchPage)).toEqual({
    ok: true,
    value: { records: [], RequestId: undefined },
  });
});

test('many pages, by offsets that are multiples of the limit, to the first short one', async () => {
  const { asked, fetchPage } = pages(page(250, 0, 100), page(250, 100, 200), page(250, 200, 250));
  const answer = await read(fetchPage);
  expect(answer).toMatchObject({ ok: true, value: { records: { length: 125 } } });
  expect(asked).toEqual([0, 100, 200].map((Offset) => ({ Limit: 100, Offset })));
});

test('a last page that is full is followed by an empty one', async () => {
  const { asked, fetchPage } = pages(page(100, 0, 100), page(100, 100, 100));
  expect(await read(fetchPage)).toMatchObject({ ok: true, value: { records: { length: 50 } } });
  expect(asked).toHaveLength(2);
});

test('a list whose total changes on the way is read again from its start', async () => {
  const { asked, fetchPage } = pages(
    ...[page(150, 0, 100), page(151, 100, 150)],
    ...[page(151, 0, 100), page(151, 100, 151)],
  );
  expect(await read(fetchPage)).toMatchObject({ ok: true, value: { records: { length: 76 } } });
  expect(asked).toHaveLength(4);
});

test('a list that changes at every reading cannot be read', async () => {
  const restless = [page(150, 0, 100), page(151, 100, 150)];
  const { fetchPage } = pages(...restless, ...restless, ...restless);
  expect(codeOf(await read(fetchPage))).toBe('ClientError.BadReply');
});

test('a list without an end cannot be read', async () => {
  const { asked, fetchPage } = pages(...Array.from({ length: 50 }, () => page(100, 0, 100)));
  expect(codeOf(await read(fetchPage))).toBe('ClientError.BadReply');
  expect(asked).toHaveLength(50);
});

test.each<[string, (Page | 'fails')[], string]>([
  ['a first page that fails', ['fails'], 'InternalError'],
  ['a later page that fails', [page(150, 0, 100), 'fails'], 'InternalError'],
  ['an answer without the field', [{ TotalCount: 0 }], 'ClientError.BadReply'],
  ['null for the field', [{ Rows: null, TotalCount: 0 }], 'ClientError.BadReply'],
  ['an object for the field', [{ Rows: {}, TotalCount: 0 }], 'ClientError.BadReply'],
])('%s fails the reading', async (_name, script, code) => {
  expect(codeOf(await read(pages(...script).fetchPage))).toBe(code);
});
