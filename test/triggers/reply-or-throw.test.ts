import type { TargetResult } from '../../src/backup/outcome';
import type { Ending } from '../../src/ending';
import { parseRequest } from '../../src/request/parse';
import { BackupNotMadeError, replyOrThrow } from '../../src/triggers/reply-or-throw';
import { accepted, notMade } from '../support/results';
import { thrownBy } from '../support/thrown';

const backedUp = (...results: TargetResult[]): Ending => ({
  kind: 'backed up',
  form: results.length === 1 ? 'one' : 'many',
  results,
});
const reply = (...endings: Ending[]) => replyOrThrow(endings, { requestId: 'run-1' });

/** What was thrown, as the object its message is. */
function told(...endings: Ending[]): Record<string, unknown> {
  const thrown = thrownBy(() => reply(...endings));
  expect(thrown).toBeInstanceOf(BackupNotMadeError);
  expect(thrown.message).toBe(JSON.stringify(JSON.parse(thrown.message)));
  return JSON.parse(thrown.message);
}

test('one backup is returned as the API names it', () => {
  expect(reply(backedUp(accepted()))).toEqual({
    TaskId: 7,
    RequestId: 'request-7',
    InstanceId: 'crs-demo0001',
    Region: 'ap-guangzhou',
    Outcome: 'accepted',
  });
});

test('several are returned with their summary, and several deliveries as a list', () => {
  const [first, second] = [accepted('crs-a'), accepted('crs-b')];
  expect(reply(backedUp(first, second))).toMatchObject({ Summary: { accepted: 2 } });
  expect(reply(backedUp(first), backedUp(second))).toMatchObject([
    { InstanceId: 'crs-a' },
    { InstanceId: 'crs-b' },
  ]);
});

describe('a backup that was not made is thrown', () => {
  test.each(['refused', 'unknown', 'deferred'] as const)('%s', (Outcome) => {
    const result = notMade(Outcome, 'ResourceUnavailable.InstanceLockedError');
    expect(told(backedUp(result))).toEqual({
      failed: [
        {
          InstanceId: 'crs-demo0001',
          outcome: Outcome,
          code: 'ResourceUnavailable.InstanceLockedError',
          message: 'told ResourceUnavailable.InstanceLockedError',
        },
      ],
      requestId: 'run-1',
    });
  });

  test('one among good ones, by itself', () => {
    const mixed = backedUp(accepted('crs-a'), notMade('unknown', 'InternalError', 'crs-b'));
    expect(told(mixed).failed).toMatchObject([{ InstanceId: 'crs-b' }]);
  });

  test('one delivery among good ones', () => {
    expect(told(backedUp(accepted()), { kind: 'crashed' })).toEqual({
      failed: [{ code: 'crashed' }],
      requestId: 'run-1',
    });
  });

  const issues = [{ path: 'Region', message: 'missing' }];
  test.each<[Ending, object]>([
    [
      { kind: 'invalid', issues },
      { code: 'invalid', issues },
    ],
    [
      { kind: 'forbidden', issues },
      { code: 'forbidden', issues },
    ],
    [
      { kind: 'misconfigured', issues },
      { code: 'misconfigured', issues },
    ],
    [{ kind: 'crashed' }, { code: 'crashed' }],
  ])('%p', (ending, failure) => {
    expect(told(ending).failed).toEqual([failure]);
  });
});

describe('the message is bounded', () => {
  test('in failures: twenty, and how many more', () => {
    const results = Array.from({ length: 1000 }, (_, index) =>
      notMade('refused', 'ResourceNotFound.InstanceNotExists', `crs-${index}`),
    );
    expect(told(backedUp(...results))).toMatchObject({
      failed: { length: 20 },
      more: 980,
    });
  });

  test('in issues, in names and in texts', () => {
    const request = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`${index}`.repeat(1000), index]),
    );
    const parsed = parseRequest(request);
    if (parsed.ok) throw new Error('this is no request');
    const thrown = thrownBy(() => reply({ kind: 'invalid', issues: parsed.issues }));
    expect(thrown.message.length).toBeLessThan(20_000);
    expect(() => JSON.parse(thrown.message)).not.toThrow();
  });
});
