// A timer: its request and its run key.
import { timer } from '../../src/triggers/timer';
import { invocation } from '../support/context';
import { fixture, timerEvent } from '../support/events';

const REQUEST = { InstanceId: 'crs-demo0001' };
const TEXT = JSON.stringify(REQUEST);

describe('a timer', () => {
  const table: [name: string, event: unknown, claims: boolean][] = [
    ['as SCF sends it', timerEvent(REQUEST), true],
    ['without a message', timerEvent('', { Message: undefined }), true],
    ['with more than is documented', timerEvent(REQUEST, { Extra: 1 }), true],
    ['of another type', timerEvent(REQUEST, { Type: 'timer' }), false],
    ['without a name', timerEvent(REQUEST, { TriggerName: undefined }), false],
    ['with a number for a time', timerEvent(REQUEST, { Time: 1767385800 }), false],
    ['without a time', timerEvent(REQUEST, { Time: undefined }), false],
  ];
  test.each(table)('%s', (_name, event, claims) => expect(timer.claims(event)).toBe(claims));
});

describe('its request', () => {
  const table: [name: string, message: unknown, payload: object][] = [
    ['is the message', TEXT, { from: 'text', text: TEXT }],
    ['is the message, whatever it is', 'not JSON', { from: 'text', text: 'not JSON' }],
    ['is an object, if the platform ever parses it', REQUEST, { from: 'value', value: REQUEST }],
    ['is the default when the message is empty', '', { from: 'default' }],
    ['is the default when the message is white space', ' \n', { from: 'default' }],
    ['is the default when the message is null', null, { from: 'default' }],
    ['is the default when there is no message', undefined, { from: 'default' }],
  ];
  test.each(table)('%s', (_name, Message, payload) => {
    expect(timer.read(timerEvent('', { Message }), invocation())).toMatchObject([{ payload }]);
  });
});

describe('its run key', () => {
  const keyOf = (event: unknown) => timer.read(event, invocation())[0]?.runKey;

  test('is its name and its time, chosen by the event', () => {
    expect(keyOf(fixture('timer/message'))).toEqual({
      value: 'nightly 2026-11-23T20:30:00Z',
      chosenBy: 'event',
      since: '2026-11-23T20:30:00Z',
    });
  });

  test('is the same in a re-run and another for another time, name or both', () => {
    const keys = [
      ['a', '1'],
      ['a', '1'],
      ['a', '2'],
      ['b', '1'],
      // Joined with a comma or a quote these would be one.
      ['a","b', '1'],
      ['a', 'b","1'],
    ].map(([TriggerName, Time]) => keyOf(timerEvent(REQUEST, { TriggerName, Time }))?.value);
    expect(new Set(keys).size).toBe(5);
    expect(keys[0]).toBe(keys[1]);
  });
});

test('reads nothing from an event it does not claim', () => {
  expect(timer.read({ Type: 'Timer' }, invocation())).toEqual([]);
});
