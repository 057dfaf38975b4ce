import { toBackupRun } from '../src/context';
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
    expect(toBackupRun(read(), 'http', runKey, unique)).toEqual({
      identity: { ...identity, runKey: value },
      key,
      deadline: NOW + 60_000,
    });
  });
});
