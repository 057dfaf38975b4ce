// HTTP events of three gateways, in one form.
import type { Delivery } from '../../src/delivery';
import { reject, rejectIssues } from '../../src/rejection';
import { isObject } from '../../src/request/json';
import { parsePayload } from '../../src/request/parse-request';
import { type HttpResponse, http } from '../../src/triggers/http';
import { processed } from '../support/builders';
import { invocation } from '../support/context';
import { fixture, post } from '../support/events';
import { httpReply } from '../support/function';

const REQUEST = { InstanceId: 'crs-demo0001', Region: 'ap-guangzhou' };
const TEXT = JSON.stringify(REQUEST);
const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');

function read(event: unknown): Delivery {
  const [delivery, ...more] = http.read(event, invocation());
  if (delivery === undefined || more.length > 0) throw new Error('not one delivery');
  return delivery;
}

/** The request of an event, or its first issue as `path: message`. */
function requestOf(event: unknown): unknown {
  const parsed = parsePayload(read(event), { region: undefined, request: undefined });
  if (parsed.ok) return parsed.value;
  return parsed.issues.map(({ path, message }) => `${path}: ${message}`)[0];
}

describe('the three gateways', () => {
  test.each([
    ['http/function-url', 'crs-demo0001', '/'],
    ['http/function-url-compat', 'crs-demo0002', '/backup'],
    ['http/api-gateway', 'crs-demo0003', '/scf/backup'],
    ['http/api-gateway-base64', 'crs-demo0001', '/scf/backup'],
    ['http/api-gateway-query', 'crs-demo0002', '/scf/backup'],
  ])('%s', (name, id, path) => {
    const event = fixture(name);
    expect(read(event).http).toMatchObject({ method: 'POST', path });
    expect(read(event).http?.headers.get('authorization')).toMatch(/^Bearer /);
    expect(requestOf(event)).toMatchObject({ InstanceIds: [id], Region: 'ap-guangzhou' });
  });
});

describe('headers', () => {
  const table: [name: string, headers: unknown, authorization: string | undefined][] = [
    ['lower case', { authorization: 'a' }, 'a'],
    ['upper case', { AUTHORIZATION: 'a' }, 'a'],
    ['mixed case', { auThoriZation: 'a' }, 'a'],
    ['the same name in two cases', { Authorization: 'a', authorization: 'b' }, 'a, b'],
    ['a list', { authorization: ['a', 'b'] }, 'a, b'],
    ['an empty list', { authorization: [] }, undefined],
    ['a number', { authorization: 7 }, undefined],
    ['null', { authorization: null }, undefined],
    ['a list with something else in it', { authorization: ['a', null, 7] }, 'a'],
    ['no header', {}, undefined],
    ['no headers', undefined, undefined],
    ['null for headers', null, undefined],
    ['a list for headers', ['authorization'], undefined],
    ['text for headers', 'authorization: a', undefined],
  ];
  test.each(table)('%s', (_name, headers, authorization) => {
    const event = { ...post(REQUEST), headers };
    expect(read(event).http?.headers.get('authorization')).toBe(authorization);
  });
});

test.each([
  ['a method in lower case, as it is', { httpMethod: 'post' }, { method: 'post' }],
  ['no path', { path: undefined }, { path: '/' }],
  ['a path that is no text', { path: ['/'] }, { path: '/' }],
])('%s', (_name, part, message) => {
  expect(read({ ...post(REQUEST), ...part }).http).toMatchObject(message);
});

test.each([
  ['text', { a: '1' }],
  ['a list', { a: ['1', '2'] }],
  ['true', { a: true }],
  ['none', undefined],
  ['null', null],
])('a query of %s changes nothing', (_name, queryString) => {
  expect(requestOf({ ...post(REQUEST), queryString })).toMatchObject({
    InstanceIds: ['crs-demo0001'],
  });
});

