// Standard Webhooks: the grammar, the clock, and the reference package as an oracle.
import { Webhook } from 'standardwebhooks';
import { MIN_DIFFERENT } from '../../src/http/secret-limits';
import { type Signed, sign, verify } from '../../src/http/signature';
import { parseWebhookSecrets, type SigningKey } from '../../src/http/webhook-secrets';
import fc from '../support/property';
import { whsec } from '../support/webhook';

function keysOf(...secrets: string[]): readonly SigningKey[] {
  const read = parseWebhookSecrets(secrets);
  if ('problem' in read) throw new Error(read.problem);
  return read.value.keys;
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** Published in the specification's own test-suite, libraries/javascript/src/webhook.test.ts. */
const VECTOR = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const [KEY] = keysOf(VECTOR.secret);
const VECTOR_MS = Number(VECTOR.timestamp) * 1000;

describe('the known answer of the specification', () => {
  test('is what we sign', () => {
    const { id, timestamp, body, signature } = VECTOR;
    expect(KEY && sign(KEY, id, timestamp, bytes(body))).toBe(signature);
  });

  test('is verified', () => {
    expect(verify(VECTOR, bytes(VECTOR.body), [KEY as SigningKey], VECTOR_MS)).toEqual({ by: KEY });
  });

  test.each(['id', 'timestamp', 'body', 'signature'] as const)(
    'one other character in the %s is not',
    (part) => {
      const changed = {
        ...VECTOR,
        [part]: VECTOR[part].replace(/[0-9]/, (n) => `${9 - Number(n)}`),
      };
      expect(changed[part]).not.toBe(VECTOR[part]);
      const verdict = verify(changed, bytes(changed.body), keysOf(VECTOR.secret), VECTOR_MS);
      expect(verdict).toHaveProperty('flaw');
    },
  );
});

describe('several secrets and several signatures', () => {
  const secrets = [1, 2, 3].map((n) => whsec(Uint8Array.from({ length: 24 }, (_, at) => n + at)));
  const [first, second, third] = keysOf(...secrets) as [SigningKey, SigningKey, SigningKey];
  const by = (...keys: SigningKey[]): Signed => ({
    id: 'msg_1',
    timestamp: VECTOR.timestamp,
    signature: keys
      .map((key) => sign(key, 'msg_1', VECTOR.timestamp, bytes(VECTOR.body)))
      .join(' '),
  });
  const table: [
    name: string,
    signed: Signed,
    keys: SigningKey[],
    expected: SigningKey | undefined,
  ][] = [
    ['the new secret during a rotation', by(second), [first, second], second],
    ['the old secret during a rotation', by(first), [first, second], first],
    ['signed with both, ours is the second', by(first, second), [second], second],
    ['signed with both, ours is the first', by(first, second), [first], first],
    ['a secret that is out of use', by(third), [first, second], undefined],
    ['no secret at all', by(first), [], undefined],
  ];
  test.each(table)('%s', (_name, signed, keys, expected) => {
    const verdict = verify(signed, bytes(VECTOR.body), keys, VECTOR_MS);
    expect('by' in verdict ? verdict.by : undefined).toBe(expected);
  });

  test('a signature of another version may stand beside ours', () => {
    const { signature, ...rest } = by(first);
    const list = { ...rest, signature: `v1a,aGVsbG8= ${signature} v2,_-x` };
    expect(verify(list, bytes(VECTOR.body), [first], VECTOR_MS)).toEqual({ by: first });
  });
});

describe('the grammar of the headers', () => {
  const good = VECTOR.signature;
  const table: [name: string, change: Partial<Signed>, flaw: RegExp][] = [
    ['an empty id', { id: '' }, /webhook-id/],
    ['an id with a dot', { id: 'msg.1' }, /webhook-id/],
    ['an id with a space', { id: 'msg 1' }, /webhook-id/],
    ['two ids', { id: 'msg_1, msg_2' }, /webhook-id/],
    ['an id with a line break', { id: 'msg_1\n' }, /webhook-id/],
    ['an id that is not ASCII', { id: 'msg_é' }, /webhook-id/],
    ['an id of 256 characters', { id: 'm'.repeat(256) }, /webhook-id/],
    ['junk behind the timestamp', { timestamp: `${VECTOR.timestamp}junk` }, /webhook-timestamp/],
    ['a fraction', { timestamp: `${VECTOR.timestamp}.0` }, /webhook-timestamp/],
    ['a leading zero', { timestamp: `0${VECTOR.timestamp}` }, /webhook-timestamp/],
    ['a sign', { timestamp: `+${VECTOR.timestamp}` }, /webhook-timestamp/],
    ['a space before it', { timestamp: ` ${VECTOR.timestamp}` }, /webhook-timestamp/],
    ['an exponent', { timestamp: '1614265330e0' }, /webhook-timestamp/],
    ['hexadecimal', { timestamp: '0x60380e32' }, /webhook-timestamp/],
    ['other digits', { timestamp: '١٦١٤٢٦٥٣٣٠' }, /webhook-timestamp/],
    ['a huge number', { timestamp: '9'.repeat(400) }, /webhook-timestamp/],
    ['NaN', { timestamp: 'NaN' }, /webhook-timestamp/],
    ['Infinity', { timestamp: 'Infinity' }, /webhook-timestamp/],
    ['a negative one', { timestamp: '-1' }, /webhook-timestamp/],
    ['milliseconds', { timestamp: `${VECTOR.timestamp}000` }, /webhook-timestamp/],
    ['two timestamps', { timestamp: '1614265330, 1614265330' }, /webhook-timestamp/],
    ['a date', { timestamp: '2021-02-25T15:02:10Z' }, /webhook-timestamp/],
    ['no version', { signature: good.slice(3) }, /no signature matches/],
    ['an unpadded signature', { signature: good.slice(0, -1) }, /no signature matches/],
    ['a cut signature', { signature: good.slice(0, 20) }, /no signature matches/],
    ['an empty signature', { signature: 'v1,' }, /no signature matches/],
    ['no signature at all', { signature: '' }, /no signature matches/],
    ['URL-safe base64', { signature: good.replace('+', '-') }, /no signature matches/],
    ['a capital V', { signature: good.replace('v', 'V') }, /no signature matches/],
    ['commas between them', { signature: `${good},${good}` }, /no signature matches/],
    ['a third field', { signature: `${good},x` }, /no signature matches/],
    [
      'sixty signatures',
      { signature: Array(60).fill(good).join(' ') },
      /webhook-signature is too long/,
    ],
    [
      'a fresh timestamp on an old signature',
      { timestamp: String(Number(VECTOR.timestamp) + 1) },
      /no signature matches/,
    ],
    ['another version alone', { signature: good.replace('v1', 'v2') }, /no signature matches/],
    ['the asymmetric version', { signature: good.replace('v1,', 'v1a,') }, /no signature matches/],
    ['an algorithm named none', { signature: 'none,' }, /no signature matches/],
    ['zeros', { signature: `v1,${'A'.repeat(43)}=` }, /no signature matches/],
    ['v1 in another guise', { signature: good.replace('v1', 'v01') }, /no signature matches/],
    ['hexadecimal as v1', { signature: `v1,${'ab'.repeat(32)}` }, /no signature matches/],
  ];
  test.each(table)('%s', (_name, change, flaw) => {
    const verdict = verify(
      { ...VECTOR, ...change },
      bytes(VECTOR.body),
      keysOf(VECTOR.secret),
      VECTOR_MS,
    );
    expect(verdict).toEqual({ flaw: expect.stringMatching(flaw) });
  });
});

describe('the clock', () => {
  const table: [secondsAway: number, accepted: boolean][] = [
    [-301, false],
    [-300, true],
    [0, true],
    [300, true],
    [301, false],
  ];
  test.each(table)('%i seconds from now: accepted %s', (away, accepted) => {
    // The last millisecond of that second: fractions are cut, never rounded.
    const now = VECTOR_MS + away * 1000 + 999;
    const verdict = verify(VECTOR, bytes(VECTOR.body), keysOf(VECTOR.secret), now);
    expect('by' in verdict).toBe(accepted);
  });
});

/** The reference package's verdict; it reads the clock itself, so that is held still. */
function oracle(secret: string, { id, timestamp, signature }: Signed, body: string, nowMs: number) {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(nowMs);
  try {
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    };
    new Webhook(secret).verify(body, headers, { jsonParse: false } as never);
    return true;
  } catch {
    return false;
  } finally {
    clock.mockRestore();
  }
}

