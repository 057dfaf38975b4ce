// CMQ: the message, its identity, and one that can never succeed.
import { recordsOf, withField } from '../support/events';
import { handClock, inMemory, invoke, listedApi } from '../support/invoke';
import { keysOf, read } from '../support/triggers';

test('a message that can never succeed is thrown: messages are not in order, so none is held up', async () => {
  const clock = handClock();
  const event = withField('cmq/tags-as-text', 'CMQ', 'msgBody', 'Hello from CMQ!');
  const told = await invoke(event, inMemory(clock, listedApi(clock)));
  expect(JSON.parse(told.thrown ?? '')).toMatchObject({ failed: [{ code: 'ValidationFailed' }] });
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

describe('run keys', () => {
  const table: [name: string, event: unknown, keys: unknown[]][] = [
    [
      'topic and message',
      recordsOf('cmq/tags-as-list'),
      ['backups 123345346', 'backups 123345347'],
    ],
    ['no message id', withField('cmq/tags-as-text', 'CMQ', 'msgId', ''), [undefined]],
  ];
  test.each(table)('%s', (_name, event, keys) => expect(keysOf('cmq', event)).toEqual(keys));
});
