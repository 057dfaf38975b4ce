// Every trigger takes a selector and a coverage request, in its own message or as the default request, exactly once.
import { type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { onCloud } from '../../test/support/cloud';
import { fixture } from '../../test/support/events';
import { FIXTURES_TOKEN, invoke } from '../../test/support/invoke';

const Selector = { Tags: [{ TagKey: 'fleet', TagValue: 'triggers' }] };
const IDS = ['crs-each0001', 'crs-each0002'];

let redis: RedisCloud;
beforeAll(async () => {
  redis = await startRedisCloud({
    taskMs: 1,
    instances: [...IDS, 'crs-other001'].map((instanceId) => ({
      instanceId,
      name: instanceId,
      region: 'ap-guangzhou',
      tags: instanceId === 'crs-other001' ? {} : { fleet: 'triggers' },
    })),
  });
});
afterEach(() => redis.reset());
afterAll(() => redis.close());

const JSON_HEADERS = {
  authorization: `Bearer ${FIXTURES_TOKEN}`,
  'content-type': 'application/json',
};

/** An event of each trigger that carries the request itself. */
const CARRIED: [trigger: string, event: (request: object) => unknown][] = [
  [
    'timer',
    (request) => ({
      Type: 'Timer',
      TriggerName: 'nightly',
      Time: new Date().toISOString(),
      Message: JSON.stringify(request),
    }),
  ],
  [
    'http',
    (request) => ({
      httpMethod: 'POST',
      path: '/',
      headers: { ...JSON_HEADERS, 'idempotency-key': 'key-1' },
      body: JSON.stringify(request),
    }),
  ],
  [
    'clb',
    (request) => ({
      headers: { ...JSON_HEADERS, 'idempotency-key': 'key-2' },
      payload: JSON.stringify(request),
    }),
  ],
  [
    'eventbridge',
    (data) => ({ specversion: '1.0', source: 'my.app', id: 'event-1', type: 'backup', data }),
  ],
  [
    'eventbridge, a connector',
    (request) => ({
      specversion: '1.0',
      source: 'ckafka.cloud.tencent',
      id: 'event-2',
      type: 'connector:ckafka',
      data: { msgBody: JSON.stringify(request) },
    }),
  ],
  ['eventbridge, reshaped', (request) => ({ EventList: [{ ...request, IdempotencyKey: 'k' }] })],
  [
    'cmq',
    (request) => ({
      Records: [{ CMQ: { topicName: 't', msgId: 'm', msgBody: JSON.stringify(request) } }],
    }),
  ],
  [
    'ckafka',
    (request) => ({
      Records: [
        { Ckafka: { topic: 't', Partition: 0, offset: 7, msgBody: JSON.stringify(request) } },
      ],
    }),
  ],
  ['direct', (request) => ({ ...request, IdempotencyKey: 'key-3' })],
  [
    'dead-letter',
    (request) => ({
      RequestId: 'old',
      Body: { ClientContext: JSON.stringify({ ...request, IdempotencyKey: 'key-4' }) },
    }),
  ],
];

/** A fixture of each trigger whose events mean DEFAULT_REQUEST. */
const DEFAULTED = [
  'cos/created',
  'cls/gzip',
  'mps/workflow-task',
  'eventbridge/cloud-monitor',
  'dead-letter/timer-without-message',
];

/** The body of whatever came back, or what was thrown. */
function bodyOf({ result, thrown }: Awaited<ReturnType<typeof invoke>>): Record<string, unknown> {
  if (thrown !== undefined) return JSON.parse(thrown);
  const { body } = result as { body?: string };
  return typeof body === 'string' ? JSON.parse(body) : (result as Record<string, unknown>);
}

const EVENTS: [trigger: string, event: unknown, settings: Record<string, string>][] = [
  ...CARRIED.map(([trigger, event]): (typeof EVENTS)[number] => [trigger, event({ Selector }), {}]),
  ...DEFAULTED.map((name): (typeof EVENTS)[number] => [
    name,
    fixture(name),
    { DEFAULT_REQUEST: JSON.stringify({ Selector }) },
  ]),
];

describe('a selector: each instance once, and not again by a second delivery', () => {
  test.each(EVENTS)('%s', async (_door, event, settings) => {
    expect(bodyOf(await invoke(event, onCloud(redis), { settings }))).toMatchObject({
      Summary: { accepted: 2 },
    });
    await new Promise((wake) => setTimeout(wake, 20));
    expect(bodyOf(await invoke(event, onCloud(redis), { settings }))).toMatchObject({
      Summary: { adopted: 2 },
    });
    expect(redis.backups().map(({ instanceId }) => instanceId)).toEqual(IDS);
  });
});

const STALE = {
  failed: [
    { outcome: 'never', code: 'NeverBackedUp', InstanceId: IDS[0] },
    { code: 'NeverBackedUp' },
  ],
};
const COUNTED = { Covered: 0, Never: 2 };

describe('a coverage request: stale is told as a failure, and nothing is started', () => {
  const events: typeof EVENTS = [
    ...CARRIED.filter(([trigger]) => !/reshaped|direct|dead-letter/.test(trigger)).map(
      ([trigger, event]): (typeof EVENTS)[number] => [
        trigger,
        event({ Coverage: { Selector } }),
        {},
      ],
    ),
    ['direct', { Coverage: { Selector } }, {}],
    ...DEFAULTED.map((name): (typeof EVENTS)[number] => [
      name,
      fixture(name),
      { DEFAULT_REQUEST: JSON.stringify({ Coverage: { Selector } }) },
    ]),
  ];
  test.each(events)('%s', async (trigger, event, settings) => {
    const told = await invoke(event, onCloud(redis), { settings });
    const isAnswer = trigger === 'http' || trigger === 'clb';
    expect(bodyOf(told)).toMatchObject(isAnswer ? COUNTED : STALE);
    // Asking Kafka again makes nothing covered: it is in the log as an error, and the partition goes on.
    expect(told.thrown === undefined).toBe(isAnswer || trigger === 'ckafka');
    expect(told.log).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'stale', InstanceId: IDS[0] }),
    );
    expect(redis.backups()).toEqual([]);
  });
});

