// Whatever JSON comes in: the parser never throws, invents nothing, and names only what is there or missing.

import { parseBackupRequest, REQUEST_FIELDS } from '../../src/request/backup-request';
import type { Region } from '../../src/request/ids';
import { isObject } from '../../src/request/json';
import fc from '../support/property';

const fallbackRegion = 'ap-guangzhou' as Region;

const id = fc.stringMatching(/^crs-[a-z0-9]{1,20}$/);
const goodRequest = fc
  .record(
    {
      target: fc.oneof(
        id.map((InstanceId) => ({ InstanceId })),
        fc.array(id, { minLength: 1, maxLength: 30 }).map((InstanceIds) => ({ InstanceIds })),
      ),
      Region: fc.stringMatching(/^[a-z]{2}-[a-z]{1,10}(-[a-z0-9]{1,4}){0,2}$/),
      Remark: fc.string({ unit: 'binary', maxLength: 500 }),
      StorageDays: fc.nat(1825),
      IdempotencyKey: fc.stringMatching(/^[\x20-\x7e]{1,255}$/),
    },
    { requiredKeys: ['target'] },
  )
  .map(({ target, ...rest }) => ({ ...target, ...rest }));

/** Any JSON, and JSON that looks like a request: right names with wrong values, wrong names with right ones. */
const anyRequest = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(
    fc.oneof(
      fc.constantFrom(...REQUEST_FIELDS),
      fc.constantFrom('instanceId', 'Days'),
      fc.string(),
    ),
    fc.oneof(fc.jsonValue(), id, fc.array(fc.oneof(id, fc.jsonValue()))),
  ),
  fc.tuple(goodRequest, fc.string(), fc.jsonValue()).map(([good, name, value]) => ({
    ...good,
    [name]: value,
  })),
);

const wire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('a good request comes through whole', () => {
  fc.assert(
    fc.property(goodRequest, (request) => {
      const parsed = parseBackupRequest(wire(request), { fallbackRegion });
      const {
        InstanceId,
        InstanceIds = [InstanceId],
        Region = fallbackRegion,
        ...rest
      } = request as Record<string, unknown> & { InstanceIds?: unknown[] };
      expect(parsed).toEqual({
        ok: true,
        value: {
          ...rest,
          Region,
          InstanceIds: [...new Set(InstanceIds)],
          form: InstanceId === undefined ? 'many' : 'one',
        },
      });
    }),
  );
});

test('what was parsed, asked for again, parses to the same', () => {
  fc.assert(
    fc.property(goodRequest, (request) => {
      const first = parseBackupRequest(wire(request), { fallbackRegion });
      if (!first.ok) throw new Error(JSON.stringify(first.issues));
      const { form, InstanceIds, ...rest } = first.value;
      const target = form === 'one' ? { InstanceId: InstanceIds[0] } : { InstanceIds };
      expect(parseBackupRequest(wire({ ...target, ...rest }))).toEqual(first);
    }),
  );
});

/** The value at a path like `InstanceIds[2]`; undefined when there is none. */
function at(request: unknown, path: string): unknown {
  if (path === '') return request;
  // What is wrong within a selector may be missing there.
  if (path.startsWith('Selector.')) return at(request, 'Selector');
  if (isObject(request) && Object.hasOwn(request, path)) return request[path];
  const [, field = '', index] = /^(\w+)\[(\d+)\]$/.exec(path) ?? [];
  const list = isObject(request) && Object.hasOwn(request, field) ? request[field] : undefined;
  return Array.isArray(list) ? list[Number(index)] : undefined;
}

test('any JSON is a request or has issues, each with a path that is there or a field that is missing', () => {
  fc.assert(
    fc.property(anyRequest, (value) => {
      const request = wire(value);
      const parsed = parseBackupRequest(request);
      if (parsed.ok) {
        const { InstanceIds, Selector } = parsed.value;
        expect(InstanceIds.length > 0).toBe(Selector === undefined);
        return;
      }
      expect(parsed.issues.length).toBeGreaterThan(0);
      for (const { path, message } of parsed.issues) {
        const isThere = at(request, path) !== undefined;
        expect(isThere || ['InstanceId', 'Region'].includes(path)).toBe(true);
        expect(message).not.toBe('');
      }
    }),
    { numRuns: 500 },
  );
});
