// The keys that tell sources apart, and an event's own identity as a run key.
import {
  deliveryWithKey,
  hasNoEventKey,
  hasOnlyKey,
  invalidDelivery,
  joinPath,
  messagePayload,
  toRunKey,
} from '../../src/triggers/event';
import { invocation } from '../support/context';

const run = invocation();

describe('hasOnlyKey', () => {
  const table: [name: string, event: unknown, has: boolean][] = [
    ['the key alone', { Records: [] }, true],
    ['the key beside a field of nobody', { Records: [], x: 1 }, true],
    ['the key beside that of another source', { Records: [], Type: 'Timer' }, false],
    ['the key of another source', { Type: 'Timer' }, false],
    ['an inherited key', Object.create({ Records: [] }), false],
    ['no object', 'Records', false],
  ];
  test.each(table)('%s: %p', (_name, event, has) => expect(hasOnlyKey(event, 'Records')).toBe(has));

  test('another key of the same source may stand beside it', () => {
    const event = { headers: {}, payload: {} };
    expect(hasOnlyKey(event, 'headers')).toBe(false);
    expect(hasOnlyKey(event, 'headers', ['payload'])).toBe(true);
  });
});

test.each([
  ['a request', { InstanceId: 'crs-a' }, true],
  ['an event', { httpMethod: 'POST' }, false],
  ['a list', [], false],
  ['null', null, false],
])('hasNoEventKey: %s', (_name, event, none) => expect(hasNoEventKey(event)).toBe(none));

describe('toRunKey', () => {
  const keyOf = (...parts: (string | number)[]) => toRunKey(parts, run).value;

  test('frames its parts, so that no two lists make one key', () => {
    expect(keyOf('a', 'b')).toBe('a b');
    expect(keyOf('a","b')).not.toBe(keyOf('a', 'b'));
  });

  test('is the same for a number and its text', () => expect(keyOf(7)).toBe(keyOf('7')));

  test('that would fill the log is hashed, and still tells two apart', () => {
    const [one, other] = ['1', '2'].map((end) => keyOf('m'.repeat(9999) + end));
    expect(one).toMatch(/^sha256 [0-9a-f]{64}$/);
    expect(other).not.toBe(one);
  });

  test('is chosen by the event', () => expect(toRunKey(['a'], run).chosenBy).toBe('event'));
});

describe('deliveryWithKey', () => {
  const payload = { from: 'default' } as const;

  test('has the parts of its identity as its run key', () => {
    expect(deliveryWithKey('', { topic: 't', offset: 0 }, payload, run)).toEqual({
      runKey: { value: 't 0', chosenBy: 'event' },
      payload,
    });
  });

  test.each([[undefined], [null], [''], [['1']], [{}]])(
    'is refused for an identity of %p',
    (offset) => {
      expect(deliveryWithKey('Records[0]', { topic: 't', offset }, payload, run)).toEqual(
        invalidDelivery('Records[0].offset', expect.stringMatching(/^missing; /)),
      );
    },
  );
});

test.each([
  ['text', '{}', { from: 'text', text: '{}', path: 'data' }],
  ['no text', '', { from: 'text', text: '', path: 'data' }],
  ['an object', { a: 1 }, { from: 'value', value: { a: 1 } }],
  [
    'nothing',
    undefined,
    { from: 'unreadable', issue: { path: 'data', message: expect.any(String) } },
  ],
  ['null', null, { from: 'unreadable', issue: { path: 'data', message: expect.any(String) } }],
])('messagePayload of %s', (_name, body, payload) => {
  expect(messagePayload(body, 'data')).toEqual(payload);
});

test('joinPath has no dot before the first name', () => {
  expect([joinPath('', 'a'), joinPath('a', 'b')]).toEqual(['a', 'a.b']);
});
