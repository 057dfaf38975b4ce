// Every trigger beside every fixture: exactly one claims an event, and an event of nobody is refused.

import { selectTrigger, TRIGGERS, UnclaimedEventError } from '../../src/triggers/select';
import type { Trigger } from '../../src/triggers/trigger';
import { invocation } from '../support/context';
import { FIXTURES } from '../support/events';

const lines: object[] = [];
const select = (event: unknown, triggers?: readonly Trigger[]) =>
  selectTrigger(event, { error: (name, fields) => void lines.push({ name, ...fields }) }, triggers);

const known = FIXTURES.filter(({ trigger }) => trigger !== 'unknown');
const unknown = FIXTURES.filter(({ trigger }) => trigger === 'unknown');

test('every fixture names its source', () => {
  for (const { source } of FIXTURES) expect(source).toMatch(/\w{3}/);
});

test('there are fixtures of every trigger, two at least', () => {
  for (const { name } of TRIGGERS)
    expect(known.filter(({ trigger }) => trigger === name).length).toBeGreaterThanOrEqual(2);
  expect(new Set(known.map(({ trigger }) => trigger))).toEqual(
    new Set(TRIGGERS.map(({ name }) => name)),
  );
});

const matrix = FIXTURES.flatMap((fixture) =>
  TRIGGERS.map((trigger) => ({ ...fixture, by: trigger })),
);

test.each(matrix)('$name, $by.name', ({ trigger, event, by }) => {
  expect(by.claims(event)).toBe(by.name === trigger);
});

test.each(known)('$name is selected and read', ({ trigger, event }) => {
  const selected = select(event);
  expect(selected.name).toBe(trigger);
  expect(selected.read(event, invocation()).length).toBeGreaterThan(0);
});

test.each(unknown)('$name is refused, without a value of it in the message', ({ event }) => {
  expect(() => select(event)).toThrow(UnclaimedEventError);
  expect(() => select(event)).toThrow(/^no trigger knows this event, .+; a plain request is /);
  expect(() => select(event)).not.toThrow(/demo0001|13a3f42d|123345346/);
});

const trigger = (name: string): Trigger => ({
  name,
  patience: 'event',
  claims: () => true,
  read: () => [],
  respond: () => undefined,
});

test('an event that two triggers claim is refused with both names', () => {
  expect(() => select({ a: 1 }, [trigger('one'), trigger('two')])).toThrow(
    'this event looks like one and two at once: an object with the keys a',
  );
});

describe('events of nobody', () => {
  const table: [name: string, event: unknown, message: RegExp][] = [
    ['no records', { Records: [] }, /the keys Records;/],
    [
      'records of no source, by their own key',
      { Records: [{ sqs: {} }, null, 7] },
      /the keys Records, of which the first record has sqs;/,
    ],
    ['a record of two sources', { Records: [{ cos: {}, CMQ: {} }] }, /first record has cos, CMQ;/],
    ['an empty batch', { EventList: [] }, /the keys EventList/],
    ['a batch that is no list', { EventList: { InstanceId: 'crs-demo0001' } }, /EventList/],
    ['the keys of two sources', { EventType: 'WorkflowTask', Type: 'Timer' }, /EventType, Type/],
    ['a request in an envelope', { Type: 'Timer', InstanceId: 'crs-demo0001' }, /Type, InstanceId/],
    ['a method that is no text', { httpMethod: 7, headers: {} }, /httpMethod, headers/],
    ['a dead letter without its event', { Body: { RetryNum: 2 } }, /the keys Body/],
    ['inherited keys', JSON.parse('{"__proto__":{"clslogs":{"data":"YQ=="}}}'), /__proto__/],
  ];
  test.each(table)('%s', (_name, event, message) => {
    expect(TRIGGERS.filter(({ claims }) => claims(event))).toEqual([]);
    expect(() => select(event)).toThrow(UnclaimedEventError);
    expect(() => select(event)).toThrow(message);
    // Whoever sent it sees the throw; the function's own log has a line as well.
    expect(lines.at(-1)).toMatchObject({
      name: 'event',
      code: 'UnclaimedEvent',
      message: expect.stringMatching(message),
    });
  });
});

describe('the shape in the message', () => {
  const table: [event: unknown, shape: RegExp][] = [
    [{ key1: 'x', key2: 'y' }, / an object with the keys key1, key2;/],
    [{}, / an empty object;/],
    [[], / a list;/],
    [null, / null;/],
    ['text', / a string;/],
    [7, / a number;/],
    [undefined, / a undefined;/],
  ];
  test.each(table)('of %p', (event, shape) => expect(() => select(event)).toThrow(shape));

  test('is bounded', () => {
    const event = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`${index}`.repeat(100), index]),
    );
    expect(() => select(event)).toThrow(/^.{1,350}$/);
  });
});
