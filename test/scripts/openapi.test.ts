// docs/openapi.yaml is made from the schemas and tables of the source, and is one of OpenAPI 3.1.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { FILE, openApi, openApiYaml } from '../../scripts/openapi';
import { REQUEST_FIELDS } from '../../src/request/backup-request';
import { isObject } from '../../src/request/json';
import { mustConform } from '../support/openapi';

test('the file is as it is made: if not, run node scripts/run.mjs openapi --write', () => {
  expect(readFileSync(FILE, 'utf8')).toBe(openApiYaml());
});

test('it is the same document, read as YAML', () => {
  expect(parse(openApiYaml())).toEqual(JSON.parse(JSON.stringify(openApi())));
});

/** Every reference, wherever it stands. */
const refsIn = (part: unknown): string[] => {
  if (Array.isArray(part)) return part.flatMap(refsIn);
  if (!isObject(part)) return [];
  return typeof part.$ref === 'string' ? [part.$ref] : Object.values(part).flatMap(refsIn);
};

test('every reference leads somewhere', () => {
  const document = openApi();
  const refs = new Set(refsIn(document));
  expect(refs.size).toBeGreaterThan(10);
  for (const ref of refs) {
    const [, ...names] = ref.split('/');
    const target = names.reduce<unknown>(
      (part, name) => (isObject(part) ? part[name] : undefined),
      document,
    );
    expect({ ref, isThere: target !== undefined }).toEqual({ ref, isThere: true });
  }
});

test('a request has the fields that the parser knows; the run key is a header', () => {
  const text = JSON.stringify(openApi());
  for (const field of REQUEST_FIELDS.filter((name) => name !== 'IdempotencyKey'))
    expect(text).toContain(`"${field}"`);
});

describe('an answer that is not as it is written', () => {
  const asked = { httpMethod: 'GET', path: '/health' };
  const good = {
    statusCode: 200,
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
    body: '{"version":"1"}',
  };
  const problem = {
    ...good,
    statusCode: 404,
    headers: { ...good.headers, 'Content-Type': 'application/problem+json' },
    body: JSON.stringify({
      ...{ type: 'urn:scf-redis-backup:NoSuchRoute', title: 'x', status: 404, detail: 'x' },
      ...{ instance: 'run-1', code: 'NoSuchRoute', retryable: true },
    }),
  };
  test('one that is conforms', () => expect(() => mustConform(asked, good)).not.toThrow());

  const { 'Cache-Control': _, ...uncontrolled } = good.headers;
  test.each([
    ['a status', { ...good, statusCode: 418 }],
    ['a header too many', { ...good, headers: { ...good.headers, Server: 'x' } }],
    ['a header that is missing', { ...good, headers: uncontrolled }],
    ['another media type', { ...good, headers: { ...good.headers, 'Content-Type': 'text/plain' } }],
    ['a member too many', { ...good, body: '{"version":"1","secret":"x"}' }],
    ['a member of another type', { ...good, body: '{"version":1}' }],
    ['retryable without Retry-After', problem],
  ])('%s', (_name, answer) => {
    expect(() => mustConform(asked, answer)).toThrow('not as docs/openapi.yaml has it');
  });
});
