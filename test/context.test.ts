import { toBackupRun } from '../src/context';
import type { Caller } from '../src/delivery';
import { readInvocation } from '../src/invocation';
import { platformContext } from './support/context';

const NOW = 1_000_000;
const read = () => readInvocation(platformContext(), NOW);

describe('whose run a delivery is', () => {
  const unique = () => 'never-seen-before';
  const identity = { namespace: 'default', functionName: 'backup-dev', trigger: 'http' };
  test.each([
    ['a caller’s key', { value: 'k-1', chosenBy: 'caller' } as const, 'k-1', 'caller'],
    ['an event’s', { value: 'k-1', chosenBy: 'event' } as const, 'k-1', 'event'],
    [
      'none: a text of its own, and no look before the write',
      undefined,
      'never-seen-before',
      'none',
    ],
  ])('%s', (_name, runKey, value, key) => {
    const trigger = { name: 'http', patience: 'caller' } as const;
    expect(toBackupRun(read(), trigger, { runKey }, unique)).toEqual({
      identity: { ...identity, runKey: value },
      key,
      deadline: NOW + 60_000,
      patience: 'caller',
    });
  });

  test('of a caller with a secret of their own is another than that of the next caller', () => {
    const runKey = { value: 'k-1', chosenBy: 'caller' } as const;
    const triggerOf = (caller?: Caller) =>
      toBackupRun(
        read(),
        { name: 'http', patience: 'caller' },
        { runKey, ...(caller && { caller }) },
        unique,
      ).identity.trigger;
    expect([
      triggerOf(),
      triggerOf({ by: 'platform' }),
      triggerOf({ by: 'token', fingerprint: '1a2b3c4d' }),
      triggerOf({ by: 'token', fingerprint: '5e6f7a8b' }),
    ]).toEqual(['http', 'http', 'http 1a2b3c4d', 'http 5e6f7a8b']);
  });
});
