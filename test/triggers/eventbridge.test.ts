// EventBridge: where the request is, whose run an event is, and a call of our own that is refused.
import { fixture } from '../support/events';
import { handClock, inMemory, invoke, listedApi } from '../support/invoke';
import { keysOf, read } from '../support/triggers';

const payloadOf = (event: unknown) => read('eventbridge', event)[0]?.payload;
const issueAt = (path: string) => ({
  from: 'unreadable',
  issue: { path, message: expect.any(String) },
});
const REQUEST = { InstanceId: 'crs-demo0001' };

describe('where the request comes from', () => {
  const custom = (change: object) => ({ ...fixture('eventbridge/custom'), ...change });
  const connector = (change: object) => ({ ...fixture('eventbridge/connector-ckafka'), ...change });
  const official = (change: object) => ({ ...fixture('eventbridge/cloud-monitor'), ...change });
  const table: [name: string, event: unknown, payload: unknown][] = [
    ['custom: data', custom({ data: REQUEST }), { from: 'value', value: REQUEST }],
    ['custom: data as text', custom({ data: '{}' }), { from: 'text', text: '{}', path: 'data' }],
    ['custom: no data', custom({ data: null }), issueAt('data')],
    [
      'custom: a source of its own',
      custom({ source: 'my.cloud.tencent.example' }),
      { from: 'value', value: { ...REQUEST, Remark: 'before the migration' } },
    ],
    [
      'connector: data.msgBody',
      connector({ data: { msgBody: '{}' } }),
      { from: 'text', text: '{}', path: 'data.msgBody' },
    ],
    ['connector: no msgBody', connector({ data: { topic: 't' } }), issueAt('data.msgBody')],
    ['connector: no data', connector({ data: null }), issueAt('data.msgBody')],
    [
      'a message whose type does not say so',
      connector({ type: 'kafka' }),
      { from: 'text', text: JSON.stringify(REQUEST), path: 'data.msgBody' },
    ],
    ['official: the setting', official({}), { from: 'default' }],
    ['official: data is not asked for', official({ data: undefined }), { from: 'default' }],
    ['official, but a connector', official({ type: 'connector:apigw' }), issueAt('data.msgBody')],
    ['official: no type', official({ type: null }), issueAt('type')],
    ['official: no id', official({ id: '' }), issueAt('id')],
    ['official: an id that is a list', official({ id: ['1'] }), issueAt('id')],
    ['no source', custom({ source: undefined }), issueAt('source')],
  ];
  test.each(table)('%s', (_name, event, payload) => expect(payloadOf(event)).toEqual(payload));
});

describe('as it is really delivered', () => {
  test.each(['0', '1.0', '1.0.2', '', 1, null])('specversion %j', (specversion) => {
    expect(payloadOf({ ...fixture('eventbridge/custom'), specversion })).toMatchObject({
      from: 'value',
    });
  });
  test.each([1615430559146, '1615430559146', '2021-03-11T02:42:39Z', null])('time %j', (time) => {
    expect(keysOf('eventbridge', { ...fixture('eventbridge/custom'), time })).toEqual([
      'app.example 13a3f42d-7258-4ada-da6d-023a333b4662',
    ]);
  });
});

describe('a batch', () => {
  test('has a delivery an event, each with its own key', () => {
    expect(keysOf('eventbridge', fixture('eventbridge/custom-batch'))).toEqual([
      'app.example 13a3f42d-7258-4ada-da6d-023a333b4662',
      'app.example 23a3f42d-7258-4ada-da6d-023a333b4662',
    ]);
  });

  test('may hold what a transform has made requests of', () => {
    expect(
      read('eventbridge', { EventList: [{ ...REQUEST, IdempotencyKey: 'a' }, REQUEST] }),
    ).toEqual([
      {
        runKey: { value: 'IdempotencyKey a', chosenBy: 'caller' },
        payload: { from: 'value', value: { ...REQUEST, IdempotencyKey: 'a' } },
        keyInRequest: true,
      },
      {
        runKey: { value: 'request_id run-1 1', chosenBy: 'event' },
        payload: { from: 'value', value: REQUEST },
        keyInRequest: true,
      },
    ]);
  });

  test('keeps the good events beside one that is none', async () => {
    const [good] = fixture('eventbridge/custom-batch').EventList as unknown[];
    const clock = handClock();
    const api = listedApi(clock);
    const told = await invoke({ EventList: [null, good, 'text'] }, inMemory(clock, api));
    expect(api.sent).toHaveLength(1);
    expect(JSON.parse(told.thrown ?? '').failed).toMatchObject([
      { code: 'ValidationFailed', issues: [{ path: 'EventList[0]' }] },
      { code: 'ValidationFailed', issues: [{ path: 'EventList[2]' }] },
    ]);
  });
});

describe('a call of our own in the audit log', () => {
  test('is refused with a clear line, and nothing is sent', async () => {
    const clock = handClock();
    const api = listedApi(clock);
    const told = await invoke(fixture('eventbridge/audit-own-backup'), inMemory(clock, api));
    expect([api.sent, api.looks]).toEqual([[], []]);
    expect(told.thrown).toContain("leave the function's own calls out of the rule");
    expect(told.log).toEqual([
      expect.objectContaining({
        level: 'error',
        event: 'delivery',
        trigger: 'eventbridge',
        code: 'ValidationFailed',
        message: expect.stringContaining('each backup would ask for the next one'),
      }),
    ]);
  });

  test('somebody else’s call is an event like any other', () => {
    expect(payloadOf(fixture('eventbridge/audit-other-call'))).toEqual({ from: 'default' });
  });
});
