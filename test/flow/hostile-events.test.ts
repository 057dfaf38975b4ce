// Events that mean harm, or only look like it: bounded time and memory, a clear error, nothing polluted.
import { gzipSync } from 'node:zlib';
import { fixture } from '../support/events';
import { handClock, type Invoked, inMemory, invoke, listedApi } from '../support/invoke';
import { keysOf, read } from '../support/triggers';

const KB = 1024;
const MB = KB * KB;

interface Played extends Invoked {
  readonly sent: number;
  readonly ms: number;
  readonly heapMb: number;
}

/** One run, with its time and the heap it left behind before anything was collected. */
async function play(event: unknown): Promise<Played> {
  const clock = handClock();
  const api = listedApi(clock);
  const [heap, startedAt] = [process.memoryUsage().heapUsed, performance.now()];
  const told = await invoke(event, inMemory(clock, api));
  const heapMb = (process.memoryUsage().heapUsed - heap) / MB;
  return { ...told, sent: api.sent.length, ms: performance.now() - startedAt, heapMb };
}

/** As SCF hands it over: parsed from text. */
const parsed = (text: string): unknown => JSON.parse(text);
const nested = (depth: number, open = '[', close = ']'): string =>
  open.repeat(depth) + close.repeat(depth);

/** Many times what a slow machine needs, and far from what a quadratic step or an inflated bomb would take. */
const MOST_MS = 5_000;
const MOST_MB = 64;

function expectBounded({ ms, heapMb, thrown = '', log }: Played): void {
  expect(ms).toBeLessThan(MOST_MS);
  expect(heapMb).toBeLessThan(MOST_MB);
  expect(thrown.length).toBeLessThan(10_000);
  // Two lines for what was asked for, however long it is.
  expect(log.length).toBeLessThanOrEqual(3);
}

describe('a gzip bomb in CLS', () => {
  const bomb = gzipSync(Buffer.alloc(90 * MB)).toString('base64');

  test('is never inflated: one backup, as for any other logs', async () => {
    expect(bomb.length).toBeLessThan(128 * KB);
    const played = await play({ clslogs: { data: bomb } });
    expectBounded(played);
    expect(played.sent).toBe(1);
    expect(JSON.stringify([played.result, played.log])).not.toContain(bomb.slice(0, 100));
  });
});

describe('128 KB, and what else an event may have', () => {
  const size = 128 * KB;
  const fields = (count: number): string =>
    Array.from({ length: count }, (_, n) => `"instanceld${n}":0`).join();
  const table: [name: string, event: () => unknown, message: RegExp][] = [
    [
      'text in CLS that is no base64',
      () => ({ clslogs: { data: '!'.repeat(size) } }),
      /clslogs\.data/,
    ],
    ['almost base64', () => ({ clslogs: { data: `${'A'.repeat(size)}!` } }), /clslogs\.data/],
    [
      'a message that is no JSON',
      () => ({ Records: [{ CMQ: { topicName: 't', msgId: 'm', msgBody: 'x'.repeat(size) } }] }),
      /is not valid JSON/,
    ],
    [
      'a request of wrong fields',
      () => parsed(`{"InstanceId":"crs-1",${fields(size / 16)}}`),
      /unknown field/,
    ],
    ['one wrong field', () => ({ InstanceId: 'crs-1', ['x'.repeat(size)]: 0 }), /unknown field/],
    ['a key', () => ({ InstanceId: 'crs-1', IdempotencyKey: 'k'.repeat(size) }), /1 to 255/],
    [
      'an event bus id',
      () => ({ ...fixture('eventbridge/custom'), id: 'i'.repeat(size), data: 'no' }),
      /sha256 [0-9a-f]{64}/,
    ],
    [
      'keys of nobody',
      () => parsed(`{${fields(size / 16).replaceAll('instanceld', 'field')}}`),
      /no trigger knows this event/,
    ],
    [
      'wrong ids',
      () => ({ InstanceIds: Array.from({ length: 1000 }, () => 'x'.repeat(100)) }),
      /instance id like/,
    ],
    [
      'too many ids',
      () => ({ InstanceIds: Array.from({ length: size / 16 }, (_, n) => `crs-${n}`) }),
      /at most 1000/,
    ],
    [
      'a dead letter in a dead letter, over and over',
      () => letters(11),
      /must not hold more than 3 dead letters/,
    ],
    [
      'deep lists in a request',
      () => parsed(`{"InstanceIds":${nested(size / 2 - 10)}}`),
      /InstanceIds\[0\].*must be a string/,
    ],
    [
      'deep objects in a request',
      () => parsed(`{"InstanceId":${nested(size / 7, '{"a":', '}').replace('{"a":}', '{}')}}`),
      /InstanceId.*must be a string/,
    ],
    [
      'a deep audit record',
      () =>
        parsed(
          `{"specversion":"1.0","id":"1","type":"redis:CloudEvent:ApiCall","source":"redis.cloud.tencent","data":${nested(size / 2 - 200)}}`,
        ),
      /^$/,
    ],
    [
      'deep lists in a message',
      () => ({
        Records: [{ CMQ: { topicName: 't', msgId: 'm', msgBody: nested(size / 2 - 60) } }],
      }),
      /must be a JSON object|nested deeper/,
    ],
    ['deep lists alone', () => parsed(nested(size / 2)), /a list/],
    [
      'deep records',
      () => parsed(`{"Records":${nested(size / 2 - 20)}}`),
      /no trigger knows this event/,
    ],
    [
      'records of nothing',
      () => parsed(`{"Records":[${'{},'.repeat(size / 3 - 10)}{}]}`),
      /no trigger knows this event/,
    ],
  ];

  /** Every letter escapes the one inside: quotes and backslashes double. */
  function letters(depth: number): unknown {
    let event: unknown = {};
    for (let n = 0; n < depth; n += 1) event = { Body: { ClientContext: JSON.stringify(event) } };
    return event;
  }

  test.each(table)('%s', async (_name, event, message) => {
    const given = event();
    const played = await play(given);
    expectBounded(played);
    expect(played.thrown ?? '').toMatch(message);
    expect(played.sent).toBe(played.thrown === undefined ? 1 : 0);
  });

  test('10,000 records of which none is any good', async () => {
    const Records = Array.from({ length: 10_000 }, (_, offset) => ({
      Ckafka: { topic: 't', Partition: 0, offset, msgBody: 'x'.repeat(500) },
    }));
    const { thrown, result, ms } = await play({ Records });
    expect(thrown).toBeUndefined();
    expect(JSON.stringify(result).length).toBeLessThan(10_000);
    expect(result).toMatchObject({ more: 10_000 - 20 });
    expect(ms).toBeLessThan(2 * MOST_MS);
  });
});

