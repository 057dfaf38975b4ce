// Whatever JSON comes in: at most one trigger claims it, and reading what is claimed never throws.

import { selectTrigger, TRIGGERS, UnclaimedEventError } from '../../src/triggers/select';
import { invocation } from '../support/context';
import { FIXTURES } from '../support/events';
import fc from '../support/property';

const KEYS = [
  ...['TriggerName', 'Time', 'Message', 'headers', 'path', 'body', 'payload', 'isBase64Encoded'],
  ...['Records', 'EventList', 'InstanceId', 'instanceId', 'IdempotencyKey', 'data', 'constructor'],
];
/** The keys by which a timer and an HTTP event are known: no source sends both. */
const MARKS = ['Type', 'httpMethod'];

const anyValue = fc.oneof(fc.constantFrom('Timer', 'POST'), fc.jsonValue());
const changesOf = (keys: string[]) =>
  fc.dictionary(fc.constantFrom(...keys), anyValue, { maxKeys: 3 });

/** A fixture with a few of its keys set to anything and one left out: next door to a real event. */
const nearEvent = (keys: string[]) =>
  fc
    .tuple(fc.constantFrom(...FIXTURES), changesOf(keys), fc.constantFrom(...keys))
    .map(([{ event }, changes, dropped]) => {
      const changed: Record<string, unknown> = { ...Object(event), ...changes };
      return Object.fromEntries(Object.entries(changed).filter(([key]) => key !== dropped));
    });

const anyEvent = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(fc.constantFrom(...KEYS, ...MARKS), anyValue),
  nearEvent([...KEYS, ...MARKS]),
);

const claimantsOf = (event: unknown) => TRIGGERS.filter(({ claims }) => claims(event));

test('at most one trigger claims an event that a source can send', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), nearEvent(KEYS)), (event) => {
      expect(claimantsOf(event).length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 1000 },
  );
});

test('the only claimant is selected; none, or two of a forged event, is an UnclaimedEventError', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      const [claimant, ...others] = claimantsOf(event);
      if (claimant !== undefined && others.length === 0)
        expect(selectTrigger(event)).toBe(claimant);
      else expect(() => selectTrigger(event)).toThrow(UnclaimedEventError);
    }),
    { numRuns: 1000 },
  );
});

test('what a trigger claims it reads, as one delivery at least', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      for (const trigger of claimantsOf(event))
        expect(trigger.read(event, invocation()).length).toBeGreaterThan(0);
    }),
    { numRuns: 500 },
  );
});
