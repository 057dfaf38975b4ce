// SCF's context, whatever it lacks: everything there is optional.
import { readInvocation } from '../src/invocation';
import { platformContext } from './support/context';

const NOW = 1_000_000;
const read = (part: Record<string, unknown> = {}) => readInvocation(platformContext(part), NOW);

test('the documented sample', () => {
  expect(read()).toEqual({
    invocationId: '4ca7089c-3bb0-48cf-bcdb-26d130fed2ae',
    functionName: 'backup-dev',
    namespace: 'default',
    region: 'ap-guangzhou',
    deadline: NOW + 60_000,
    environment: '{"SCF_NAMESPACE":"default"}',
  });
});

test.each([[undefined], [null], [{}], ['text'], [[]], [7]])('%p for a context', (context) => {
  expect(readInvocation(context, NOW)).toEqual({
    invocationId: 'unknown',
    functionName: 'unknown',
    namespace: 'default',
    region: '',
    deadline: NOW + 3_000,
    environment: undefined,
  });
});

describe('the deadline', () => {
  const table: [name: string, part: Record<string, unknown>, ms: number][] = [
    ['by the limit', { time_limit_in_ms: 5_000 }, 5_000],
    ['by the time left, which knows more', { getRemainingTimeInMillis: () => 4_321 }, 4_321],
    ['with no time left', { getRemainingTimeInMillis: () => 0 }, 0],
    ['past it', { getRemainingTimeInMillis: () => -5 }, -5],
    ['with neither: SCF’s own default', { time_limit_in_ms: undefined }, 3_000],
    ['with a limit that is text', { time_limit_in_ms: '60000' }, 3_000],
    ['with a limit that is no number', { time_limit_in_ms: Number.NaN }, 3_000],
    ['with a limit without end', { time_limit_in_ms: Number.POSITIVE_INFINITY }, 3_000],
    ['with a time left that is no number', { getRemainingTimeInMillis: () => undefined }, 3_000],
  ];
  test.each(table)('%s', (_name, part, ms) => expect(read(part).deadline).toBe(NOW + ms));

  test('asks the context itself, as a method', () => {
    const context = platformContext({
      left: 1_234,
      getRemainingTimeInMillis(this: { left: number }) {
        return this.left;
      },
    });
    expect(readInvocation(context, NOW).deadline).toBe(NOW + 1_234);
  });
});

test.each([
  ['ap-shanghai-fsi', 'ap-shanghai-fsi'],
  ['', ''],
  [7, ''],
  [undefined, ''],
])('region %p is %p', (tencentcloud_region, region) => {
  expect(read({ tencentcloud_region }).region).toBe(region);
});
