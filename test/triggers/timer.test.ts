// A timer: its request and its run key.
import { timer } from '../../src/triggers/timer';
import { START_OF_TIME, TIMER_TIME } from '../support/clock';
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
      value: `nightly ${TIMER_TIME}`,
      chosenBy: 'event',
      since: TIMER_TIME,
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

describe('its time', () => {
  const MINUTE = 60_000;
  const at = (ms: number) => new Date(START_OF_TIME + ms).toISOString();
  const table: [name: string, Time: string, code: string | undefined][] = [
    ['now', at(0), undefined],
    ['five minutes ahead, as clocks differ', at(5 * MINUTE), undefined],
    ['more than that ahead', at(5 * MINUTE + 1), 'TimerTimeIsAhead'],
    ['of a night to come', at(20 * 24 * 60 * MINUTE), 'TimerTimeIsAhead'],
    ['of the last re-run that can come', at(-375 * MINUTE), undefined],
    ['older than any re-run', at(-375 * MINUTE - 1), 'TimerTimeIsOld'],
    ['no time at all', 'yesterday', undefined],
  ];
  test.each(table)('%s', (_name, Time, code) => {
    const [delivery] = timer.read(timerEvent(REQUEST, { Time }), invocation());
    expect(delivery?.payload).toMatchObject(
      code === undefined ? { from: 'text' } : { from: 'unreadable', code, issue: { path: 'Time' } },
    );
  });

  test('says how far away it is, and what to set', () => {
    const said = (Time: string) =>
      timer.read(timerEvent(REQUEST, { Time }), invocation())[0]?.payload;
    expect(said(at(-9 * 60 * MINUTE))).toMatchObject({
      issue: { message: expect.stringMatching(/^is 9 h 0 min old: .*EventBridge schedule/) },
    });
    expect(said(at(8 * 60 * MINUTE))).toMatchObject({
      issue: { message: expect.stringMatching(/^is 8 h 0 min ahead: /) },
    });
  });
});

test('reads nothing from an event it does not claim', () => {
  expect(timer.read({ Type: 'Timer' }, invocation())).toEqual([]);
});
