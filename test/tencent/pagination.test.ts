// Reading a list to its end: pages of any length, totals of any worth, borders that move, lists without an end.
import { type Answer, failed } from '../../src/result';
import { type FetchPage, readAll, readWalk } from '../../src/tencent/pagination';
import { failure } from '../support/builders';

type Page = Readonly<Record<string, unknown>>;
interface Paging {
  readonly Limit: number;
  readonly Offset: number;
}

/** What serves pages, and the paging each was asked with. */
function list(serve: (paging: Paging, call: number) => Page | 'fails') {
  const asked: Paging[] = [];
  const fetchPage: FetchPage = async (paging) => {
    asked.push(paging);
    if (paging.Offset % paging.Limit !== 0) return failed(failure('InvalidParameter'));
    const page = serve(paging, asked.length);
    return page === 'fails' ? failed(failure('InternalError')) : { ok: true, value: page };
  };
  return { asked, fetchPage };
}

const rows = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

/** A list of so many rows, with at most so many a page, and a total as told. */
const server = (length: number, { rowsPerPage = 1_000, total = length as unknown } = {}) =>
  list(({ Limit, Offset }) => ({
    Rows: rows(Offset, Math.min(length, Offset + Math.min(Limit, rowsPerPage))),
    RequestId: `request-${Offset}`,
    ...(total === null ? {} : { TotalCount: total }),
  }));

const even = {
  field: 'Rows',
  read: (row: unknown) => (Number(row) % 2 === 0 ? Number(row) : undefined),
  idOf: (row: number) => row,
};
const all = { ...even, read: Number };
const messageOf = (answer: Answer<unknown>) =>
  answer.ok ? undefined : `${answer.failure.code}: ${answer.failure.message}`;
const limits = (asked: readonly Paging[]) =>
  asked.map(({ Limit, Offset }) => `${Offset}+${Limit}`).join(' ');

test('one short page; rows that say nothing are left out', async () => {
  const { asked, fetchPage } = server(5);
  expect(await readAll(fetchPage, even)).toEqual({
    ok: true,
    value: { records: [0, 2, 4], RequestId: 'request-0' },
  });
  expect(asked).toEqual([{ Limit: 100, Offset: 0 }]);
});

describe('every row is read, once', () => {
  const none = { total: null };
  const table: [name: string, length: number, part: Parameters<typeof server>[1], asked: string][] =
    [
      ['of an empty list', 0, {}, '0+100'],
      ['of a full page', 100, {}, '0+100'],
      ['of two pages', 150, {}, '0+100 100+100'],
      ['of two full pages', 200, {}, '0+100 100+100'],
      ['of three', 250, {}, '0+100 100+100 200+100'],

      ['with 20 rows a page', 50, { rowsPerPage: 20 }, '0+100 20+20 40+20'],
      ['with 50 rows a page', 150, { rowsPerPage: 50 }, '0+100 50+50 100+50'],
      ['with 100 rows a page', 150, { rowsPerPage: 100 }, '0+100 100+100'],
      ['with 20 rows a page, the last of them full', 40, { rowsPerPage: 20 }, '0+100 20+20'],
      ['in one page of 20', 20, { rowsPerPage: 20 }, '0+100'],

      ['without a total', 5, none, '0+100 5+5'],
      ['without a total, a full page', 100, none, '0+100 100+100'],
      [
        'without a total, 20 rows a page',
        50,
        { ...none, rowsPerPage: 20 },
        '0+100 20+20 40+20 50+10',
      ],
      ['without a total, of an empty list', 0, none, '0+100'],
      ['with a total of nought', 150, { total: 0 }, '0+100 100+100 150+50'],
      ['with a total that is too small', 150, { total: 120 }, '0+100 100+100 150+50'],
      [
        'with a total of the page',
        150,
        { total: 99, rowsPerPage: 50 },
        '0+100 50+50 100+50 150+50',
      ],
      ['with a total that is a text', 5, { total: '5' }, '0+100 5+5'],
      ['with a total that is no number', 5, { total: 'many' }, '0+100 5+5'],
      ['with a total below nought', 5, { total: -1 }, '0+100 5+5'],
    ];
  test.each(table)('%s', async (_name, length, part, calls) => {
    const { asked, fetchPage } = server(length, part);
    const answer = await readAll(fetchPage, all);
    expect(answer).toMatchObject({ ok: true, value: { records: rows(0, length) } });
    expect(limits(asked)).toBe(calls);
  });
});

