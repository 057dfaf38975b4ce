import { type HttpRequest, httpEvent, timerEvent } from '../../emulator/scf/events';
import type { HttpShape } from '../../emulator/scf/types';

const REQUEST: HttpRequest = {
  method: 'POST',
  url: '/backup?a=1',
  headers: { host: '127.0.0.1', 'content-type': 'application/json', 'x-scf-remote-addr': 'forged' },
  body: Buffer.from('{"InstanceId":"crs-demo0001"}'),
  remoteAddress: '192.0.2.7',
  requestId: 'request-1',
};

const SHAPES: HttpShape[] = ['function-url', 'function-url-compat', 'api-gateway'];

test.each(SHAPES)('%s: what all shapes have in common', (shape) => {
  expect(httpEvent(shape, REQUEST)).toMatchObject({
    httpMethod: 'POST',
    path: '/backup',
    body: '{"InstanceId":"crs-demo0001"}',
    queryString: { a: '1' },
    headers: { host: '127.0.0.1', 'content-type': 'application/json' },
  });
});

test('the reduced Function URL event has the five documented keys and no more', () => {
  const event = httpEvent('function-url', REQUEST);
  expect(Object.keys(event).sort()).toEqual([
    'body',
    'headers',
    'httpMethod',
    'path',
    'queryString',
  ]);
});

describe('the caller cannot set what the platform sets', () => {
  const table: [shape: HttpShape, headers: Record<string, string>][] = [
    ['function-url', { 'x-scf-remote-addr': '192.0.2.7' }],
    ['function-url-compat', { 'x-scf-remote-addr': '192.0.2.7' }],
    ['api-gateway', { requestsource: 'APIGW', 'x-api-requestid': 'request-1' }],
  ];
  test.each(table)('%s: %j', (shape, headers) => {
    expect(httpEvent(shape, REQUEST)).toMatchObject({ headers });
  });
});

describe('requestContext and isBase64Encoded', () => {
  const table: [shape: HttpShape, text: unknown, binary: unknown, context: unknown][] = [
    ['function-url', undefined, true, undefined],
    ['function-url-compat', false, true, { sourceIp: '192.0.2.7', requestId: 'request-1' }],
    ['api-gateway', 'false', 'true', { serviceId: expect.any(String), stage: 'release' }],
  ];

  test.each(table)('%s', (shape, text, binary, context) => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00]);
    const textEvent = httpEvent(shape, REQUEST);
    const binaryEvent = httpEvent(shape, { ...REQUEST, body: bytes });
    expect(textEvent.isBase64Encoded).toBe(text);
    expect(binaryEvent).toMatchObject({ isBase64Encoded: binary, body: bytes.toString('base64') });
    if (context === undefined) expect(textEvent).not.toHaveProperty('requestContext');
    else expect(textEvent.requestContext).toMatchObject(Object(context));
  });
});

describe('queryString', () => {
  const table: [url: string, path: string, query: Record<string, unknown>][] = [
    ['/', '/', {}],
    ['/?', '/', {}],
    ['/a/../b?x=1', '/a/../b', { x: '1' }],
    ['/?a=1&a=2', '/', { a: ['1', '2'] }],
    ['/?a=1&a=2&a=3', '/', { a: ['1', '2', '3'] }],
    ['/?flag', '/', { flag: true }],
    ['/?empty=', '/', { empty: '' }],
    ['/?flag&flag=1', '/', { flag: ['true', '1'] }],
    ['/?q=a%20b+c%3D&%C3%A9=1', '/', { q: 'a b c=', é: '1' }],
    ['/?a=b=c', '/', { a: 'b=c' }],
    ['/?__proto__=1', '/', { ['__proto__']: '1' }],
  ];
  test.each(table)('%s', (url, path, queryString) => {
    expect(httpEvent('function-url', { ...REQUEST, url })).toMatchObject({ path });
    expect(httpEvent('function-url', { ...REQUEST, url }).queryString).toEqual(queryString);
  });
});

test('a timer event is UTC in whole seconds and carries the argument as its Message', () => {
  const timer = {
    name: 'nightly',
    cron: '0 30 4 * * * *',
    argument: '{"InstanceId":"crs-demo0001"}',
  };
  expect(timerEvent(timer, new Date('2026-01-01T20:30:00.999Z'))).toEqual({
    Type: 'Timer',
    TriggerName: 'nightly',
    Time: '2026-01-01T20:30:00Z',
    Message: '{"InstanceId":"crs-demo0001"}',
  });
});
