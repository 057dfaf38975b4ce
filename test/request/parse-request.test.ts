// The request of a payload, wherever that carries it.
import type { Payload } from '../../src/delivery';
import type { Region } from '../../src/request/ids';
import { parsePayload } from '../../src/request/parse-request';
import { base64Body, textBody } from '../../src/request/payload';

const REQUEST = { InstanceId: 'crs-demo0001' };
const TEXT = JSON.stringify(REQUEST);
const GOOD = { InstanceIds: ['crs-demo0001'], Region: 'ap-tokyo', form: 'one' };
const region = 'ap-tokyo' as Region;

describe('a payload', () => {
  const good: [name: string, payload: Payload][] = [
    ['as a value', { from: 'value', value: REQUEST }],
    ['as text', { from: 'text', text: TEXT }],
    ['as a body', { from: 'body', body: textBody(TEXT) }],
    ['by default', { from: 'default' }],
  ];
  test.each(good)('%s', (_name, payload) => {
    const request = { ok: true as const, value: REQUEST };
    expect(parsePayload({ payload }, { region, request })).toEqual({ ok: true, value: GOOD });
  });

  const bad: [name: string, payload: Payload, message: string][] = [
    ['empty text', { from: 'text', text: '' }, 'the request is empty; send a JSON object'],
    [
      'no UTF-8',
      { from: 'body', body: base64Body('/w==') },
      'the request is not UTF-8 text; send JSON as UTF-8',
    ],
    ['unreadable', { from: 'unreadable', issue: { path: '', message: 'torn' } }, 'torn'],
    [
      'by default, and there is none',
      { from: 'default' },
      'this event carries no request and the setting DEFAULT_REQUEST is empty',
    ],
  ];
  test.each(bad)('%s', (_name, payload, message) => {
    expect(parsePayload({ payload }, { region, request: undefined })).toEqual({
      ok: false,
      issues: [{ path: '', message }],
    });
  });
});

test.each([
  ['not unless the delivery says so', {}, false],
  ['of a direct invoke', { keyInRequest: true }, true],
])('a run key in the request, %s', (_name, part, ok) => {
  const payload = { from: 'value', value: { ...REQUEST, IdempotencyKey: 'k' } } as const;
  expect(parsePayload({ payload, ...part }, { region, request: undefined }).ok).toBe(ok);
});