describe('__proto__', () => {
  const table: [name: string, text: string, thrown: RegExp][] = [
    ['as an event', '{"__proto__":{"InstanceId":"crs-demo0001"}}', /no trigger knows/],
    ['in a request', '{"InstanceId":"crs-demo0001","__proto__":{"StorageDays":1}}', /__proto__/],
    [
      'as a request',
      '{"specversion":"1","id":"1","type":"t","source":"s","data":{"__proto__":{"InstanceId":"crs-demo0001"}}}',
      /__proto__/,
    ],
    [
      'as an envelope',
      '{"__proto__":{"Type":"Timer","TriggerName":"t","Time":"t"}}',
      /no trigger knows/,
    ],
    [
      'in a message',
      '{"Records":[{"Ckafka":{"topic":"t","partition":0,"offset":0,"msgBody":"{\\"__proto__\\":{\\"InstanceId\\":\\"crs-1\\"}}"}}]}',
      /^$/,
    ],
    ['as a record', '{"Records":[{"__proto__":{"cos":{}}}]}', /no trigger knows/],
    ['as a task', '{"EventType":"__proto__","__proto__Event":{}}', /__proto__Event\.TaskId/],
    [
      'as a constructor',
      '{"EventType":"constructor","InstanceId":"crs-demo0001"}',
      /constructorEvent/,
    ],
  ];
  test.each(table)('%s makes no backup and changes no prototype', async (_name, text, message) => {
    const { thrown = '', sent } = await play(parsed(text));
    expect(thrown).toMatch(message);
    expect(sent).toBe(0);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>).InstanceId).toBeUndefined();
  });
});

describe('lone surrogates', () => {
  /** UTF-8 has no lone surrogates, so only a text without any comes back as it was. */
  const isWellFormed = (text: string) => Buffer.from(text).toString() === text;
  const withId = (id: string) => ({ ...fixture('eventbridge/custom'), id });

  test('make keys of their own', () => {
    const ids = ['\ud800', '\udfff', '\ufffd', '\\ud800'];
    const keys = ids.map((id) => keysOf('eventbridge', withId(id))[0]);
    expect(new Set(keys).size).toBe(ids.length);
    for (const key of keys) expect(isWellFormed(key ?? '')).toBe(true);
  });

  test('two such events are two backups, and each delivered again is none', async () => {
    const clock = handClock();
    const api = listedApi(clock);
    for (const id of ['\ud800', '\udfff', '\ud800', '\udfff'])
      await invoke(withId(id), inMemory(clock, api));
    expect(api.sent).toHaveLength(2);
  });

  test('do not break the error', async () => {
    const { thrown } = await play({ ...withId('\ud800'), data: { 'Instance\ud800Id': '\udfff' } });
    expect(isWellFormed(thrown ?? '')).toBe(true);
    expect(() => JSON.parse(thrown ?? '')).not.toThrow();
  });
});

test('an endless list of records is read once, not once a record', () => {
  const Records = Array.from({ length: 100_000 }, () => ({ nothing: 0 }));
  const startedAt = performance.now();
  expect(read('cos', { Records: [...Records, { cos: {} }] })).toHaveLength(100_001);
  expect(performance.now() - startedAt).toBeLessThan(MOST_MS);
});
