// The ten codes of the API page, and others of each kind, through the built function over HTTP within SCF's own three
// seconds: status, code, retryable and Retry-After are the row's, and the RequestId is the API's.
import { outcomeUnknown } from '../../src/backup/failures';
import type { CodeRow } from '../../src/result';
import { findRow, PAGE_CODES } from '../../src/tencent/error-table';
import { post } from '../../test/support/events';
import {
  type BuiltFunction,
  type HttpReply,
  httpReply,
  startFunction,
} from '../../test/support/function';

const OTHERS = [
  'RequestLimitExceeded',
  'AuthFailure.TokenFailure',
  'LimitExceeded',
  'Nobody.KnowsThis',
];
const ROWS: readonly CodeRow[] = [...PAGE_CODES, ...OTHERS.map(findRow)];
const instanceOf = (row: CodeRow) => `crs-${ROWS.indexOf(row)}`;

let fn: BuiltFunction;
const replies = new Map<CodeRow, HttpReply>();
beforeAll(async () => {
  const instances = ROWS.map((row) => ({ instanceId: instanceOf(row) }));
  fn = await startFunction({ timeoutMs: 3_000, cloud: { instances } });
  for (const row of ROWS)
    fn.cloud.script({ code: row.code, instanceId: instanceOf(row), times: 99 });
  // Those in doubt use up their three seconds, so they are asked first and at once; the host runs ten at a time.
  const inDoubt = ({ failureClass }: CodeRow) => failureClass === 'ambiguous';
  const order = [...ROWS].sort((a, b) => Number(inDoubt(b)) - Number(inDoubt(a)));
  for (const part of [order.slice(0, 10), order.slice(10)])
    await Promise.all(
      part.map(async (row) => {
        const { result } = await fn.invoke(post({ InstanceId: instanceOf(row) }));
        replies.set(row, httpReply(result));
      }),
    );
});

test.each(ROWS)('$code', (row) => {
  const isInDoubt = row.failureClass === 'ambiguous';
  // Without a run key a doubt is the caller's to look into, whatever code it ended with.
  const told = isInDoubt ? outcomeUnknown({ ...row, message: '' }) : row;
  const { code, status, retryable, retryAfterSeconds = 60, title } = told;
  const reply = replies.get(row);
  const writes = fn.cloud.calls.filter(
    ({ action, instanceId }) => action === 'ManualBackupInstance' && instanceId === instanceOf(row),
  );
  expect(reply).toMatchObject({
    status,
    headers: { 'Content-Type': 'application/problem+json' },
    body: {
      type: `urn:${isInDoubt ? 'scf-redis-backup' : 'tencentcloud:redis'}:${code}`,
      ...{ code, status, title, retryable },
      requestId: writes.at(-1)?.requestId,
      ...{ InstanceId: instanceOf(row), Region: 'ap-guangzhou' },
      outcome: isInDoubt ? 'unknown' : 'refused',
    },
  });
  expect(reply?.headers['Retry-After']).toBe(retryable ? String(retryAfterSeconds) : undefined);
  // Only what was never executed is sent again within so short a time.
  expect(writes.length > 1).toBe(row.failureClass === 'not executed');
});
