// What the SDK throws, as a failure; and messages without secrets.
import TencentCloudSDKHttpException from 'tencentcloud-sdk-nodejs/tencentcloud/common/exception/tencent_cloud_sdk_exception';
import { badReply, noCredentials, redact, toFailure } from '../../src/tencent/errors';

/** The SDK's exception, as it makes it: with a code for an API error, with a status for a bad one, else with neither. */
const exception = (
  message: string,
  fields: { code?: string; httpCode?: number; requestId?: string } = {},
) =>
  Object.assign(
    new TencentCloudSDKHttpException(message, fields.requestId ?? '', 'trace-1'),
    fields,
  );

const fetchError = (message: string, fields: object) => Object.assign(new Error(message), fields);

const NO_REPLY = 'ClientError.NoReply';
const BAD_REPLY = 'ClientError.BadReply';
const NEVER = 'ClientError.NeverConnected';

describe('what the SDK throws', () => {
  const table: [name: string, thrown: unknown, connected: string, unconnected: string][] = [
    [
      'a code',
      exception('locked', { code: 'ResourceUnavailable.InstanceLockedError' }),
      'ResourceUnavailable.InstanceLockedError',
      'ResourceUnavailable.InstanceLockedError',
    ],
    [
      'a code unknown here',
      exception('?', { code: 'Nobody.KnowsThis' }),
      'Nobody.KnowsThis',
      'Nobody.KnowsThis',
    ],
    ['an empty code', exception('?', { code: '' }), NO_REPLY, NEVER],
    ['another status', exception('Bad Gateway', { httpCode: 502 }), BAD_REPLY, NEVER],
    ['a time-out', exception('network timeout at: http://x/'), NO_REPLY, NEVER],
    [
      'a hang-up',
      exception('request to http://x/ failed, reason: socket hang up'),
      NO_REPLY,
      NEVER,
    ],
    [
      'a refused connection',
      exception('…reason: connect ECONNREFUSED 127.0.0.1:1'),
      NO_REPLY,
      NEVER,
    ],
    ['an abort', exception('The user aborted a request.'), NO_REPLY, NEVER],
    [
      'no JSON',
      fetchError('invalid json response body at http://x/', { type: 'invalid-json' }),
      BAD_REPLY,
      NEVER,
    ],
    [
      'no Response',
      new TypeError("Cannot read properties of undefined (reading 'Error')"),
      BAD_REPLY,
      NEVER,
    ],
    // An errno in `code` is not the API's code.
    [
      'a body cut short',
      fetchError('Premature close', { type: 'system', code: 'ERR_STREAM_PREMATURE_CLOSE' }),
      NO_REPLY,
      NEVER,
    ],
    ['a body too late', fetchError('Response timeout', { type: 'body-timeout' }), NO_REPLY, NEVER],
    ['text', 'thrown', NO_REPLY, NO_REPLY],
    ['nothing', undefined, NO_REPLY, NO_REPLY],
  ];
  test.each(table)('%s', (_name, thrown, connected, unconnected) => {
    expect(toFailure(thrown, true).code).toBe(connected);
    expect(toFailure(thrown, false).code).toBe(unconnected);
  });

  test('brings the API’s RequestId along, and its message', () => {
    const thrown = exception('no such', {
      code: 'ResourceNotFound.InstanceNotExists',
      requestId: 'r-1',
    });
    expect(toFailure(thrown, true)).toMatchObject({
      code: 'ResourceNotFound.InstanceNotExists',
      message: 'no such',
      requestId: 'r-1',
    });
    expect(toFailure(exception('no such', { code: 'X' }), true)).not.toHaveProperty('requestId');
  });

  test('a body that is no JSON is not repeated', () => {
    const thrown = fetchError('invalid json … <html>secret', { type: 'invalid-json' });
    expect(toFailure(thrown, true).message).not.toContain('secret');
  });
});

test.each([
  [
    noCredentials(),
    'ClientError.NoCredentials',
    'refused',
    /execution role.*TENCENTCLOUD_SECRET_ID/,
  ],
  [badReply('the answer has no TaskId'), BAD_REPLY, 'ambiguous', /no TaskId/],
])('%p', (failure, code, failureClass, message) => {
  expect(failure).toMatchObject({ code, failureClass, message: expect.stringMatching(message) });
});

describe('a message', () => {
  const AUTHORIZATION =
    'TC3-HMAC-SHA256 Credential=AKIDexample1234/2026-01-01/redis/tc3_request, SignedHeaders=content-type;host, Signature=0123456789abcdef';
  const SECRETS = /AKID|example1234|0123456789abcdef|Credential|Signature/;
  test.each([['with the header in quotes', `Invalid character in "${AUTHORIZATION}"`]])(
    '%s shows no secret',
    (_name, message) => {
      expect(redact(message)).not.toMatch(SECRETS);
      expect(redact(message)).toContain('[redacted]');
    },
  );

  test.each([
    ['is one line', 'a\n\tb  c', 'a b c'],
    ['is bounded', 'x'.repeat(10_000), 'x'.repeat(300)],
    ['may be empty', '', ''],
  ])('%s', (_name, message, redacted) => expect(redact(message)).toBe(redacted));
});

describe('redact', () => {
  const signature = 'f'.repeat(64);
  const authorization = `TC3-HMAC-SHA256 Credential=AKIDabc/2026-01-01/redis/tc3_request, SignedHeaders=content-type;host, Signature=${signature}`;
  const table: [name: string, message: string, shown: string][] = [
    ['a whole Authorization', `bad header ${authorization}`, 'bad header [redacted]'],
    ['one over two lines', `x ${authorization.replace('abc', 'a\nbc')}`, 'x [redacted]'],
    ['a signature alone', `Signature=${signature} differs`, '[redacted] differs'],
    ['a credential alone', 'Credential=IKIDabc/2026 is old', '[redacted] is old'],
    ['a SecretId', 'the key AKIDabc-1_x is unknown', 'the key [redacted] is unknown'],
    ['nothing secret', 'connect ECONNREFUSED 127.0.0.1:9', 'connect ECONNREFUSED 127.0.0.1:9'],
  ];
  test.each(table)('%s', (_name, message, shown) => {
    expect(redact(message)).toBe(shown);
  });
});
