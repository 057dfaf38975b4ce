// Content type, encoding and size of an admitted request.
import { bearer, codeOf, type HttpEvent, post, REQUEST, webhook } from '../support/webhook';

const answerOf = async (event: HttpEvent, settings: Record<string, string> = {}) =>
  codeOf(await webhook({ settings }).send(event));

const IN = '202 accepted';

describe('content types', () => {
  const table: [type: unknown, accepted: boolean][] = [
    ['application/json', true],
    ['Application/JSON', true],
    ['application/json;charset=utf-8', true],
    ['application/json; charset="UTF-8"', true],
    ['application/cloudevents+json', true],
    ['application/vnd.api.v2+json; charset=utf-8', true],
    // Parameters that are none, unknown or misspelt do not make it another type (RFC 8259 §11).
    ['application/json;', true],
    ['application/json ; ', true],
    ['application/json; charset=utf8', true],
    ['application/json; profile=x', true],
    ['application/json; profile=x; charset=UTF-8', true],
    ['application/json; charset = "utf8"', true],
    ['application/json; profile=x; charset=latin1', false],
    ['application/json; charset=utf-16', false],
    ['application/json; charset=utf-8; charset=utf-7', false],
    ['application/json, text/plain', false],
    ['application/jsonp', false],
    ['application/x-www-form-urlencoded', false],
    ['multipart/form-data; boundary=x', false],
    ['text/json', false],
    ['+json', false],
    ['', false],
    [['application/json'], false],
  ];
  test.each(table)('%j: %s', async (type, accepted) => {
    const expected = accepted ? IN : '415 UnsupportedMediaType';
    expect(await answerOf(post({ ...bearer(), 'content-type': type }))).toBe(expected);
  });

  test('none is taken as JSON, but not where only the network keeps strangers out', async () => {
    const { 'content-type': _, ...headers } = post(bearer()).headers;
    const event = { ...post({}), headers };
    expect(await answerOf(event)).toBe(IN);
    expect(await answerOf(event, { WEBHOOK_AUTH: 'platform' })).toBe('415 UnsupportedMediaType');
  });

  test('a compressed body is not read', async () => {
    expect(await answerOf(post({ ...bearer(), 'content-encoding': 'gzip' }))).toBe(
      '415 UnsupportedMediaType',
    );
    expect(await answerOf(post({ ...bearer(), 'content-encoding': 'identity' }))).toBe(IN);
  });

  test('the answer says what would be (RFC 9110 §12.5.3, §15.5.16)', async () => {
    const zipped = await webhook().send(post({ ...bearer(), 'content-encoding': 'gzip' }));
    expect(zipped.headers).toMatchObject({ 'Accept-Encoding': 'identity' });
    const typed = await webhook().send(post({ ...bearer(), 'content-type': 'text/xml' }));
    expect(typed.headers).toMatchObject({ Accept: 'application/json' });
    expect(typed.headers).not.toHaveProperty('Accept-Encoding');
  });
});

describe('MAX_BODY_BYTES', () => {
  const padded = (bytes: number) => REQUEST + ' '.repeat(bytes - REQUEST.length);
  const inBase64 = (bytes: number) => ({
    ...post(bearer(), Buffer.from(padded(bytes)).toString('base64')),
    isBase64Encoded: true,
  });
  const table: [
    name: string,
    event: HttpEvent,
    settings: Record<string, string>,
    expected: string,
  ][] = [
    ['the default', post(bearer(), padded(65_536)), {}, IN],
    ['one byte more', post(bearer(), padded(65_537)), {}, '413 BodyTooLarge'],
    ['the setting', post(bearer(), padded(2000)), { MAX_BODY_BYTES: '2000' }, IN],
    [
      'one byte more than it',
      post(bearer(), padded(2001)),
      { MAX_BODY_BYTES: '2000' },
      '413 BodyTooLarge',
    ],
    [
      'bytes, not characters',
      post(bearer(), `${padded(1900)}${'é'.repeat(60)}`),
      { MAX_BODY_BYTES: '2000' },
      '413 BodyTooLarge',
    ],
    ['in base64, the bytes it stands for', inBase64(2000), { MAX_BODY_BYTES: '2000' }, IN],
    ['in base64, one byte more', inBase64(2001), { MAX_BODY_BYTES: '2000' }, '413 BodyTooLarge'],
  ];
  test.each(table)('%s', async (_name, event, settings, expected) => {
    expect(await answerOf(event, settings)).toBe(expected);
  });
});
