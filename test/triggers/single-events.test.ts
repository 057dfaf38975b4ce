// CLS, MPS, CLB and dead letters: one delivery an event.
import {
  eventOf,
  FACTS,
  handClock,
  inMemory,
  keysOf,
  listedApi,
  read,
  run,
  sha256,
  triggerNamed,
} from './support';

const issueAt = (path: string) => [
  {
    runKey: undefined,
    payload: { from: 'unreadable', issue: { path, message: expect.any(String) } },
  },
];

describe('CLS', () => {
  test('means the setting; its key is the hash of its data', () => {
    const event = eventOf('cls/gzip') as { clslogs: { data: string } };
    expect(read('cls', event)).toEqual([
      {
        runKey: { value: sha256(event.clslogs.data), chosenBy: 'event' },
        payload: { from: 'default' },
      },
    ]);
  });
  test.each([[undefined], [''], ['not base64!'], ['YQ===='], [7], [['YQ==']]])(
    'data %j',
    (data) => {
      expect(read('cls', { clslogs: { data } })).toEqual(issueAt('clslogs.data'));
    },
  );
  test.each([[null], ['text'], [[]]])('clslogs %j', (clslogs) => {
    expect(read('cls', { clslogs })).toEqual(issueAt('clslogs.data'));
  });
});

describe('MPS', () => {
  test('means the setting; its key is the task', () => {
    expect(read('mps', eventOf('mps/workflow-task'))).toEqual([
      {
        runKey: { value: '245000654-WorkflowTask-f46dac7fe2436c47', chosenBy: 'event' },
        payload: { from: 'default' },
      },
    ]);
  });
  test('progress and end of one task are one run', () => {
    const event = eventOf('mps/workflow-task') as { WorkflowTaskEvent: object };
    const progress = {
      ...event,
      WorkflowTaskEvent: { ...event.WorkflowTaskEvent, Status: 'PROCESSING' },
    };
    expect(keysOf('mps', progress)).toEqual(keysOf('mps', event));
  });
  const table: [event: object, path: string][] = [
    [{ EventType: 'WorkflowTask' }, 'WorkflowTaskEvent'],
    [{ EventType: 'WorkflowTask', WorkflowTaskEvent: {} }, 'WorkflowTaskEvent.TaskId'],
    [{ EventType: 'EditMediaTask', WorkflowTaskEvent: { TaskId: '1' } }, 'EditMediaTaskEvent'],
    [{ EventType: { toString: 1 } }, 'EventType'],
  ];
  test.each(table)('%j', (event, path) => expect(read('mps', event)).toEqual(issueAt(path)));
});

describe('CLB answers as every other gateway', () => {
  const call = async (change: object, headers: object = {}) => {
    const clock = handClock();
    const api = listedApi(clock);
    const event = eventOf('clb/object') as { headers: object };
    const told = await run(
      { ...event, ...change, headers: { ...event.headers, ...headers } },
      inMemory(clock, api),
    );
    const { statusCode, body } = (told.result ?? {}) as { statusCode?: number; body?: string };
    return { statusCode, body: JSON.parse(body ?? 'null'), sent: api.sent.length };
  };
  const table: [name: string, change: object, headers: object, status: number][] = [
    ['a body that is an object', {}, {}, 202],
    ['a body that is text', { payload: '{"InstanceId":"crs-demo0001"}' }, {}, 202],
    [
      'base64',
      { payload: btoa('{"InstanceId":"crs-demo0001"}'), isBase64Encoded: 'true' },
      {},
      202,
    ],
    ['base64 that is none', { payload: '%', isBase64Encoded: 'true' }, {}, 400],
    ['a flag that is an object', { payload: '%', isBase64Encoded: { toString: 1 } }, {}, 400],
    ['no body', { payload: undefined }, {}, 400],
    ['a list', { payload: [] }, {}, 400],
    ['no token', {}, { Authorization: '' }, 401],
    [
      'health',
      { payload: '' },
      { 'X-Method': 'GET', 'X-Uri': '/scf_location/health', Authorization: '' },
      200,
    ],
    ['another method', {}, { 'X-Method': 'DELETE' }, 405],
    ['a smuggled event', { payload: eventOf('timer/message') }, {}, 400],
  ];
  test.each(table)('%s', async (_name, change, headers, status) => {
    const { statusCode, sent } = await call(change, headers);
    expect({ statusCode, sent }).toEqual({ statusCode: status, sent: status === 202 ? 1 : 0 });
  });

  test.each([[null], ['text'], [[]], [{}]])(
    'headers %j are a caller without a token',
    async (headers) => {
      const clock = handClock();
      const told = await run({ headers, payload: {} }, inMemory(clock, listedApi(clock)));
      expect(told.result).toMatchObject({ statusCode: 401 });
    },
  );
});

describe('a dead letter', () => {
  const letter = (ClientContext: unknown, RequestId: unknown = 'original') => ({
    RequestId,
    Body: { ClientContext },
  });
  const text = (name: string) => JSON.stringify(eventOf(name));
  const asRun = (trigger: string, event: unknown, requestId = 'original') =>
    triggerNamed(trigger).read(event, { ...FACTS, invocationId: requestId });

  const table: [fixture: string, trigger: string][] = [
    ['timer/message', 'timer'],
    ['direct/one', 'direct'],
    ['eventbridge/custom-batch', 'eventbridge'],
    ['eventbridge/audit-own-backup', 'eventbridge'],
    ['cmq/tags-as-list', 'cmq'],
    ['cos/created', 'cos'],
    ['cls/gzip', 'cls'],
    ['mps/workflow-task', 'mps'],
  ];
  test.each(table)('of %s is that event, of the trigger %s', (fixture, trigger) => {
    expect(read('dead-letter', letter(text(fixture)))).toEqual(
      asRun(trigger, eventOf(fixture)).map((delivery) => ({ trigger, ...delivery })),
    );
  });

  test('of a dead letter is the event in that one', () => {
    const inner = letter(text('direct/one'), 'the first');
    expect(read('dead-letter', letter(JSON.stringify(inner), 'the second'))).toEqual(
      asRun('direct', eventOf('direct/one'), 'the first').map((delivery) => ({
        trigger: 'direct',
        ...delivery,
      })),
    );
  });

  test.each(['{', '', 'null', '{}', '[]', '{"Type":"Timer","EventType":"x"}'])(
    'with %j inside is refused',
    (context) =>
      expect(read('dead-letter', letter(context))).toEqual(issueAt('Body.ClientContext')),
  );
  test.each(['http/function-url', 'clb/object'])('of %s is sent to the URL again', (fixture) => {
    expect(read('dead-letter', letter(text(fixture)))).toEqual(issueAt('Body.ClientContext'));
  });
  test('without a request id stands under that of this run', () => {
    expect(read('dead-letter', letter(text('direct/one'), null))[0]?.runKey?.value).toBe(
      'request_id run-1',
    );
  });
});
