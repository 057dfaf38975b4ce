// Random events of every source but HTTP's own cases (cases.ts): keys of other times, requests good and bad, hostile names.
import { START_OF_TIME } from '../../test/support/clock';
import { bearer, TOKEN } from '../../test/support/webhook';
import fc from '../support/property';

/** A backup that somebody has put into the list before the event comes. */
export interface Plant {
  /** Of the event's own run, of that run for another request, a look-alike within a text, or nobody's. */
  readonly remark: 'own' | 'other content' | 'look-alike' | 'none';
  /** Hours between its start and the present; below 0 it is to come. */
  readonly ageHours: number;
  readonly state: 'good' | 'gone' | 'running';
  readonly keptDays: number;
}

export interface DoorCase {
  readonly event: unknown;
  readonly plants: readonly Plant[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Names that a terminal obeys, that turn text around, that JavaScript knows, or that have no end. */
const hostileName = fc.oneof(
  fc.constantFrom(
    '\u001b[2J\u001b]0;x\u0007',
    '\u202e\u2066gnp.exe',
    '\u2028\u2029\u0085',
    '\u{e0041}\u200b',
    '__proto__',
    'constructor',
    'crs-*',
    '"}\n{"level":"info"',
    `crs-${'a'.repeat(5_000)}`,
    '\ud800',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

const known = fc.constantFrom('crs-demo0001', 'crs-a', 'crs-other001');

const requestArb = fc.record(
  {
    InstanceId: fc.oneof({ weight: 6, arbitrary: known }, { weight: 1, arbitrary: hostileName }),
    Region: fc.constantFrom('ap-guangzhou', 'ap-guangzhou', 'ap-shanghai'),
    StorageDays: fc.constantFrom(0, 1, 3, 7, 30, 31, 1825),
    Remark: hostileName,
    DryRun: fc.boolean(),
    SkipIfBackedUpWithinHours: fc.constantFrom(1, 24, 600),
  },
  { requiredKeys: ['InstanceId'] },
);

const selection = fc.record(
  {
    Selector: fc.constantFrom(
      {},
      { NamePrefix: 'demo' },
      { NamePrefix: 'none' },
      { Regions: ['ap-shanghai'] },
      { Regions: 'all' },
    ),
    AllowEmpty: fc.boolean(),
    StorageDays: fc.constantFrom(1, 7),
  },
  { requiredKeys: ['Selector'] },
);

const withStrangeField = fc
  .tuple(requestArb, hostileName)
  .map(([request, name]) =>
    JSON.parse(`${JSON.stringify(request).slice(0, -1)},${JSON.stringify(name)}:1}`),
  );

const messageArb: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: requestArb },
  { weight: 3, arbitrary: selection },
  { weight: 1, arbitrary: selection.map((asked) => ({ Coverage: { Selector: asked.Selector } })) },
  { weight: 2, arbitrary: withStrangeField },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: hostileName },
);

const textArb = messageArb.map((message) => JSON.stringify(message));

/** A text where an identity belongs; mostly a plain one. */
const idArb = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('id-1', 'nightly', 7) },
  { weight: 1, arbitrary: hostileName },
);

const timerArb = fc
  .record({
    name: fc.oneof(
      { weight: 4, arbitrary: fc.constant('nightly') },
      { weight: 1, arbitrary: hostileName },
    ),
    aheadMs: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: -6 * HOUR_MS, max: 4 * MINUTE_MS }) },
      { weight: 2, arbitrary: fc.integer({ min: -40 * 24 * HOUR_MS, max: 40 * 24 * HOUR_MS }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          5 * MINUTE_MS,
          5 * MINUTE_MS + 1,
          -375 * MINUTE_MS,
          -375 * MINUTE_MS - 1,
        ),
      },
    ),
    Message: fc.oneof(textArb, fc.constantFrom('', ' ')),
  })
  .map(({ name, aheadMs, Message }) => ({
    Type: 'Timer',
    TriggerName: name,
    Time: new Date(START_OF_TIME + aheadMs).toISOString(),
    Message,
  }));

