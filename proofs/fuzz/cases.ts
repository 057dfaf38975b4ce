// Random requests for a webhook: methods, paths, headers, bodies, and credentials of which it is known what they prove.

import {
  basic,
  bearer,
  type Headers,
  type HttpEvent,
  KEY_BYTES,
  NOW_S,
  OTHER_KEY_BYTES,
  OTHER_TOKEN,
  signed,
  TOKEN,
} from '../../test/support/webhook';
import fc from '../support/property';

export const MODES = ['bearer', 'signature', 'both', 'platform'] as const;
export type Mode = (typeof MODES)[number];

/** What a caller proves: with a token on any method, with a token as a password on GET and HEAD, with a signature on POST. */
type Proof = 'none' | 'token' | 'password' | 'signature';

interface Credential {
  readonly headers: (body: Uint8Array) => Headers;
  readonly proof: Proof;
}

export interface Body {
  /** Undefined: the body did not arrive as text, so no signature can be right. */
  readonly bytes: Uint8Array | undefined;
  readonly fields: { readonly body: unknown; readonly isBase64Encoded?: unknown };
}

export interface Case {
  readonly mode: Mode;
  readonly event: HttpEvent;
  readonly proof: Proof;
  readonly body: Body;
}

export const MAX_BODY_BYTES = 2000;

const always = (headers: Headers, proof: Proof): Credential => ({ headers: () => headers, proof });

/** Printable, without the letters of the words that the generator knows (`__proto__`, `toString`, …): as a credential
 * one of them would be a secret, and it stands in a field's name or a run key of another request by chance. */
const unknownUnit = fc.constantFrom(
  ...Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).filter(
    (letter) => !'eEoO_'.includes(letter),
  ),
);
const unknownText = fc.string({ unit: unknownUnit });

/** A value where a text belongs; mostly small, as the generator's time goes into the large ones. */
export const odd = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom<unknown>(null, true, 42, '', [], {}, ['a', 'b'], { a: 'b' }),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2, stringUnit: unknownUnit }) },
);

/** A text with one character taken out, put in or changed; never the same text. */
const slipIn = (text: string) =>
  fc
    .tuple(
      fc.nat(text.length - 1),
      fc.constantFrom('0', 'z', ' ', '=', '\u0000', 'é', ''),
      fc.nat(1),
    )
    .map(([at, put, take]) => text.slice(0, at) + put + text.slice(at + take))
    .filter((slipped) => slipped !== text);

const NAMES = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/** A good signature with one of its headers changed, left out, doubled or of another kind. */
const brokenSignature = fc
  .tuple(fc.constantFrom(...NAMES), fc.oneof(unknownText, odd, fc.constant(undefined)), fc.nat(2))
  .map(([name, other, how]): Credential => {
    const broken = (good: string) =>
      how === 0
        ? [good, good]
        : how === 1
          ? `${good}x${String(other)}`
          : other === good
            ? ''
            : other;
    return {
      headers: (body) => {
        const good = signed(body);
        return { ...good, [name]: broken(good[name]) };
      },
      proof: 'none',
    };
  });

/** A good signature over something else: another body, time or key. */
const wrongSignature = fc
  .record({
    extra: fc.uint8Array({ minLength: 1, maxLength: 4 }),
    away: fc.oneof(fc.integer({ min: 301, max: 1e9 }), fc.integer({ min: -1e9, max: -301 })),
    key: fc.uint8Array({ minLength: 0, maxLength: 64 }),
    what: fc.nat(2),
  })
  .map(
    ({ extra, away, key, what }): Credential => ({
      headers: (body) =>
        what === 0
          ? signed(Buffer.concat([body, extra]))
          : signed(body, what === 1 ? { timestamp: NOW_S - away } : { key }),
      proof: 'none',
    }),
  );

/** Good and bad ones, in about equal parts. */
export const credentialArb: fc.Arbitrary<Credential> = fc.oneof(
  fc.constant(always({}, 'none')),
  fc.oneof(unknownText, odd).map((authorization) => always({ authorization }, 'none')),
  slipIn(`Bearer ${TOKEN}`)
    // The scheme may be followed by any number of spaces.
    .filter((text) => !/^bearer +\w+$/i.test(text) || !text.endsWith(` ${TOKEN}`))
    .map((authorization) => always({ authorization }, 'none')),
  {
    weight: 4,
    arbitrary: fc.constantFrom(TOKEN, OTHER_TOKEN).map((token) => always(bearer(token), 'token')),
  },
  fc.string().map((name) => always(basic(TOKEN, name.replaceAll(':', '')), 'password')),
  unknownText.map((password) => always(basic(password), 'none')),
  {
    weight: 4,
    arbitrary: fc
      .record({
        id: fc.stringMatching(/^[\w-]{1,20}$/),
        timestamp: fc.integer({ min: NOW_S - 300, max: NOW_S + 300 }),
        key: fc.constantFrom(KEY_BYTES, OTHER_KEY_BYTES),
      })
      .map(
        (signing): Credential => ({ headers: (body) => signed(body, signing), proof: 'signature' }),
      ),
  },
  brokenSignature,
  wrongSignature,
);

const requestText = fc
  .record(
    {
      InstanceId: fc.constantFrom('crs-demo0001', 'crs-demo0002', 'crs-*', 'CRS-1', ''),
      InstanceIds: fc.array(fc.stringMatching(/^crs-[a-z0-9]{1,4}$/), { maxLength: 5 }),
      Region: fc.constantFrom('ap-guangzhou', 'ap-shanghai', 'nowhere'),
      StorageDays: fc.oneof(fc.integer({ min: -1, max: 2000 }), fc.double()),
      Selector: fc.oneof(
        fc.constantFrom({}, { NamePrefix: 'demo' }, { NamePrefix: 'no' }, { Regions: ['nowhere'] }),
        odd,
      ),
      DryRun: fc.oneof(fc.boolean(), odd),
      Coverage: fc.oneof(fc.constantFrom({ Selector: {} }, { InstanceId: 'crs-demo0001' }), odd),
      Remark: fc.string(),
      ['__proto__']: odd,
    },
    { requiredKeys: [] },
  )
  .map((request) => JSON.stringify(request));

