// The kinds of failure, and of a target’s result.
import { failed, isLimited, isTargetSuccess, isTransport } from '../src/result';
import { accepted, failure, notMade, target } from './support/builders';

test('a failed answer carries its failure', () => {
  expect(failed(failure('X'))).toEqual({ ok: false, failure: failure('X') });
});

test.each([
  ['RequestLimitExceeded', true],
  ['RequestLimitExceeded.UinLimitExceeded', true],
  ['LimitExceeded', false],
])('isLimited: %s is %p', (code, is) => expect(isLimited(failure(code))).toBe(is));

test.each([
  ['ClientError.NoReply', true],
  ['ClientError.NeverConnected', true],
  ['InternalError', false],
])('isTransport: %s is %p', (code, is) => expect(isTransport(failure(code))).toBe(is));

test('a target is a success unless it has a failure', () => {
  const skipped = { ...target(), Outcome: 'skipped', Reason: 'dry run' } as const;
  expect([accepted(), skipped].map(isTargetSuccess)).toEqual([true, true]);
  const notBackedUp = (['refused', 'unknown', 'deferred'] as const).map((outcome) =>
    notMade(outcome, 'X'),
  );
  expect(notBackedUp.map(isTargetSuccess)).toEqual([false, false, false]);
});
