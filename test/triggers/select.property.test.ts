// Whatever JSON comes in: at most one trigger claims it, and reading what is claimed never throws.

import type { Delivery } from '../../src/delivery';
import { isObject } from '../../src/request/json';
import { selectTrigger, TRIGGERS, UnclaimedEventError } from '../../src/triggers/select';
import { invocation } from '../support/context';
import { FIXTURES } from '../support/events';
import fc from '../support/property';

const KEYS = [
  ...['TriggerName', 'Time', 'Message', 'headers', 'path', 'body', 'payload', 'isBase64Encoded'],
  ...['Records', 'EventList', 'InstanceId', 'instanceId', 'IdempotencyKey', 'data', 'constructor'],
];
/** The keys by which a timer and an HTTP event are known: no source sends both. */
const EVENT_KEYS = ['Type', 'httpMethod'];

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
  fc.dictionary(fc.constantFrom(...KEYS, ...EVENT_KEYS), anyValue),
  nearEvent([...KEYS, ...EVENT_KEYS]),
);

const select = (event: unknown) => selectTrigger(event, { error: () => {} });

const claimantsOf = (event: unknown) => TRIGGERS.filter(({ claims }) => claims(event));

test('the only claimant is selected; none, or two of a forged event, is an UnclaimedEventError', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      const [claimant, ...others] = claimantsOf(event);
      if (claimant !== undefined && others.length === 0) expect(select(event)).toBe(claimant);
      else expect(() => select(event)).toThrow(UnclaimedEventError);
    }),
    { numRuns: 1000 },
  );
});

test('what a trigger claims it reads, as one delivery at least', () => {
  let claimed = 0;
  fc.assert(
    fc.property(anyEvent, (event) => {
      for (const trigger of claimantsOf(event)) {
        expect(trigger.read(event, invocation()).length).toBeGreaterThan(0);
        claimed += 1;
      }
    }),
    { numRuns: 500 },
  );
  expect(claimed).toBeGreaterThan(0);
});

const KNOWN = FIXTURES.filter(({ trigger }) => trigger !== 'unknown');

// ---- Arbitrary events. Keys and values are mostly those of real events, so that they come close to being some.

const WORDS = [...new Set(KNOWN.flatMap(({ event }) => wordsOf(event)))];

function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.length < 80 ? [value] : [];
  if (!isObject(value) && !Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...wordsOf(inner)]);
}

const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...WORDS, '__proto__', 'constructor', 'toString') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);

/** As JSON.parse does: `__proto__` is a key like any other. */
const fromEntries = (entries: [string, unknown][]): unknown => Object.fromEntries(entries);

const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(word, fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(word, tie('value')), { maxLength: 6 }).map(fromEntries),
  ),
}));

