// What is returned, and what is thrown.
import type { Result } from '../../src/ending';
import { parseBackupRequest } from '../../src/request/backup-request';
import type { TargetResult } from '../../src/result';
import { BackupNotMadeError, throwOnFailure } from '../../src/triggers/throw-on-failure';
import { accepted, notMade } from '../support/builders';
import { sha256 } from '../support/hash';
import { thrownBy } from '../support/thrown';

const backedUp = (...results: TargetResult[]): Result => ({
  kind: 'backed up',
  form: results.length === 1 ? 'one' : 'many',
  results,
});
const delivery = { runKey: undefined, payload: { from: 'default' } } as const;
const reply = (...endings: Result[]) =>
  throwOnFailure(
    endings.map((result) => ({ delivery, result })),
    { invocationId: 'run-1', sha256 },
  );

/** What was thrown, as the object its message is. */
async function told(...endings: Result[]): Promise<Record<string, unknown>> {
  const thrown = await thrownBy(() => reply(...endings));
  expect(thrown).toBeInstanceOf(BackupNotMadeError);
  expect(thrown.message).toBe(JSON.stringify(JSON.parse(thrown.message)));
  return JSON.parse(thrown.message);
}

test('one backup is returned as the API names it', async () => {
  expect(await reply(backedUp(accepted()))).toEqual({
    TaskId: 7,
    RequestId: 'request-7',
    InstanceId: 'crs-demo0001',
    Region: 'ap-guangzhou',
    Outcome: 'accepted',
  });
});

test('several are returned with their summary, and several deliveries as a list', async () => {
  const [first, second] = [accepted('crs-a'), accepted('crs-b')];
  expect(await reply(backedUp(first, second))).toMatchObject({ Summary: { accepted: 2 } });
  expect(await reply(backedUp(first), backedUp(second))).toMatchObject([
    { InstanceId: 'crs-a' },
    { InstanceId: 'crs-b' },
  ]);
});

describe('a backup that was not made is thrown', () => {
  test.each(['refused', 'unknown', 'deferred'] as const)('%s', async (Outcome) => {
    const result = notMade(Outcome, 'ResourceUnavailable.InstanceLockedError');
    expect(await told(backedUp(result))).toEqual({
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

  test('one among good ones, by itself', async () => {
    const mixed = backedUp(accepted('crs-a'), notMade('unknown', 'InternalError', 'crs-b'));
    expect((await told(mixed)).failed).toMatchObject([{ InstanceId: 'crs-b' }]);
  });

  test('one delivery among good ones', async () => {
    expect(await told(backedUp(accepted()), { kind: 'crashed' })).toEqual({
      failed: [{ code: 'crashed' }],
      requestId: 'run-1',
    });
  });

  const issues = [{ path: 'Region', message: 'missing' }];
  test.each<[Result, object]>([
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
  ])('%p', async (ending, failure) => {
    expect((await told(ending)).failed).toEqual([failure]);
  });
});

describe('the message is bounded', () => {
  test('in failures: twenty, and how many more', async () => {
    const results = Array.from({ length: 1000 }, (_, index) =>
      notMade('refused', 'ResourceNotFound.InstanceNotExists', `crs-${index}`),
    );
    expect(await told(backedUp(...results))).toMatchObject({
      failed: { length: 20 },
      more: 980,
    });
  });

  test('in issues, in names and in texts', async () => {
    const request = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`${index}`.repeat(1000), index]),
    );
    const parsed = parseBackupRequest(request);
    if (parsed.ok) throw new Error('this is no request');
    const thrown = await thrownBy(() => reply({ kind: 'invalid', issues: parsed.issues }));
    expect(thrown.message.length).toBeLessThan(20_000);
    expect(() => JSON.parse(thrown.message)).not.toThrow();
  });
});
