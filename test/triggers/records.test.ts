// CMQ, CKafka and COS: the records' own identities, and what each trigger does when one of them fails.
import { findRow } from '../../src/tencent/error-table';
import { eventOf, handClock, inMemory, keysOf, listedApi, logged, read, run } from './support';

type Records = { Records: Record<string, Record<string, unknown>>[] };
const recordsOf = (name: string) => eventOf(name) as unknown as Records;

/** The fixture with one field of its first record changed. */
function withField(name: string, source: string, field: string, value: unknown): Records {
  const event = recordsOf(name);
  const content = event.Records[0]?.[source];
  if (content === undefined) throw new Error(`${name} has no ${source}`);
  content[field] = value;
  return event;
}

describe('run keys', () => {
  const kafka = (field: string, value: unknown) =>
    withField('ckafka/partition-lower-case', 'Ckafka', field, value);
  const table: [name: string, trigger: string, event: unknown, keys: unknown[]][] = [
    [
      'CMQ: topic and message',
      'cmq',
      recordsOf('cmq/tags-as-list'),
      ['backups 123345346', 'backups 123345347'],
    ],
    ['CMQ: no message id', 'cmq', withField('cmq/tags-as-text', 'CMQ', 'msgId', ''), [undefined]],
    [
      'CKafka: topic, Partition, offset',
      'ckafka',
      recordsOf('ckafka/partition'),
      ['backups 1 36', 'backups 1 37'],
    ],
    ['CKafka: partition', 'ckafka', recordsOf('ckafka/partition-lower-case'), ['backups 1 36']],
    ['CKafka: numbers as text', 'ckafka', kafka('offset', '36'), ['backups 1 36']],
    ['CKafka: partition and offset 0', 'ckafka', kafka('partition', 0), ['backups 0 36']],
    ['CKafka: no offset', 'ckafka', kafka('offset', null), [undefined]],
    [
      'COS: the request to COS',
      'cos',
      recordsOf('cos/created'),
      ['testpic NWMxOWY4MGFfMjViMjU4NjRfMTUyMV8xMjM0NTY3ODk= 1545205770'],
    ],
    [
      'COS: its number, without x-cos-request-id',
      'cos',
      recordsOf('cos/deleted-in-one-request'),
      Array(2).fill('testpic 179398953 1545205770'),
    ],
    ['COS: no bucket', 'cos', withField('cos/created', 'cos', 'cosBucket', null), [undefined]],
    [
      'COS: no event',
      'cos',
      { Records: [{ ...recordsOf('cos/created').Records[0], event: 7 }] },
      [undefined],
    ],
  ];
  test.each(table)('%s', (_name, trigger, event, keys) =>
    expect(keysOf(trigger, event)).toEqual(keys),
  );

  test('a key that would fill the log is hashed, and still tells two apart', () => {
    const long = (end: string) =>
      withField('cmq/tags-as-text', 'CMQ', 'msgId', 'm'.repeat(9999) + end);
    const [[one], [other]] = [keysOf('cmq', long('1')), keysOf('cmq', long('2'))];
    expect(one).toMatch(/^sha256 [0-9a-f]{64}$/);
    expect(other).not.toBe(one);
  });

  test('a record of another source says so, and says nothing of the setting', () => {
    const [kafka] = recordsOf('ckafka/partition').Records;
    const [cos] = recordsOf('cos/created').Records;
    const [first, second] = read('ckafka', { Records: [kafka, cos] });
    expect(first?.payload).toMatchObject({ from: 'text' });
    expect(second).toEqual({
      runKey: undefined,
      payload: {
        from: 'unreadable',
        issue: { path: 'Records[1]', message: expect.stringContaining('Ckafka') },
      },
    });
  });

  test('a broken first record does not take the others with it', () => {
    const [kafka] = recordsOf('ckafka/partition').Records;
    expect(keysOf('ckafka', { Records: [null, {}, kafka] })).toEqual([
      undefined,
      undefined,
      'backups 1 36',
    ]);
  });
});