describe('a total that cannot be reached is an error that names it', () => {
  test.each([
    ['one page', 5, 7, '0+100 5+5'],
    ['several', 150, 214, '0+100 100+100 150+50'],
    ['none at all', 0, 3, '0+100'],
  ])('%s', async (_name, length, total, calls) => {
    const { asked, fetchPage } = server(length, { total });
    expect(messageOf(await readAll(fetchPage, all))).toBe(
      `ClientError.BadReply: Rows ends after ${length} rows, and TotalCount is ${total}`,
    );
    expect(limits(asked)).toBe(calls);
  });
});

test('the offset is a multiple of the limit, whatever the lengths of the pages', async () => {
  const lengths = [30, 20, 7];
  const { asked, fetchPage } = list(({ Limit, Offset }, call) => ({
    Rows: rows(Offset, Math.min(80, Offset + Math.min(Limit, lengths[call - 1] ?? 100))),
    TotalCount: 80,
  }));
  expect(await readAll(fetchPage, all)).toMatchObject({ value: { records: rows(0, 80) } });
  expect(limits(asked).startsWith('0+100 30+30 50+10 57+3')).toBe(true);
  for (const { Limit, Offset } of asked) expect(Offset % Limit).toBe(0);
});

test('a page asks for as many rows as it can', async () => {
  const lengths = [7, 5];
  const { asked, fetchPage } = list(({ Limit, Offset }, call) => ({
    Rows: rows(Offset, Math.min(20, Offset + Math.min(Limit, lengths[call - 1] ?? 100))),
    TotalCount: 20,
  }));
  expect(await readAll(fetchPage, all)).toMatchObject({ value: { records: rows(0, 20) } });
  expect(limits(asked)).toBe('0+100 7+7 12+4 16+4');
});

describe('a list that changes while it is read', () => {
  /** The first page of each reading with one total, the second with the next. */
  const restless = (changes: number) => {
    let length = 150;
    let left = changes;
    return list(({ Limit, Offset }) => {
      if (Offset > 0 && left > 0) {
        length += 1;
        left -= 1;
      }
      return { Rows: rows(Offset, Math.min(length, Offset + Limit)), TotalCount: length };
    });
  };

  test('is read again from its start', async () => {
    const { asked, fetchPage } = restless(1);
    expect(await readAll(fetchPage, all)).toMatchObject({ value: { records: rows(0, 151) } });
    expect(limits(asked)).toBe('0+100 100+100 0+100 100+100');
  });

  test('up to six times', async () => {
    const { asked, fetchPage } = restless(5);
    expect(await readAll(fetchPage, all)).toMatchObject({ value: { records: rows(0, 155) } });
    expect(asked).toHaveLength(12);
  });

  test('and no more', async () => {
    const { asked, fetchPage } = restless(6);
    expect(messageOf(await readAll(fetchPage, all))).toBe(
      'ClientError.BadReply: Rows changes faster than it can be read',
    );
    expect(asked).toHaveLength(12);
  });

  test('keeps what an earlier reading has shown', async () => {
    // A row goes as the second page is read: the first reading misses 100, the second has it no more than 0.
    const { fetchPage } = list(({ Offset }, call) => ({
      Rows:
        call === 1
          ? rows(0, 100)
          : call === 2
            ? rows(101, 150)
            : rows(Offset + 1, Math.min(150, Offset + 101)),
      TotalCount: call === 1 ? 150 : 149,
    }));
    const answer = await readAll(fetchPage, all);
    if (!answer.ok) throw new Error(answer.failure.message);
    expect([...answer.value.records].sort((a, b) => a - b)).toEqual(rows(0, 150));
  });
});

describe('pages in no order', () => {
  /** Each reading begins elsewhere in the list, so its pages repeat some rows and lack others. */
  const shuffled = (readings: readonly (readonly number[])[]) => {
    let reading = -1;
    return list(({ Limit, Offset }) => {
      if (Offset === 0) reading += 1;
      const order = readings[Math.min(reading, readings.length - 1)] ?? [];
      return { Rows: order.slice(Offset, Offset + Limit), TotalCount: 120 };
    });
  };
  const lacks = [...rows(0, 100), ...rows(0, 20)];

  test('are read until as many rows have been seen as there are', async () => {
    const { asked, fetchPage } = shuffled([lacks, rows(0, 120)]);
    expect(await readAll(fetchPage, all)).toMatchObject({ value: { records: rows(0, 120) } });
    expect(asked).toHaveLength(4);
  });

  test('rows that cannot be read count as seen', async () => {
    const { asked, fetchPage } = shuffled([rows(0, 120)]);
    expect(await readAll(fetchPage, even)).toMatchObject({ value: { records: { length: 60 } } });
    expect(asked).toHaveLength(2);
  });

  test('that never show every row are an error', async () => {
    const { asked, fetchPage } = shuffled([lacks]);
    expect(messageOf(await readAll(fetchPage, all))).toMatch(/changes faster/);
    expect(asked).toHaveLength(12);
  });
});

