// A dead letter is the event it was, under the trigger that event is of.
import { START_OF_TIME } from '../support/clock';
import { fixture, timerEvent } from '../support/events';
import { READ_CONTEXT, read, triggerNamed } from '../support/triggers';

const issueAt = (path: string) => [
  {
    runKey: undefined,
    payload: { from: 'unreadable', issue: { path, message: expect.any(String) } },
  },
];

describe('a dead letter', () => {
  const letter = (ClientContext: unknown, RequestId: unknown = 'original') => ({
    RequestId,
    Body: { ClientContext },
  });
  const text = (name: string) => JSON.stringify(fixture(name));
  const asRun = (trigger: string, event: unknown, requestId = 'original') =>
    triggerNamed(trigger).read(event, { ...READ_CONTEXT, invocationId: requestId });

  const table: [name: string, trigger: string][] = [
    ['timer/message', 'timer'],
    ['direct/one', 'direct'],
    ['eventbridge/custom-batch', 'eventbridge'],
    ['eventbridge/audit-own-backup', 'eventbridge'],
    ['cmq/tags-as-list', 'cmq'],
    ['cos/created', 'cos'],
    ['cls/gzip', 'cls'],
    ['mps/workflow-task', 'mps'],
  ];
  test.each(table)('of %s is that event, of the trigger %s', (name, trigger) => {
    expect(read('dead-letter', letter(text(name)))).toEqual(
      asRun(trigger, fixture(name)).map((delivery) => ({ trigger, ...delivery })),
    );
  });

  test('of a dead letter is the event in that one', () => {
    const inner = letter(text('direct/one'), 'the first');
    expect(read('dead-letter', letter(JSON.stringify(inner), 'the second'))).toEqual(
      asRun('direct', fixture('direct/one'), 'the first').map((delivery) => ({
        trigger: 'direct',
        ...delivery,
      })),
    );
  });

  const lettersAround = (event: unknown, count: number): unknown =>
    count === 0 ? event : letter(JSON.stringify(lettersAround(event, count - 1)));

  test.each([1, 3])('%d deep is read', (count) => {
    expect(read('dead-letter', lettersAround(fixture('direct/one'), count))).toMatchObject([
      { trigger: 'direct', runKey: { value: 'request_id original' } },
    ]);
  });
  test('4 deep is refused', () => {
    expect(read('dead-letter', lettersAround(fixture('direct/one'), 4))).toMatchObject(
      issueAt('Body.ClientContext'),
    );
  });

  const timed = (ms: number) =>
    letter(JSON.stringify(timerEvent({}, { Time: new Date(START_OF_TIME + ms).toISOString() })));
  test('of a timer may be weeks old, as a person sends it again', () => {
    expect(read('dead-letter', timed(-20 * 86_400_000))).toMatchObject([
      { payload: { from: 'text' } },
    ]);
  });
  test('of a timer must not use up a run key of days to come', () => {
    expect(read('dead-letter', timed(20 * 86_400_000))).toMatchObject([
      { payload: { from: 'unreadable', code: 'TimerTimeIsAhead' } },
    ]);
  });

  test.each(['{', '', 'null', '{}', '[]', '{"Type":"Timer","EventType":"x"}'])(
    'with %j inside is refused',
    (context) =>
      expect(read('dead-letter', letter(context))).toEqual(issueAt('Body.ClientContext')),
  );
  test.each(['http/function-url', 'clb/object'])('of %s is sent to the URL again', (name) => {
    expect(read('dead-letter', letter(text(name)))).toEqual(issueAt('Body.ClientContext'));
  });
  test('without a request id stands under that of this run', () => {
    expect(read('dead-letter', letter(text('direct/one'), null))[0]?.runKey?.value).toBe(
      'request_id run-1',
    );
  });
});