/** Where in an event there is something to change. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (!isObject(value) && !Array.isArray(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

type Change = {
  readonly how: 'remove' | 'replace' | 'add';
  at: number;
  key: string;
  value: unknown;
};

const change: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom('remove', 'replace', 'add'),
  at: fc.nat(),
  key: word,
  value: fc.oneof(anything, fc.constantFrom(...KNOWN.map(({ event }) => event))),
});

function changed(event: unknown, { how, at, key, value }: Change): unknown {
  const paths = pathsOf(event);
  const path = paths[at % paths.length] ?? [];
  return edit(event, path, (found) => {
    if (how === 'remove') return undefined;
    if (how === 'replace' || typeof found !== 'object' || found === null) return value;
    return Array.isArray(found) ? [...found, value] : { ...found, [key]: value };
  });
}

/** A copy with one value changed; undefined takes it out. */
function edit(value: unknown, path: string[], how: (found: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return how(value);
  const entries = Object.entries(value as object).flatMap(([name, inner]) => {
    const after = name === key ? edit(inner, rest, how) : inner;
    return after === undefined ? [] : [[name, after] as [string, unknown]];
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

const changedFixture = fc
  .tuple(
    fc.constantFrom(...KNOWN.map(({ event }) => event)),
    fc.array(change, { minLength: 1, maxLength: 4 }),
  )
  .map(([event, changes]) => changes.reduce(changed, event));

// ---- When a delivery may mean DEFAULT_REQUEST, written down once more and apart from the triggers.

type Fields = Record<string, unknown>;

const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  );

const isId = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value !== '');

function isOfficial(event: unknown): boolean {
  const { source, type } = (isObject(event) ? event : {}) as Fields;
  return (
    String(source).endsWith('.cloud.tencent') &&
    isId(at(event, 'id')) &&
    !/^(connector:|$)/.test(String(type ?? '')) &&
    at(event, 'data', 'msgBody') === undefined &&
    !/ManualBackupInstance"|run-[a-z0-9]{10}-/.test(JSON.stringify(at(event, 'data') ?? ''))
  );
}

function mayMeanDefault(event: Fields, index: number): boolean {
  const one = (list: unknown) => (Array.isArray(list) ? list[index] : undefined);
  if (event.Type === 'Timer') return String(event.Message ?? '').trim() === '';
  if (Object.hasOwn(event, 'EventList')) return isOfficial(one(event.EventList));
  if (Object.hasOwn(event, 'specversion')) return isOfficial(event);
  if (Object.hasOwn(event, 'Records'))
    return isId(at(one(event.Records), 'cos', 'cosBucket', 'name'));
  if (Object.hasOwn(event, 'clslogs')) return isId(at(event, 'clslogs', 'data'));
  if (Object.hasOwn(event, 'EventType'))
    return isId(at(event, `${event.EventType}Event`, 'TaskId'));
  const original = at(event, 'Body', 'ClientContext');
  return typeof original === 'string' && mayMeanDefault(JSON.parse(original), index);
}

function check(event: unknown): void {
  const claimed = TRIGGERS.filter((trigger) => trigger.claims(event));
  expect(claimed.length).toBeLessThanOrEqual(1);
  // Not even one that is asked to read what is not its own.
  for (const trigger of TRIGGERS) trigger.read(event, invocation());
  const deliveries = claimed.flatMap((trigger) => trigger.read(event, invocation()));
  for (const [index, delivery] of deliveries.entries()) checkDelivery(event, delivery, index);
}

function checkDelivery(event: unknown, { payload, runKey, http }: Delivery, index: number): void {
  expect(payload.from !== 'default' || mayMeanDefault(event as Fields, index)).toBe(true);
  // Without a key of its own, a delivery that is no HTTP request could be made twice: it is refused.
  expect([runKey, http].some(Boolean) || payload.from === 'unreadable').toBe(true);
}

describe('of any event: at most one trigger claims it, none throws, and DEFAULT_REQUEST is meant by no accident', () => {
  test('the oracle agrees with the fixtures', () => {
    const means = KNOWN.filter(({ event }) =>
      TRIGGERS.some((trigger) =>
        trigger.read(event, invocation()).some(({ payload }) => payload.from === 'default'),
      ),
    ).map(({ trigger }) => trigger);
    expect([...new Set(means)].sort()).toEqual(
      ['timer', 'eventbridge', 'cos', 'cls', 'mps', 'dead-letter'].sort(),
    );
    for (const { event } of KNOWN) check(event);
  });

  test('arbitrary JSON', () => {
    fc.assert(fc.property(anything, check), { numRuns: 700 });
  });

  test('arbitrary objects with the keys of sources', () => {
    const marked = fc.array(fc.tuple(fc.constantFrom(...WORDS), anything), { maxLength: 5 });
    fc.assert(fc.property(marked.map(fromEntries), check), { numRuns: 700 });
  });

  test('fixtures with keys removed, replaced or added', () => {
    fc.assert(fc.property(changedFixture, check), { numRuns: 1000 });
  });
});