const ours = (secret: string, signed: Signed, body: string, nowMs: number) =>
  'by' in verify(signed, bytes(body), keysOf(secret), nowMs);

const secretArb = fc
  .uint8Array({ minLength: 24, maxLength: 64 })
  .filter((key) => new Set(key).size >= MIN_DIFFERENT)
  .map(whsec);
const idArb = fc.stringMatching(/^[A-Za-z0-9_:-]{1,40}$/);
const nowArb = fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 });

/** Well-formed headers: each part right or wrong by chance, so that a good part of them verify. */
const caseArb = fc
  .record({
    secret: secretArb,
    otherSecret: secretArb,
    id: idArb,
    nowMs: nowArb,
    away: fc.oneof(fc.integer({ min: -305, max: 305 }), fc.integer({ min: -9000, max: 9000 })),
    body: fc.string({ unit: 'binary' }),
    signedBody: fc.option(fc.string(), { nil: undefined, freq: 1 }),
    withOther: fc.nat(3).map((n) => n === 0),
    beside: fc.subarray(['v1a,aGVsbG8=', 'v2,eA==', 'v1,short', '', 'x', `v1,${'A'.repeat(43)}=`]),
    ourPlace: fc.nat(3),
  })
  .map(
    ({ secret, otherSecret, id, nowMs, away, body, signedBody, withOther, beside, ourPlace }) => {
      const timestamp = String(Math.floor(nowMs / 1000) - away);
      const [key] = keysOf(withOther ? otherSecret : secret) as [SigningKey];
      const list = [...beside];
      list.splice(ourPlace, 0, sign(key, id, timestamp, bytes(signedBody ?? body)));
      return { secret, signed: { id, timestamp, signature: list.join(' ') }, body, nowMs };
    },
  );