test('a row shown twice is one, and its later reading counts', async () => {
  const reader = {
    field: 'Rows',
    read: (row: unknown) => row as { id: number; says: string },
    idOf: ({ id }: { id: number }) => id,
  };
  const moved = [
    { id: 1, says: 'old' },
    { id: 1, says: 'new' },
  ];
  const { fetchPage } = list(({ Offset }) => ({ Rows: Offset === 0 ? moved : [] }));
  expect(await readAll(fetchPage, reader)).toMatchObject({
    value: { records: [{ id: 1, says: 'new' }] },
  });
});

test('a list without an end is given up after 50 pages', async () => {
  const { asked, fetchPage } = list(({ Limit, Offset }) => ({
    Rows: rows(Offset, Offset + Limit),
  }));
  expect(messageOf(await readAll(fetchPage, all))).toBe('ClientError.BadReply: Rows has no end');
  expect(asked).toHaveLength(50);
});

test('a list that says it is too long is given up at its first page', async () => {
  const { asked, fetchPage } = server(5_001);
  expect(messageOf(await readAll(fetchPage, all))).toBe('ClientError.BadReply: Rows has no end');
  expect(asked).toHaveLength(1);
  expect((await readAll(server(5_000).fetchPage, all)).ok).toBe(true);
});

test.each<[string, (Page | 'fails')[], string]>([
  ['a first page that fails', ['fails'], 'InternalError'],
  ['a later page that fails', [{ Rows: rows(0, 100), TotalCount: 150 }, 'fails'], 'InternalError'],
  ['an answer without the field', [{ TotalCount: 0 }], 'the answer has no Rows'],
  ['null for the field', [{ Rows: null, TotalCount: 0 }], 'the answer has no Rows'],
  ['an object for the field', [{ Rows: {}, TotalCount: 0 }], 'the answer has no Rows'],
])('%s fails the reading', async (_name, script, message) => {
  const { asked, fetchPage } = list((_paging, call) => script[call - 1] ?? { Rows: [] });
  expect(messageOf(await readAll(fetchPage, even))).toContain(message);
  expect(asked).toHaveLength(script.length);
});

test('a RequestId that is not text is left out', async () => {
  const { fetchPage } = list(() => ({ Rows: [], RequestId: 7 }));
  expect(await readAll(fetchPage, even)).toEqual({
    ok: true,
    value: { records: [], RequestId: undefined },
  });
});

describe('a walk reads once', () => {
  test('and says how many pages there were, and how many rows could not be read', async () => {
    const { asked, fetchPage } = server(250);
    expect(await readWalk(fetchPage, even, {})).toEqual({
      ok: true,
      value: { records: rows(0, 125).map((n) => 2 * n), pages: 3, unreadable: 125 },
    });
    expect(limits(asked)).toBe('0+100 100+100 200+100');
  });

  test('asks for as many rows as it is told', async () => {
    const { asked, fetchPage } = server(30, { rowsPerPage: 20 });
    const answer = await readWalk(fetchPage, all, { limit: 1_000 });
    expect(answer).toMatchObject({ ok: true, value: { records: rows(0, 30), pages: 2 } });
    expect(limits(asked)).toBe('0+1000 20+20');
  });

  test.each([
    ['as many pages as it may', 300, '0+100 100+100 200+100', 300],
    ['more: by its total', 301, '0+100', undefined],
  ])('%s', async (_name, length, calls, read) => {
    const { asked, fetchPage } = server(length);
    const answer = await readWalk(fetchPage, all, { maxPages: 3 });
    expect(answer.ok && answer.value?.records.length).toBe(read);
    expect(limits(asked)).toBe(calls);
  });

  test('to its last page, though that one is shorter than the first', async () => {
    const { asked, fetchPage } = list(({ Offset }) => ({
      Rows: Offset === 0 ? rows(0, 4) : rows(Offset, Offset + 2),
      TotalCount: 8,
    }));
    const answer = await readWalk(fetchPage, all, { limit: 4, maxPages: 3 });
    expect(answer).toMatchObject({ ok: true, value: { records: rows(0, 8), pages: 3 } });
    expect(limits(asked)).toBe('0+4 4+4 6+2');
  });

  test('more, without a total: undefined after the last page it may read', async () => {
    const { asked, fetchPage } = list(({ Limit, Offset }) => ({
      Rows: rows(Offset, Offset + Limit),
    }));
    expect(await readWalk(fetchPage, all, { maxPages: 3 })).toEqual({ ok: true, value: undefined });
    expect(asked).toHaveLength(3);
  });

  test('and fails with its page', async () => {
    const { fetchPage } = list(() => 'fails');
    expect(messageOf(await readWalk(fetchPage, all, {}))).toContain('InternalError');
  });
});