test('a selector that finds nothing does not hold up a partition, and is an error of the run elsewhere', async () => {
  const nobody = { Selector: { NamePrefix: 'nobody' } };
  const events = CARRIED.filter(([trigger]) => trigger === 'ckafka' || trigger === 'cmq');
  const [cmq, ckafka] = await Promise.all(
    events.map(([, event]) => invoke(event(nobody), onCloud(redis))),
  );
  expect(cmq?.thrown).toContain('NothingSelected');
  expect(ckafka?.result).toMatchObject({ failed: [{ code: 'NothingSelected' }] });
});

test('a region that cannot be listed is worth a re-run, from Kafka too', async () => {
  redis.script({ action: 'DescribeInstances', code: 'InternalError', times: 3 });
  const [, event] = CARRIED.find(([trigger]) => trigger === 'ckafka') ?? [];
  const told = await invoke(event?.({ Selector }), onCloud(redis));
  expect(JSON.parse(told.thrown ?? '{}')).toMatchObject({
    failed: [{ Region: 'ap-guangzhou', code: 'InternalError' }],
  });
});

test('ALLOWED_INSTANCES holds for what a selector finds, whatever the trigger', async () => {
  const [, event] = CARRIED.find(([trigger]) => trigger === 'cmq') ?? [];
  const settings = { ALLOWED_INSTANCES: 'crs-each0001' };
  const told = await invoke(event?.({ Selector }), onCloud(redis), { settings });
  expect(told.result).toMatchObject({ NotAllowed: 1, Results: [{ InstanceId: 'crs-each0001' }] });
  expect(redis.backups().map(({ instanceId }) => instanceId)).toEqual(['crs-each0001']);
});