describe('the standardwebhooks package as an oracle', () => {
  test('agrees on every well-formed request', () => {
    let verified = 0;
    fc.assert(
      fc.property(caseArb, ({ secret, signed, body, nowMs }) => {
        const expected = oracle(secret, signed, body, nowMs);
        verified += Number(expected);
        expect(ours(secret, signed, body, nowMs)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
    // Neither side of the comparison is empty.
    expect(verified).toBeGreaterThan(200);
    expect(verified).toBeLessThan(1800);
  });

  test('signs what we sign', () => {
    fc.assert(
      fc.property(
        secretArb,
        idArb,
        nowArb,
        fc.string({ unit: 'binary' }),
        (secret, id, nowMs, body) => {
          const [key] = keysOf(secret) as [SigningKey];
          const at = new Date(Math.floor(nowMs / 1000) * 1000);
          expect(sign(key, id, String(at.getTime() / 1000), bytes(body))).toBe(
            new Webhook(secret).sign(id, at, body),
          );
        },
      ),
    );
  });

  /** Every difference is deliberate, and in each of them we are the stricter. */
  const { signature: good } = VECTOR;
  const reSigned = (id: string): Partial<Signed> => ({
    id,
    signature: KEY === undefined ? '' : sign(KEY, id, VECTOR.timestamp, bytes(VECTOR.body)),
  });
  const differences: [name: string, change: Partial<Signed>][] = [
    ['junk behind the timestamp', { timestamp: `${VECTOR.timestamp}junk` }],
    ['a fraction of a second', { timestamp: `${VECTOR.timestamp}.9` }],
    ['a leading zero', { timestamp: `0${VECTOR.timestamp}` }],
    ['a plus sign or a space before the timestamp', { timestamp: ` +${VECTOR.timestamp}` }],
    ['two timestamps in one header', { timestamp: `${VECTOR.timestamp}, 1` }],
    ['an id with a dot, which makes the signed text ambiguous', reSigned('msg.1')],
    ['an id with a comma, as two headers make', reSigned('msg_1,msg_2')],
    ['an id with a space', reSigned('msg 1')],
    ['an id over 255 characters', reSigned('m'.repeat(256))],
    ['an id that is not ASCII', reSigned('msg_é')],
    ['a third field behind a signature', { signature: `${good},x` }],
    ['a list over 2,000 characters', { signature: Array(60).fill(good).join(' ') }],
  ];
  test.each(differences)('accepts, and we refuse: %s', (_name, change) => {
    const signed = { ...VECTOR, ...change };
    expect(oracle(VECTOR.secret, signed, VECTOR.body, VECTOR_MS)).toBe(true);
    expect(ours(VECTOR.secret, signed, VECTOR.body, VECTOR_MS)).toBe(false);
  });

  test('decodes a body that is not UTF-8 before it signs; we sign the bytes', () => {
    const body = Buffer.from([0x7b, 0xff, 0x7d]);
    const [key] = keysOf(VECTOR.secret) as [SigningKey];
    const theirs = new Webhook(VECTOR.secret).sign('msg_1', new Date(VECTOR_MS), body);
    expect(sign(key, 'msg_1', VECTOR.timestamp, body)).not.toBe(theirs);
    expect(sign(key, 'msg_1', VECTOR.timestamp, bytes('{\ufffd}'))).toBe(theirs);
  });

  test('takes secrets of any length, without their prefix too; we do not', () => {
    for (const secret of ['c2hvcnQ=', 'whsec_c2hvcnQ=']) {
      expect(() => new Webhook(secret)).not.toThrow();
      expect(parseWebhookSecrets([secret])).toHaveProperty('problem');
    }
  });
});
