// The signature for COS against that of the official SDK (cos-nodejs-sdk-v5).
import COS from 'cos-nodejs-sdk-v5';
import { type CosRequest, signCosRequest } from '../../src/tencent/cos-signature';

const NOW = Date.UTC(2026, 0, 1);
const KEY_TIME = `${NOW / 1000 - 300};${NOW / 1000 + 300}`;
const keys = { secretId: 'AKIDexample', secretKey: 'example-key' };
const host = 'leases-1250000000.cos.ap-guangzhou.myqcloud.com';

test.each<[string, CosRequest]>([
  [
    'a lease with temporary keys',
    {
      method: 'PUT',
      path: '/leases/aaaaaaaaaa/1',
      headers: {
        'x-cos-security-token': 'a+token/with=signs==',
        host,
        'x-cos-forbid-overwrite': 'true',
      },
    },
  ],
  [
    'a lease read on a port',
    { method: 'GET', path: '/leases/a/1.result', headers: { host: '127.0.0.1:99' } },
  ],
  ['the versioning', { method: 'GET', path: '/', query: ['versioning'], headers: { host } }],
])('%s', (_name, request) => {
  const oracle = COS.getAuthorization({
    SecretId: keys.secretId,
    SecretKey: keys.secretKey,
    Method: request.method,
    Pathname: request.path,
    Query: Object.fromEntries((request.query ?? []).map((name) => [name, ''])),
    Headers: { ...request.headers },
    KeyTime: KEY_TIME,
  } as Parameters<typeof COS.getAuthorization>[0]);
  expect(signCosRequest(request, keys, NOW + 999)).toBe(oracle);
});
