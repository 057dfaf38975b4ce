// The signature of the aliased SDK: the published vectors, and the installed SDK's for any parameters.

import stringify from '../../scripts/shims/json-bigint';
import { vectors } from '../../test/fixtures/redis-api/tc3-vectors.json';
import fc from '../support/property';
import { type Both, bothSdks } from './two-sdks';

/** It comes without types. */
const jsonBigint: (options: object) => {
  stringify(value: unknown): string;
} = require('json-bigint');

let both: Both;
beforeAll(async () => {
  both = await bothSdks();
});

type Vector = (typeof vectors)[number];

const signed = (sdk: Both['plain'], { contentType, ...vector }: Vector, payload: unknown) => {
  const { method, host, query, timestamp, service, secretId, secretKey } = vector;
  const url = `https://${host}/${query === '' ? '' : `?${query}`}`;
  const headers = { 'Content-Type': contentType };
  // biome-ignore lint/suspicious/noExplicitAny: the signer is the SDK's own and has loose types
  const request: any = { method, url, payload, timestamp, service, secretId, secretKey, headers };
  return sdk.Sign.sign3(request);
};

test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
  const payload = vector.method === 'GET' ? '' : Buffer.from(vector.body);
  expect(signed(both.aliased, vector, payload)).toMatch(`Signature=${vector.signature}`);
});

test('of any parameters', () => {
  fc.assert(
    fc.property(fc.object(), (params) => {
      const [vector] = vectors;
      if (vector === undefined) throw new Error('no vectors');
      expect(signed(both.aliased, vector, params)).toBe(signed(both.plain, vector, params));
    }),
  );
});

test('a body is the text json-bigint makes of it', () => {
  const real = jsonBigint({ useNativeBigInt: true });
  const values = fc.anything({ withDate: true, stringUnit: 'binary' });
  fc.assert(
    fc.property(values, (value) => {
      expect(stringify().stringify(value)).toBe(real.stringify(value));
    }),
    { numRuns: 2_000 },
  );
});

test('every character is escaped as json-bigint escapes it', () => {
  const real = jsonBigint({ useNativeBigInt: true });
  const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
  const text = all.filter((char) => !/[\ud800-\udfff]/.test(char)).join('');
  expect(stringify().stringify({ [text]: text })).toBe(real.stringify({ [text]: text }));
});