describe('the body', () => {
  const GOOD = { InstanceIds: ['crs-demo0001'] };
  const coded = { body: base64(TEXT) };
  const good: [name: string, part: object][] = [
    ['text', { body: TEXT }],
    ['text marked false', { body: TEXT, isBase64Encoded: false }],
    ['text marked "false"', { body: TEXT, isBase64Encoded: 'false' }],
    ['text marked with something else', { body: TEXT, isBase64Encoded: 1 }],
    ['text marked with what is no text', { body: TEXT, isBase64Encoded: { toString: {} } }],
    ['base64 marked true', { ...coded, isBase64Encoded: true }],
    ['base64 marked "true"', { ...coded, isBase64Encoded: 'true' }],
    ['base64 marked "True"', { ...coded, isBase64Encoded: 'True' }],
    ['an object, which some gateways make of JSON', { body: REQUEST }],
    ['text with a byte order mark', { body: `\uFEFF${TEXT}` }],
  ];
  test.each(good)('%s', (_name, part) => {
    expect(requestOf({ ...post(''), ...part })).toMatchObject(GOOD);
  });

  const EMPTY = /^: the request is empty/;
  const NOT_UTF8 = /^: the request is not UTF-8/;
  const NOT_BASE64 = /^: the body is marked as base64 and is not$/;
  const NO_OBJECT = /^: the request must be a JSON object/;
  const bad: [name: string, part: object, issue: RegExp][] = [
    ['no body', { body: undefined }, EMPTY],
    ['null', { body: null }, EMPTY],
    ['empty', { body: '' }, EMPTY],
    ['white space', { body: ' \n' }, EMPTY],
    ['no body, marked as base64', { body: undefined, isBase64Encoded: true }, EMPTY],
    ['a number', { body: 7 }, NO_OBJECT],
    ['a list', { body: [REQUEST] }, NO_OBJECT],
    ['not JSON', { body: '{' }, /^: the request is not valid JSON/],
    ['base64 that is not marked', { body: base64(TEXT) }, /^: the request is not valid JSON/],
    ['text marked as base64', { body: TEXT, isBase64Encoded: true }, NOT_BASE64],
    ['half of a base64 quartet', { body: 'e', isBase64Encoded: 'true' }, NOT_BASE64],
    [
      'base64 of no UTF-8',
      { body: base64(Uint8Array.of(0x7b, 0xff, 0x7d)), isBase64Encoded: true },
      NOT_UTF8,
    ],
  ];
  test.each(bad)('%s', (_name, part, issue) => {
    expect(requestOf({ ...post(''), ...part })).toMatch(issue);
  });

  test('is read as UTF-8, in base64 too', () => {
    const body = base64(JSON.stringify({ ...REQUEST, Remark: 'nächtlich 每天' }));
    expect(requestOf({ ...post(''), body, isBase64Encoded: true })).toMatchObject({
      Remark: 'nächtlich 每天',
    });
  });

  test('that looks like another kind of event is a bad request, not that event', () => {
    const timer = { Type: 'Timer', TriggerName: 't', Time: 'now', Message: TEXT };
    expect(http.claims(post(timer))).toBe(true);
    expect(requestOf(post(timer))).toMatch(/^InstanceId: no target/);
  });
});

test('answers the result of its one delivery', () => {
  const [delivery = { runKey: undefined, payload: { from: 'default' } }] = http.read(
    post(''),
    invocation(),
  );
  const { status, body } = httpReply(
    http.respond([processed(delivery, reject('WebhookClosed'))], invocation()),
  );
  expect({ status, code: body.code }).toEqual({ status: 503, code: 'WebhookClosed' });
});

test('shows no character that a terminal would obey', () => {
  const [delivery = { runKey: undefined, payload: { from: 'default' } }] = http.read(
    post(''),
    invocation(),
  );
  const issues = [{ path: 'a\u009b2J\u202eb', message: 'unknown field' }];
  const { body } = http.respond(
    [processed(delivery, rejectIssues('ValidationFailed', issues))],
    invocation(),
  ) as HttpResponse;
  expect(body).toContain('a\\u009b2J\\u202eb');
  expect(JSON.parse(body).issues).toEqual(issues);
});

test('answers 500 when there is none, and never throws', () => {
  expect(isObject(http.respond([], invocation()))).toBe(true);
  expect(httpReply(http.respond([], invocation())).status).toBe(500);
});

test('as many spellings of a header as fit into an event are joined in linear time', () => {
  const spell = (n: number) =>
    [...'xanamewithmanyletters']
      .map((letter, at) => ((n >> at) & 1 ? letter.toUpperCase() : letter))
      .join('');
  const headers = Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [spell(n), 'v']));
  const [delivery] = http.read({ httpMethod: 'GET', path: '/', headers }, invocation());
  expect(delivery?.http?.headers.get('xanamewithmanyletters')?.length).toBe(3 * 60_000 - 2);
});
