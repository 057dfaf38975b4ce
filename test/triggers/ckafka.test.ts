// CKafka: records’ identities, and a partition that is never held up.
import { findRow } from '../../src/tencent/error-table';
import { recordsOf, withField } from '../support/events';
import { handClock, inMemory, invoke, listedApi } from '../support/invoke';
import { keysOf } from '../support/triggers';

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
    return { api, told: await invoke(event, inMemory(clock, api), { settings }) };
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
      expect(told.log.map(({ level }) => level)).toContain('error');
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

  test('a bad setting: thrown, since every record can be backed up once it is corrected', async () => {
    const { told } = await play(three({}), undefined, { RATE_LIMIT_PER_SECOND: '99' });
    expect(JSON.parse(told.thrown ?? '').failed).toHaveLength(3);
    expect(told.thrown).toContain('RATE_LIMIT_PER_SECOND');
  });
});

describe('run keys', () => {
  const kafka = (field: string, value: unknown) =>
    withField('ckafka/partition-lower-case', 'Ckafka', field, value);
  const table: [name: string, event: unknown, keys: unknown[]][] = [
    ['topic, Partition, offset', recordsOf('ckafka/partition'), ['backups 1 36', 'backups 1 37']],
    ['partition', recordsOf('ckafka/partition-lower-case'), ['backups 1 36']],
    ['numbers as text', kafka('offset', '36'), ['backups 1 36']],
    ['partition and offset 0', kafka('partition', 0), ['backups 0 36']],
    ['no offset', kafka('offset', null), [undefined]],
  ];
  test.each(table)('%s', (_name, event, keys) => expect(keysOf('ckafka', event)).toEqual(keys));
});
