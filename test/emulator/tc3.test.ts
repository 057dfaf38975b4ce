import { createHash } from 'node:crypto';
import {
  canonicalRequest,
  type SignedRequest,
  sign,
  stringToSign,
  verify,
} from '../../emulator/redis/tc3';
import { vectors } from '../fixtures/redis-api/tc3-vectors.json';

type Vector = (typeof vectors)[number];
const SIGNED = ['content-type', 'host'];

function requestOf({ method, query, host, contentType, timestamp, body }: Vector): SignedRequest {
  const headers = { 'content-type': contentType, host, 'x-tc-timestamp': String(timestamp) };
  return { method, query, headers, body };
}

describe.each(vectors)('vector $name', (vector) => {
  const canonical = canonicalRequest(requestOf(vector), SIGNED);

  test('canonical request', () => {
    expect(createHash('sha256').update(canonical).digest('hex')).toBe(vector.canonicalHash);
  });

  test('signature', () => {
    const { secretKey, timestamp, service } = vector;
    const text = stringToSign(timestamp, service, canonical);
    expect(sign(secretKey, timestamp, service, text)).toBe(vector.signature);
  });
});

describe('verify', () => {
  const key = { secretId: 'AKIDone', secretKey: 'one' };
  const temporary = { secretId: 'AKIDtemp', secretKey: 'two', token: 'token' };
  const NOW = 1_767_225_600;

  const UNSIGNED = { 'x-tc-content-sha256': 'UNSIGNED-PAYLOAD' };

  interface Signing {
    secretId?: string;
    secretKey?: string;
    timestamp?: number;
    date?: string;
    service?: string;
    signedHeaders?: string[];
    headers?: Record<string, string>;
    sentBody?: string;
    /** Signs that the body is not signed. */
    unsigned?: boolean;
    /** The host that goes into the signature. */
    signedHost?: 'without port' | 'as sent';
  }

  /** A request signed as told, with the rest right. */
  function signed(how: Signing = {}): SignedRequest {
    const { secretId = key.secretId, secretKey = key.secretKey, timestamp = NOW } = how;
    const { service = 'redis', signedHeaders = SIGNED, date = '2026-01-01' } = how;
    const base = { 'content-type': 'application/json', host: '127.0.0.1:4242' };
    const covered = { ...base, ...(how.unsigned ? UNSIGNED : {}) };
    const request = { method: 'POST', query: '', headers: covered, body: '{"TaskId":1}' };
    const canonical = canonicalRequest(request, signedHeaders, how.signedHost);
    const text = stringToSign(timestamp, service, canonical);
    const signature = sign(secretKey, timestamp, service, text);
    const authorization = `TC3-HMAC-SHA256 Credential=${secretId}/${date}/${service}/tc3_request, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
    const headers = {
      ...covered,
      'x-tc-timestamp': String(timestamp),
      authorization,
      ...how.headers,
    };
    return { ...request, headers, body: how.sentBody ?? request.body };
  }

  const asTemporary = { secretId: temporary.secretId, secretKey: temporary.secretKey };
  const check = (how: Signing) => verify(signed(how), [key, temporary], NOW * 1000);

  test.each<[string, Signing, string]>([
    ['the service name', {}, 'AKIDone'],
    ['the first label of the host, as the SDK does', { service: '127' }, 'AKIDone'],
    ['a clock 300 s behind', { timestamp: NOW - 300, date: '2025-12-31' }, 'AKIDone'],
    ['a clock 300 s ahead', { timestamp: NOW + 300 }, 'AKIDone'],
    ['a host with its port, as Python and Go sign it', { signedHost: 'as sent' }, 'AKIDone'],
    ['a body that is not signed, whatever it is', { unsigned: true, sentBody: '{}' }, 'AKIDone'],
    ['more signed headers', { signedHeaders: [...SIGNED, 'x-tc-action'] }, 'AKIDone'],
    ['a temporary key', { ...asTemporary, headers: { 'x-tc-token': 'token' } }, 'AKIDtemp'],
  ])('takes %s', (_name, how, secretId) => {
    expect(check(how)).toEqual({ secretId });
  });

  const { authorization = '' } = signed().headers;
  test.each<[string, Signing, string]>([
    ['no Authorization', { headers: { authorization: '' } }, 'InvalidAuthorization'],
    [
      'another algorithm',
      { headers: { authorization: authorization.replace('TC3', 'TC2') } },
      'InvalidAuthorization',
    ],
    [
      'a cut signature',
      { headers: { authorization: authorization.slice(0, -1) } },
      'InvalidAuthorization',
    ],
    [
      'a timestamp that is no number',
      { headers: { 'x-tc-timestamp': '1767225600junk' } },
      'InvalidAuthorization',
    ],
    ['an unknown id', { secretId: 'AKIDnobody' }, 'SecretIdNotFound'],
    ['a clock 301 s behind', { timestamp: NOW - 301, date: '2025-12-31' }, 'SignatureExpire'],
    ['a clock 301 s ahead', { timestamp: NOW + 301 }, 'SignatureExpire'],
    [
      'an unknown id and an old clock',
      { secretId: 'AKIDnobody', timestamp: 1 },
      'SecretIdNotFound',
    ],
    ['a scope date of another day', { date: '2026-01-02' }, 'SignatureFailure'],
    ['another service', { service: 'cvm' }, 'SignatureFailure'],
    ['a host that is not signed', { signedHeaders: ['content-type'] }, 'SignatureFailure'],
    ['another secret', { secretKey: 'wrong' }, 'SignatureFailure'],
    ['another body', { sentBody: '{"TaskId":2}' }, 'SignatureFailure'],
    ['a body said to be unsigned that was signed', { headers: UNSIGNED }, 'SignatureFailure'],
    [
      'another port of a host that was signed with it',
      { signedHost: 'as sent', headers: { host: '127.0.0.1:4243' } },
      'SignatureFailure',
    ],
    ['a changed host', { headers: { host: 'localhost:4242' } }, 'SignatureFailure'],
    ['a changed content type', { headers: { 'content-type': 'text/plain' } }, 'SignatureFailure'],
    ['a temporary key without its token', asTemporary, 'TokenFailure'],
    ['a wrong token', { ...asTemporary, headers: { 'x-tc-token': 'other' } }, 'TokenFailure'],
    ['a token with a permanent key', { headers: { 'x-tc-token': 'token' } }, 'TokenFailure'],
  ])('refuses %s', (_name, how, code) => {
    expect(check(how)).toEqual({ problem: `AuthFailure.${code}` });
  });
});
