// Generated from the table itself, and held against the documented list of codes, which the table did not come from.
import type { FailureClass } from '../../src/result';
import { findRow, OTHER_CODES, PAGE_CODES, TRANSPORT_CODES } from '../../src/tencent/error-table';
import CODES from '../fixtures/redis-api/codes.json';

const ROWS = [...PAGE_CODES, ...OTHER_CODES, ...TRANSPORT_CODES];
const EXACT = ROWS.filter(({ code }) => !code.endsWith('*'));
const PREFIXES = ROWS.filter(({ code }) => code.endsWith('*'));
const UNKNOWN = 'Nobody.HasEverSeenThis';

/** The statuses a failure class may have: a refusal is the caller's or the operator's fault, a doubt is the gateway's. */
const STATUSES: Record<FailureClass, number[]> = {
  refused: [400, 403, 404, 410, 429, 500],
  busy: [409],
  'not executed': [429, 503],
  ambiguous: [502, 504],
};

describe('the table', () => {
  test('has each code once', () => {
    const codes = ROWS.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('has each of the ten codes of the page on a row of its own', () => {
    expect(PAGE_CODES.map(({ code }) => code).sort()).toEqual([...CODES.page].sort());
  });

  test.each(ROWS)(
    '$code: $failureClass, $status',
    ({ failureClass, status, retryable, title, retryAfterSeconds }) => {
      expect(STATUSES[failureClass]).toContain(status);
      expect(title).toMatch(/^[A-Z].+\.$/);
      // A later try may succeed after busy, throttled or ambiguous; a refusal stays one, except for a quota.
      expect(retryable).toBe(failureClass !== 'refused' || status === 429);
      expect(retryable || retryAfterSeconds === undefined).toBe(true);
    },
  );
});

describe('a code', () => {
  test.each(EXACT)('$code finds its own row', (row) => {
    expect(findRow(row.code)).toEqual(row);
  });

  test.each(PREFIXES)('$code finds what begins so, and itself', (row) => {
    const prefix = row.code.slice(0, -1);
    expect(findRow(prefix)).toEqual({ ...row, code: prefix });
    const inner = `${prefix}.${UNKNOWN}`;
    expect(findRow(inner)).toEqual({ ...row, code: inner });
  });

  test.each([
    UNKNOWN,
    '',
    '*',
    'internalerror',
    'Error.InternalError',
    'ResourceUnavailable',
    'ResourceUnavailable.InstanceLocked',
    'ResourceUnavailable.InstanceLockedErrors',
  ])('%p is unknown, so it may mean anything', (code) => {
    expect(findRow(code)).toMatchObject({
      code,
      failureClass: 'ambiguous',
      status: 502,
      retryable: true,
    });
  });
});

const documented = [CODES.redis, CODES.common].flatMap((list) =>
  Object.entries(list).flatMap(([failureClass, codes]) =>
    codes.map((code) => ({ code, failureClass })),
  ),
);

test('111 codes of the Redis API are documented', () => {
  expect(new Set(Object.values(CODES.redis).flat()).size).toBe(111);
});

test.each(documented)('$code, documented, is $failureClass', ({ code, failureClass }) => {
  expect(findRow(code)).toMatchObject({ code, failureClass });
});

test.each([...PAGE_CODES, ...OTHER_CODES])('$code is, or begins, a documented code', ({ code }) => {
  const begins = (name: string) => code.endsWith('*') && name.startsWith(code.slice(0, -1));
  expect(documented.filter((entry) => entry.code === code || begins(entry.code))).not.toEqual([]);
});
