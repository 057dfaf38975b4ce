import { reject, rejectIssues } from '../../src/rejection';
import { parseBackupRequest } from '../../src/request/backup-request';
import type { Result, TargetResult } from '../../src/result';
import {
  BackupNotMadeError,
  throwIfRerunHelps,
  throwOnFailure,
} from '../../src/triggers/throw-on-failure';
import { accepted, notMade, processed } from '../support/builders';
import { ageMs } from '../support/clock';
import { sha256 } from '../support/hash';
import { thrownBy } from '../support/thrown';

const backedUp = (...results: TargetResult[]): Result => ({
  kind: 'backedUp',
  form: results.length === 1 ? 'one' : 'many',
  results,
  unlisted: [],
});
const delivery = { runKey: undefined, payload: { from: 'default' } } as const;
const respond = (...results: Result[]) =>
  throwOnFailure(
    results.map((result) => processed(delivery, result)),
    { invocationId: 'run-1', ageMs, sha256 },
  );

/** What was thrown, as the object its message is. */
async function told(...results: Result[]): Promise<Record<string, unknown>> {
  const thrown = await thrownBy(() => respond(...results));
  expect(thrown).toBeInstanceOf(BackupNotMadeError);
  expect(thrown.message).toBe(JSON.stringify(JSON.parse(thrown.message)));
  return JSON.parse(thrown.message);
}

test('one backup is returned as the API names it', async () => {
  expect(await respond(backedUp(accepted()))).toEqual({
    TaskId: 7,
    RequestId: 'request-7',
    InstanceId: 'crs-demo0001',
    Region: 'ap-guangzhou',
    Outcome: 'accepted',
  });
});

test('several are returned with their summary, and several deliveries as a list', async () => {
  const [first, second] = [accepted('crs-a'), accepted('crs-b')];
  expect(await respond(backedUp(first, second))).toMatchObject({ Summary: { accepted: 2 } });
  expect(await respond(backedUp(first), backedUp(second))).toMatchObject([
    { InstanceId: 'crs-a' },
    { InstanceId: 'crs-b' },
  ]);
});

const issues = [{ path: 'Region', message: 'missing' }];

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
      invocationId: 'run-1',
    });
  });

  test('one among good ones, by itself', async () => {
    const mixed = backedUp(accepted('crs-a'), notMade('unknown', 'InternalError', 'crs-b'));
    expect((await told(mixed)).failed).toMatchObject([{ InstanceId: 'crs-b' }]);
  });

  test('one delivery among good ones', async () => {
    expect(await told(backedUp(accepted()), { kind: 'crashed' })).toEqual({
      failed: [{ code: 'InternalFault', message: expect.stringContaining('log') }],
      invocationId: 'run-1',
    });
  });

  test.each<[Result, object]>([
    [rejectIssues('ValidationFailed', issues), { code: 'ValidationFailed', issues }],
    [rejectIssues('NotAllowed', issues), { code: 'NotAllowed', issues }],
    [
      reject('Misconfigured', { reason: 'LOG_LEVEL: must be one of …' }),
      { code: 'Misconfigured', message: 'LOG_LEVEL: must be one of …' },
    ],
    [{ kind: 'crashed' }, { code: 'InternalFault', message: expect.stringContaining('log') }],
  ])('%p', async (result, failure) => {
    expect((await told(result)).failed).toEqual([failure]);
  });
});

test('the message shows no character that a terminal would obey', async () => {
  const named = rejectIssues('ValidationFailed', [{ path: '\u001b\u202e', message: 'unknown' }]);
  const context = { invocationId: 'run-1', ageMs, sha256 };
  await expect(throwOnFailure([processed(delivery, named)], context)).rejects.toThrow(
    '\\u001b\\u202e',
  );
});

describe('a re-run is asked for', () => {
  const retry = async (result: Result) => {
    const context = { invocationId: 'run-1', ageMs, sha256 };
    const told = throwIfRerunHelps([processed(delivery, result)], context);
    return Promise.resolve(told).then(
      () => false,
      () => true,
    );
  };
  test.each<[string, Result, boolean]>([
    [
      'a locked instance',
      backedUp(notMade('refused', 'ResourceUnavailable.InstanceLockedError')),
      true,
    ],
    ['no such instance', backedUp(notMade('refused', 'ResourceNotFound.InstanceNotExists')), false],
    ['a bad setting, once it is right', reject('Misconfigured'), true],
    ['no time', reject('DeadlineTooNear'), true],
    ['a bad request', rejectIssues('ValidationFailed', issues), false],
    ['a crash', { kind: 'crashed' }, false],
  ])('after %s: %#', async (_name, result, helps) => {
    expect(await retry(result)).toBe(helps);
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
    const thrown = await thrownBy(() => respond(rejectIssues('ValidationFailed', parsed.issues)));
    expect(thrown.message.length).toBeLessThan(20_000);
    expect(() => JSON.parse(thrown.message)).not.toThrow();
  });
});
