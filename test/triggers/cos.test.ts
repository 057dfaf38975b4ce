// COS: records’ identities, and a header that goes nowhere.
import { recordsOf, withField } from '../support/events';
import { handClock, inMemory, invoke, listedApi } from '../support/invoke';
import { keysOf } from '../support/triggers';

describe('the Authorization header in a COS event', () => {
  const SIGNATURE = 'EXAMPLE-SIGNATURE';
  const settings: [name: string, settings: Record<string, string>][] = [
    ['a backup', {}],
    ['no default request', { DEFAULT_REQUEST: '' }],
    ['a default request that is not allowed', { ALLOWED_INSTANCES: 'crs-other' }],
    ['a bad setting', { LOG_LEVEL: 'loud' }],
  ];
  test.each(settings)('goes nowhere: %s', async (_name, given) => {
    const clock = handClock();
    for (const event of [
      recordsOf('cos/created'),
      withField('cos/created', 'cos', 'cosBucket', undefined),
      { ...recordsOf('cos/created'), specversion: '1.0' },
    ]) {
      expect(JSON.stringify(event)).toContain(SIGNATURE);
      const told = await invoke(event, inMemory(clock, listedApi(clock)), { settings: given });
      expect(JSON.stringify(told)).not.toContain(SIGNATURE);
    }
  });
});

describe('run keys', () => {
  const table: [name: string, event: unknown, keys: unknown[]][] = [
    [
      'the request to COS',
      recordsOf('cos/created'),
      ['testpic NWMxOWY4MGFfMjViMjU4NjRfMTUyMV8xMjM0NTY3ODk= 1545205770'],
    ],
    [
      'its number, without x-cos-request-id',
      recordsOf('cos/deleted-in-one-request'),
      Array(2).fill('testpic 179398953 1545205770'),
    ],
    ['no bucket', withField('cos/created', 'cos', 'cosBucket', null), [undefined]],
    ['no event', { Records: [{ ...recordsOf('cos/created').Records[0], event: 7 }] }, [undefined]],
  ];
  test.each(table)('%s', (_name, event, keys) => expect(keysOf('cos', event)).toEqual(keys));
});