/** Built once: its table takes a second. */
const anyText = fc.string({ unit: 'binary' });

const goodText = fc
  .tuple(
    fc.constantFrom(
      { InstanceId: 'crs-demo0001' },
      { InstanceId: 'crs-demo0002' },
      { InstanceIds: ['crs-demo0001', 'crs-a'] },
      { Selector: {} },
      { Selector: { NamePrefix: 'demo' }, AllowEmpty: true },
    ),
    fc.string(),
  )
  .map(([target, Remark]) => JSON.stringify({ ...target, Remark }));

const text = fc.oneof(
  { weight: 10, arbitrary: goodText },
  { weight: 3, arbitrary: requestText },
  { weight: 2, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 2, arbitrary: anyText },
  { weight: 3, arbitrary: fc.integer({ min: 1900, max: 4000 }).map((bytes) => ' '.repeat(bytes)) },
  { weight: 1, arbitrary: fc.nat(900).map((levels) => '['.repeat(levels)) },
);

const bodyArb: fc.Arbitrary<Body> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(text, fc.constantFrom(undefined, false, 'false', 'no', null, 0))
      .map(([body, isBase64Encoded]) => ({
        bytes: Buffer.from(body),
        fields: { body, isBase64Encoded },
      })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.oneof(text.map(Buffer.from), fc.uint8Array()),
        fc.constantFrom(true, 'true', 'True'),
      )
      .map(([bytes, isBase64Encoded]) => ({
        bytes,
        fields: { body: Buffer.from(bytes).toString('base64'), isBase64Encoded },
      })),
  },
  {
    weight: 1,
    arbitrary: odd
      .filter((value) => typeof value !== 'string' && value !== null)
      .map((body) => ({ bytes: undefined, fields: { body, isBase64Encoded: true } })),
  },
);

const methodArb = fc.oneof(
  { weight: 8, arbitrary: fc.constant('POST') },
  { weight: 3, arbitrary: fc.constant('GET') },
  { weight: 1, arbitrary: fc.constantFrom('PUT', 'OPTIONS', 'HEAD', 'post', 'po\u017ft', '') },
  { weight: 1, arbitrary: fc.string() },
);

const pathArb = fc.oneof(
  fc.constantFrom('/', '', '/backup', '/release/backup/', '/tasks/1', '/coverage', '//', '/../x'),
  fc.constantFrom('/coverage?Regions=ap-guangzhou', '/coverage?InstanceId=crs-a', '/tasks/x?a=1'),
  fc.constantFrom(
    '/backups',
    '/backups?InstanceId=crs-demo0001',
    '/backups?__proto__=1&__proto__=2',
  ),
  fc.constantFrom('/health', '/x/health', '/health/', '/HEALTH', '/healthy', '/health?x=/'),
  fc
    .array(fc.constantFrom('a', '..', '%2e', 'health', ';', '?', ''))
    .map((parts) => parts.join('/')),
  anyText,
);

const typeArb = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('application/json', 'application/x+json; charset=utf-8'),
  },
  { weight: 1, arbitrary: fc.constantFrom(undefined, 'text/plain', '', ['application/json']) },
  { weight: 1, arbitrary: fc.string() },
);

/** Headers that prove nothing, whatever they say. */
const otherHeaders = fc.record(
  {
    'idempotency-key': fc.oneof(
      { weight: 6, arbitrary: fc.stringMatching(/^[!-~]{1,20}$/) },
      { weight: 1, arbitrary: fc.string() },
      { weight: 1, arbitrary: odd },
    ),
    'x-scf-remote-addr': fc.oneof(fc.constantFrom('192.0.2.7', '2001:db8::7'), odd),
    accept: fc.oneof(fc.constantFrom('text/html', '*/*'), odd),
    'accept-language': fc.oneof(fc.constantFrom('zh-CN,en;q=0.5', 'en', '*'), odd),
    'x-http-method-override': fc.constantFrom('POST', 'GET'),
    'content-encoding': fc.constantFrom('identity', 'identity', 'identity', 'gzip'),
    ['__proto__']: odd,
    'X-Anything': odd,
  },
  { requiredKeys: [] },
);

const EMPTY = new Uint8Array();

export const caseArb: fc.Arbitrary<Case> = fc
  .record({
    mode: fc.constantFrom(...MODES),
    method: methodArb,
    path: pathArb,
    type: typeArb,
    others: otherHeaders,
    credential: credentialArb,
    body: bodyArb,
    rest: fc.record(
      {
        requestContext: odd,
        queryString: fc.oneof(
          fc.constantFrom(
            { InstanceId: 'crs-demo0001' },
            { NamePrefix: 'demo' },
            { Tag: ['a:b', 'c'] },
          ),
          odd,
        ),
        pathParameters: odd,
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ mode, method, path, type, others, credential, body, rest }) => {
    const headers = {
      ...others,
      ...(type === undefined ? {} : { 'content-type': type }),
      ...credential.headers(body.bytes ?? EMPTY),
    };
    const event = { ...rest, ...body.fields, httpMethod: method, path, headers };
    // Through JSON, as the platform hands it over: no undefined, and `__proto__` a key like any other.
    return { mode, proof: credential.proof, body, event: JSON.parse(JSON.stringify(event)) };
  });
