// Requests made from the OpenAPI document: every operation with parameters and bodies of its schemas, some with a flaw.
import { openApi } from '../../scripts/openapi';
import { isObject } from '../../src/request/json';
import fc from '../support/property';
import { type Body, type Case, credentialArb, MODES, odd } from './cases';

type Json = Readonly<Record<string, unknown>>;

const DOCUMENT = openApi();
const member = (part: unknown, name: string): unknown => (isObject(part) ? part[name] : undefined);
const toObject = (part: unknown): Json => (isObject(part) ? part : {});
const toList = (part: unknown): readonly unknown[] => (Array.isArray(part) ? part : []);

function resolve(part: unknown): Json {
  const $ref = member(part, '$ref');
  if (typeof $ref !== 'string') return toObject(part);
  const [, ...names] = $ref.split('/');
  return toObject(names.reduce<unknown>(member, DOCUMENT));
}

/** Regions of which one sells nothing; the pattern of a region has a part that no generator of texts knows. */
const REGIONS = ['ap-guangzhou', 'ap-shanghai', 'xx-nowhere'];
/** One is backed up, another refused by the fake API. */
const IDS = ['crs-demo0001', 'crs-a'];

function textArb({ pattern, maxLength = 40 }: Json): fc.Arbitrary<unknown> {
  if (typeof pattern !== 'string') return fc.string({ maxLength: Number(maxLength) });
  if (pattern.startsWith('^crs-'))
    return fc.oneof(
      { weight: 19, arbitrary: fc.constantFrom(...IDS) },
      { weight: 1, arbitrary: fc.stringMatching(new RegExp(pattern)) },
    );
  return pattern.includes('(?=')
    ? fc.constantFrom(...REGIONS)
    : fc.stringMatching(new RegExp(pattern));
}

function numberArb({ type, minimum, exclusiveMinimum, maximum = 1e9 }: Json) {
  const [min, max] = [Number(minimum ?? exclusiveMinimum ?? 0), Number(maximum)];
  if (type === 'integer') return fc.integer({ min, max });
  return fc.double({ min, max, noNaN: true, minExcluded: exclusiveMinimum !== undefined });
}

/** A value of a schema. */
function valueArb(given: unknown): fc.Arbitrary<unknown> {
  const schema = resolve(given);
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (isObject(schema.properties)) return objectArb(schema);
  if (Array.isArray(schema.oneOf)) return fc.oneof(...schema.oneOf.map(valueArb));
  switch (schema.type) {
    case 'string':
      return textArb(schema);
    case 'integer':
    case 'number':
      return numberArb(schema);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valueArb(schema.items), {
        minLength: Number(schema.minItems ?? 0),
        maxLength: 4,
      });
    default:
      return fc.constant({});
  }
}

/** Its members, most of them left out; where it must have one of several, exactly one of these. */
function objectArb({ properties, required, oneOf }: Json): fc.Arbitrary<object> {
  const members = toObject(properties);
  const always = toList(required).map(String);
  const choices = toList(oneOf).flatMap((choice) => toList(member(choice, 'required')).map(String));
  const free = Object.keys(members).filter((name) => !choices.includes(name));
  const some = fc.record(Object.fromEntries(free.map((name) => [name, valueArb(members[name])])), {
    requiredKeys: always,
  });
  if (choices.length === 0) return some;
  const one = fc.oneof(
    ...choices.map((name) => valueArb(members[name]).map((value) => ({ [name]: value }))),
  );
  return fc.tuple(one, some).map(([target, others]) => ({ ...others, ...target }));
}

/** The same with one member taken out, changed or added, so that the parser has something to say. */
const slipped = (arb: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(arb, fc.nat(), odd, fc.constantFrom('InstanceId', 'StorageDays', 'Nobody', 'regoin'))
    .map(([value, at, other, name]) => {
      const entries = Object.entries(toObject(value));
      const place = at % (entries.length + 1);
      return {
        ...Object.fromEntries(entries.filter((_, index) => index !== place)),
        [name]: other,
      };
    });

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Json[];
  readonly body: unknown;
}

const OPERATIONS: readonly Operation[] = Object.entries(toObject(DOCUMENT.paths)).flatMap(
  ([path, item]) =>
    Object.entries(toObject(item)).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      parameters: toList(member(operation, 'parameters')).map(resolve),
      body: member(
        member(member(member(operation, 'requestBody'), 'content'), 'application/json'),
        'schema',
      ),
    })),
);

/** A value as a query has it. */
const toText = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(String).join(',') : String(value);

const queryArb = ({ parameters }: Operation): fc.Arbitrary<Json> => {
  const named = parameters.filter((parameter) => parameter.in === 'query');
  const arbs = named.map((parameter) => [
    String(parameter.name),
    fc.oneof(
      { weight: 8, arbitrary: valueArb(parameter.schema).map(toText) },
      { weight: 1, arbitrary: odd },
    ),
  ]);
  // One or two of them; all at once would always be too many.
  return fc
    .tuple(
      fc.record(Object.fromEntries(arbs)),
      fc.array(fc.nat(Math.max(0, arbs.length - 1)), { maxLength: 2 }),
    )
    .map(([all, chosen]) =>
      Object.fromEntries(Object.entries(all).filter((_, index) => chosen.includes(index))),
    );
};

const NOTHING: Body = { bytes: new Uint8Array(), fields: { body: '' } };

const bodyArb = ({ body }: Operation): fc.Arbitrary<Body> => {
  if (body === undefined) return fc.constant(NOTHING);
  const good = valueArb(body);
  return fc
    .oneof({ weight: 4, arbitrary: good }, { weight: 1, arbitrary: slipped(good) })
    .map((value) => JSON.stringify(value))
    .map((text) => ({ bytes: Buffer.from(text), fields: { body: text } }));
};

const keyArb = fc.option(
  fc.oneof(
    fc.stringMatching(/^[a-z0-9-]{1,20}$/),
    fc.string().map((text) => `"${text}";ttl=60`),
  ),
  { nil: undefined },
);
const acceptArb = fc.constantFrom('*/*', 'text/html', 'application/json;q=0.1, text/plain', 'x');

const caseOf = (operation: Operation): fc.Arbitrary<Case> =>
  fc
    .record({
      mode: fc.constantFrom(...MODES),
      credential: credentialArb,
      body: bodyArb(operation),
      query: queryArb(operation),
      taskId: fc.oneof(fc.constantFrom('7', '404', 'x', '1e3'), fc.nat().map(String)),
      key: keyArb,
      accept: acceptArb,
    })
    .map(({ mode, credential, body, query, taskId, key, accept }) => {
      const headers = {
        'content-type': 'application/json',
        accept,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...credential.headers(body.bytes ?? new Uint8Array()),
      };
      const event = {
        ...body.fields,
        httpMethod: operation.method,
        path: operation.path.replace('{TaskId}', taskId),
        queryString: query,
        headers,
      };
      return { mode, proof: credential.proof, body, event: JSON.parse(JSON.stringify(event)) };
    });

export const documentedArb: fc.Arbitrary<Case> = fc.oneof(...OPERATIONS.map(caseOf));