const bridgeEvent = fc
  .record({
    source: fc.oneof(idArb, fc.constantFrom('redis.cloud.tencent', 'my.app')),
    id: idArb,
    type: fc.constantFrom('backup', 'connector:kafka', 'redis:CloudEvent:ApiCall', ''),
    data: fc.oneof(
      messageArb,
      textArb,
      textArb.map((msgBody) => ({ msgBody })),
    ),
  })
  .map((event) => ({ specversion: '1.0', ...event }));

const bridgeArb = fc.oneof(
  bridgeEvent,
  fc
    .array(fc.oneof(bridgeEvent, requestArb), { minLength: 1, maxLength: 4 })
    .map((EventList) => ({ EventList })),
);

const recordsArb = fc.oneof(
  fc
    .array(fc.record({ topicName: idArb, msgId: idArb, msgBody: textArb }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((records) => ({ Records: records.map((CMQ) => ({ CMQ })) })),
  fc
    .array(fc.record({ topic: idArb, Partition: fc.nat(3), offset: fc.nat(5), msgBody: textArb }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((records) => ({ Records: records.map((Ckafka) => ({ Ckafka })) })),
  fc.record({ key: hostileName, requestId: idArb }).map(({ key, requestId }) => ({
    Records: [
      {
        cos: { cosObject: { key }, cosBucket: { name: 'b' } },
        event: { eventName: 'cos:ObjectCreated:Put', eventTime: 1, reqid: requestId },
      },
    ],
  })),
);

const otherArb = fc.oneof(
  fc.base64String({ minLength: 4, maxLength: 40 }).map((data) => ({ clslogs: { data } })),
  fc.record({ id: idArb }).map(({ id }) => ({
    EventType: 'WorkflowTask',
    WorkflowTaskEvent: { TaskId: id },
  })),
);

const directArb = fc.oneof(
  requestArb,
  selection,
  withStrangeField,
  fc
    .tuple(requestArb, hostileName)
    .map(([request, IdempotencyKey]) => ({ ...request, IdempotencyKey })),
);

const balancerArb = fc
  .record({
    payload: fc.oneof(messageArb, textArb),
    token: fc.constantFrom(TOKEN, TOKEN, TOKEN, 'nobody'),
    key: fc.constantFrom('k-1', undefined),
  })
  .map(({ payload, token, key }) => ({
    headers: {
      ...bearer(token),
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    payload,
  }));

const plainArb: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: timerArb },
  { weight: 3, arbitrary: bridgeArb },
  { weight: 3, arbitrary: recordsArb },
  { weight: 1, arbitrary: otherArb },
  { weight: 3, arbitrary: directArb },
  { weight: 2, arbitrary: balancerArb },
);

const letter = (event: unknown, RequestId: unknown) => ({
  RequestId,
  Body: { ClientContext: JSON.stringify(event) },
});

const letterArb = fc
  .tuple(plainArb, idArb, fc.integer({ min: 1, max: 5 }))
  .map(([event, requestId, depth]) => {
    let sent: unknown = event;
    for (let at = 0; at < depth; at += 1) sent = letter(sent, requestId);
    return sent;
  });

/** An event of one source with a key that another one is known by, or a name that none is known by. */
const strangeArb = fc
  .tuple(
    plainArb,
    fc.oneof(fc.constantFrom('Type', 'Records', 'Body', 'headers'), hostileName),
    fc.jsonValue(),
  )
  .map(([event, name, value]) =>
    JSON.parse(JSON.stringify({ ...(event as object), [name]: value })),
  );

const eventArb: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 12, arbitrary: plainArb },
  { weight: 3, arbitrary: letterArb },
  { weight: 1, arbitrary: strangeArb },
  { weight: 1, arbitrary: fc.jsonValue() },
);

const plantArb: fc.Arbitrary<Plant> = fc.record({
  remark: fc.constantFrom('own', 'own', 'own', 'other content', 'look-alike', 'none'),
  ageHours: fc.oneof(fc.integer({ min: -6, max: 20 }), fc.integer({ min: -700, max: 700 })),
  state: fc.constantFrom('good', 'good', 'gone', 'running'),
  keptDays: fc.constantFrom(1, 7, 30),
});

export const doorArb: fc.Arbitrary<DoorCase> = fc
  .record({ event: eventArb, plants: fc.array(plantArb, { maxLength: 2 }) })
  // Through JSON, as the platform hands it over.
  .map(({ event, plants }) => ({ event: JSON.parse(JSON.stringify(event)), plants }));