describe('a message', () => {
  const payloadOf = (body: unknown) =>
    read('cmq', withField('cmq/tags-as-text', 'CMQ', 'msgBody', body))[0]?.payload;
  const table: [name: string, body: unknown, payload: object][] = [
    ['is JSON text', '{"InstanceId":"crs-1"}', { from: 'text', text: '{"InstanceId":"crs-1"}' }],
    ['that is empty is no request', '', { from: 'text', text: '' }],
    ['that is missing is no request', undefined, { from: 'unreadable' }],
    ['that is parsed already is taken as it is', { InstanceId: 'crs-1' }, { from: 'value' }],
  ];
  test.each(table)('%s', (_name, body, payload) => expect(payloadOf(body)).toMatchObject(payload));
});

describe('CKafka never holds up its partition for a record that cannot succeed', () => {
  const three = (second: object) => {
    const event = recordsOf('ckafka/poison');
    const record = event.Records[1]?.Ckafka;
    event.Records[1] = { Ckafka: { ...record, ...second } };
    return event;
  };
  const play = async (event: unknown, code?: string, settings = {}) => {
    const clock = handClock();
    const api = listedApi(clock, ({ InstanceId }) =>
      code === undefined || InstanceId !== 'crs-demo0003'
        ? undefined
        : { ...findRow(code), message: `told ${code}` },
    );
    return { api, told: await run(event, inMemory(clock, api), { settings }) };
  };
  const THIRD = { msgBody: '{"InstanceId":"crs-demo0003"}' };

  const permanent: [name: string, second: object, code: string | undefined, told: object][] = [
    ['no JSON', {}, undefined, { runKey: 'backups 1 37', code: 'ValidationFailed' }],
    ['no request', { msgBody: '{"instance":"crs-1"}' }, undefined, { code: 'ValidationFailed' }],
    ['no identity', { offset: null }, undefined, { code: 'ValidationFailed' }],
    [
      'an instance that is gone',
      THIRD,
      'ResourceUnavailable.InstanceDeleted',
      { outcome: 'refused', InstanceId: 'crs-demo0003' },
    ],
    [
      'an instance that is not there',
      THIRD,
      'ResourceNotFound.InstanceNotExists',
      { outcome: 'refused' },
    ],
  ];
  test.each(permanent)(
    '%s: returned, an error in the log, the others made',
    async (_name, second, code, failure) => {
      const { api, told } = await play(three(second), code);
      expect(told.result).toMatchObject({ failed: [failure], invocationId: 'run-1' });
      expect(api.sent.map(({ InstanceId }) => InstanceId)).toEqual([
        'crs-demo0001',
        'crs-demo0002',
      ]);
      expect(logged(told).map(({ level }) => level)).toContain('error');
    },
  );

  test('what the settings forbid: returned', async () => {
    const settings = { ALLOWED_INSTANCES: 'crs-demo0001 crs-demo0002' };
    const { api, told } = await play(three(THIRD), undefined, settings);
    expect(told.result).toMatchObject({ failed: [{ code: 'NotAllowed' }] });
    expect(api.sent).toHaveLength(2);
  });

  const passing: [name: string, code: string][] = [
    ['a locked instance', 'ResourceUnavailable.InstanceLockedError'],
    ['a rate limit', 'RequestLimitExceeded'],
    ['no proof either way', 'InternalError.InternalError'],
  ];
  test.each(passing)('%s: thrown, the others made', async (_name, code) => {
    const { api, told } = await play(three(THIRD), code);
    expect(JSON.parse(told.thrown ?? '')).toMatchObject({
      failed: [{ InstanceId: 'crs-demo0003' }],
    });
    expect(api.sent.map(({ InstanceId }) => InstanceId)).toEqual(
      expect.arrayContaining(['crs-demo0001', 'crs-demo0002']),
    );
  });

  test('a bad setting: thrown, since every record can be backed up once it is mended', async () => {
    const { told } = await play(three({}), undefined, { RATE_LIMIT_PER_SECOND: '99' });
    expect(JSON.parse(told.thrown ?? '').failed).toHaveLength(3);
    expect(told.thrown).toContain('RATE_LIMIT_PER_SECOND');
  });

  test('CMQ, whose messages are not in order, throws for the same', async () => {
    const event = withField('cmq/tags-as-text', 'CMQ', 'msgBody', 'Hello from CMQ!');
    const { told } = await play(event);
    expect(JSON.parse(told.thrown ?? '')).toMatchObject({ failed: [{ code: 'ValidationFailed' }] });
  });
});

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
      const told = await run(event, inMemory(clock, listedApi(clock)), { settings: given });
      expect(JSON.stringify(told)).not.toContain(SIGNATURE);
    }
  });
});
