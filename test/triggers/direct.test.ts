// A direct invoke: whose it is, and its run key.
import { toRegion } from '../../src/request/ids';
import { parsePayload } from '../../src/request/parse-request';
import { direct } from '../../src/triggers/direct';
import { invocation } from '../support/context';
import { fixture } from '../support/events';

const ID = 'crs-demo0001';

describe('a plain request', () => {
  const table: [name: string, event: unknown, claims: boolean][] = [
    ['one instance', { InstanceId: ID }, true],
    ['a field that is not a target', { StorageDays: 7 }, true],
    ['a field in another case', { instanceid: ID }, true],
    ['a misspelt field', { InstnaceId: ID }, true],
    ['a field of nobody beside one', { InstanceId: ID, key1: 'x' }, true],
    ['only fields of nobody', { key1: 'x', key2: 'y' }, false],
    ['nothing', {}, false],
    ['a list', [{ InstanceId: ID }], false],
    ['text', `{"InstanceId":"${ID}"}`, false],
    ['null', null, false],
    ['a timer', { InstanceId: ID, Type: 'Timer' }, false],
    ['an HTTP event', { InstanceId: ID, httpMethod: 'POST' }, false],
    ['a load balancer’s', { InstanceId: ID, headers: {}, payload: {} }, false],
    ['records', { InstanceId: ID, Records: [] }, false],
    ['an event list', { InstanceId: ID, EventList: [] }, false],
    ['an event with a version', { InstanceId: ID, specversion: '1.0' }, false],
    ['a field by inheritance only', Object.create({ InstanceId: ID }), false],
  ];
  test.each(table)('%s', (_name, event, claims) => expect(direct.claims(event)).toBe(claims));
});

describe('its run key', () => {
  const keyOf = (event: unknown, request_id = 'run-1') =>
    direct.read(event, invocation({ request_id }))[0]?.runKey;

  test.each([
    [
      'the caller’s',
      { IdempotencyKey: 'k-1' },
      { value: 'IdempotencyKey k-1', chosenBy: 'caller' },
    ],
    ['the invocation’s', {}, { value: 'request_id run-1', chosenBy: 'event' }],
    [
      'never made of something else',
      { IdempotencyKey: 7 },
      { value: 'request_id run-1', chosenBy: 'event' },
    ],
  ])('is %s', (_name, part, key) => {
    expect(keyOf({ InstanceId: ID, ...part })).toEqual(key);
  });

  test('of a caller cannot be an invocation’s', () => {
    expect(keyOf({ InstanceId: ID, IdempotencyKey: 'run-1' })?.value).not.toBe(
      keyOf({ InstanceId: ID })?.value,
    );
  });
});

test('the event is the request, with its key in it', () => {
  const [delivery] = direct.read(fixture('direct/with-key'), invocation());
  if (delivery === undefined) throw new Error('no delivery');
  expect(
    parsePayload(delivery, { region: toRegion(invocation().region), request: undefined }),
  ).toMatchObject({
    ok: true,
    value: { InstanceIds: ['crs-demo0003'], IdempotencyKey: 'release-2026-11-24' },
  });
});
