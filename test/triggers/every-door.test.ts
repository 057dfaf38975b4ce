import type { Delivery } from '../../src/delivery';
import { isObject } from '../../src/request/json';
import { selectTrigger, TRIGGERS, UnclaimedEventError } from '../../src/triggers/select';
import fc from '../support/property';
import { FACTS, FIXTURES } from './support';

const KNOWN = FIXTURES.filter(({ trigger }) => trigger !== 'unknown');
const claimants = (event: unknown): string[] =>
  TRIGGERS.filter((trigger) => trigger.claims(event)).map(({ name }) => name);

describe('every trigger × every fixture', () => {
  describe.each(TRIGGERS.map(({ name, claims }) => ({ name, claims })))('$name', (trigger) => {
    test.each(FIXTURES)('$name', ({ trigger: folder, event }) => {
      expect(trigger.claims(event)).toBe(folder === trigger.name);
    });
  });

  test.each(TRIGGERS.map(({ name }) => name))('%s has two variants or more', (name) => {
    expect(FIXTURES.filter(({ trigger }) => trigger === name).length).toBeGreaterThanOrEqual(2);
  });

  test.each(FIXTURES)('$name names its source', ({ source }) => {
    expect(source).toEqual(expect.stringMatching(/\w{3}/));
  });
});

describe('events of nobody', () => {
  const table: [name: string, event: unknown, message: RegExp][] = [
    ['an empty object', {}, /an empty object/],
    ['a list of events', [{ InstanceId: 'crs-demo0001' }], /a list/],
    ['nothing', null, /null/],
    ['no records', { Records: [] }, /the keys Records/],
    ['records of no source', { Records: [{ sqs: {} }, null, 7] }, /the keys Records/],
    ['a record of two sources', { Records: [{ cos: {}, CMQ: {} }] }, /the keys Records/],
    ['an empty batch', { EventList: [] }, /the keys EventList/],
    ['a batch that is no list', { EventList: { InstanceId: 'crs-demo0001' } }, /EventList/],
    ['two marks', { EventType: 'WorkflowTask', Type: 'Timer' }, /EventType, Type/],
    ['a request in an envelope', { Type: 'Timer', InstanceId: 'crs-demo0001' }, /Type, InstanceId/],
    ['a method that is no text', { httpMethod: 7, headers: {} }, /httpMethod, headers/],
    ['a dead letter without its event', { Body: { RetryNum: 2 } }, /the keys Body/],
    ['inherited marks', JSON.parse('{"__proto__":{"clslogs":{"data":"YQ=="}}}'), /__proto__/],
  ];
  test.each(table)('%s', (_name, event, message) => {
    expect(claimants(event)).toEqual([]);
    expect(() => selectTrigger(event)).toThrow(UnclaimedEventError);
    expect(() => selectTrigger(event)).toThrow(message);
  });

  test('two triggers that claim one event are named', () => {
    const greedy = TRIGGERS.slice(0, 2).map((trigger) => ({ ...trigger, claims: () => true }));
    expect(() => selectTrigger({}, greedy)).toThrow(
      /^this event looks like timer and http at once: an empty object$/,
    );
  });
});

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
    !/ManualBackupInstance"|\[run:/.test(JSON.stringify(at(event, 'data') ?? ''))
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
  for (const trigger of TRIGGERS) trigger.read(event, FACTS);
  const deliveries = claimed.flatMap((trigger) => trigger.read(event, FACTS));
  for (const [index, delivery] of deliveries.entries()) checkDelivery(event, delivery, index);
}

function checkDelivery(event: unknown, { payload, runKey, http }: Delivery, index: number): void {
  if (payload.from === 'default') expect(mayMeanDefault(event as Fields, index)).toBe(true);
  // Without a key of its own, a delivery that is no HTTP request could be made twice: it is refused.
  if (runKey === undefined) expect(http !== undefined || payload.from === 'unreadable').toBe(true);
}

describe('whatever comes, at most one trigger claims it, none crashes, and no accident means the default', () => {
  test('the oracle agrees with the fixtures', () => {
    const means = KNOWN.filter(({ event }) =>
      TRIGGERS.some((trigger) =>
        trigger.read(event, FACTS).some(({ payload }) => payload.from === 'default'),
      ),
    ).map(({ trigger }) => trigger);
    expect([...new Set(means)].sort()).toEqual(
      ['timer', 'eventbridge', 'cos', 'cls', 'mps', 'dead-letter'].sort(),
    );
    for (const { event } of KNOWN) check(event);
  });

  test('arbitrary JSON', () => {
    fc.assert(fc.property(anything, check), { numRuns: 2000 });
  });

  test('arbitrary objects with the marks of sources', () => {
    const marked = fc.array(fc.tuple(fc.constantFrom(...WORDS), anything), { maxLength: 5 });
    fc.assert(fc.property(marked.map(fromEntries), check), { numRuns: 2000 });
  });

  test('fixtures with keys removed, replaced or added', () => {
    fc.assert(fc.property(changedFixture, check), { numRuns: 3000 });
  });
});
