// Who is admitted by a token, and that a part of a signature admits nobody.
import { type Admission, authenticate } from '../../src/http/authenticate';
import { sign } from '../../src/http/signature';
import { textBody } from '../../src/request/payload';
import { configOf, type Settings, TOKEN } from '../support/deps';
import { KEY_BYTES, whsec } from '../support/webhook';

type Kind = Admission['kind'];

const OTHER = 'the-token-that-comes-next-01';

/** Whether a request with this Authorization header may come in. */
const admissionOf = (
  authorization: string | undefined,
  settings: Settings,
  isUnchecked = false,
): Kind =>
  admissionWith(
    new Map(authorization === undefined ? [] : [['authorization', authorization]]),
    settings,
    isUnchecked,
  );

function admissionWith(
  headers: ReadonlyMap<string, string>,
  settings: Settings,
  isUnchecked = false,
): Kind {
  const message = {
    method: 'POST',
    path: '/',
    headers,
    repeated: new Set<string>(),
    source: undefined,
    query: {},
    isUnchecked,
  };
  const payload = { from: 'body', body: textBody('') } as const;
  return authenticate(message, payload, configOf(settings), 0).kind;
}

describe('with a token', () => {
  const table: [name: string, authorization: string | undefined, admission: Kind][] = [
    ['the token', `Bearer ${TOKEN}`, 'admitted'],
    ['the scheme in lower case', `bearer ${TOKEN}`, 'admitted'],
    ['the scheme in upper case', `BEARER ${TOKEN}`, 'admitted'],
    ['two spaces', `Bearer  ${TOKEN}`, 'admitted'],
    ['no header', undefined, 'rejected'],
    ['an empty header', '', 'rejected'],
    ['the scheme alone', 'Bearer', 'rejected'],
    ['an empty token', 'Bearer ', 'rejected'],
    ['the token alone', TOKEN, 'rejected'],
    ['another token', `Bearer ${OTHER}`, 'rejected'],
    ['the token in upper case', `Bearer ${TOKEN.toUpperCase()}`, 'rejected'],
    ['the start of the token', `Bearer ${TOKEN.slice(0, -1)}`, 'rejected'],
    ['the token and more', `Bearer ${TOKEN}x`, 'rejected'],
    ['the token twice', `Bearer ${TOKEN}, Bearer ${TOKEN}`, 'rejected'],
    ['the token as a Basic password', `Basic ${btoa(`x:${TOKEN}`)}`, 'rejected'],
    ['another scheme', `Token ${TOKEN}`, 'rejected'],
    ['a token with a null character', `Bearer ${TOKEN}\u0000`, 'rejected'],
  ];
  const both = ['bearer', 'both'].flatMap((auth) => table.map((row) => [auth, ...row] as const));
  test.each(both)('WEBHOOK_AUTH %s: %s', (WEBHOOK_AUTH, _name, authorization, admission) => {
    const settings = { WEBHOOK_AUTH, WEBHOOK_SECRETS: TOKEN };
    expect(admissionOf(authorization, settings)).toBe(admission);
  });
});

describe('with two tokens, for rotation', () => {
  const settings = { WEBHOOK_SECRETS: `${TOKEN} ${OTHER}` };
  const table: [authorization: string, admission: Kind][] = [
    [`Bearer ${TOKEN}`, 'admitted'],
    [`Bearer ${OTHER}`, 'admitted'],
    [`Bearer ${TOKEN} ${OTHER}`, 'rejected'],
    ['Bearer a-token-of-nobody-at-all-01', 'rejected'],
  ];
  test.each(table)('%s', (authorization, admission) => {
    expect(admissionOf(authorization, settings)).toBe(admission);
  });
});

describe('with a signature', () => {
  const admitted = ({ id = 'msg_1', timestamp = '1', without = '' }): Kind => {
    const signature = sign({ key: KEY_BYTES }, id, timestamp, new Uint8Array());
    const headers = new Map([
      ['webhook-id', id],
      ['webhook-timestamp', timestamp],
      ['webhook-signature', signature],
    ]);
    headers.delete(without);
    return admissionWith(headers, { WEBHOOK_AUTH: 'both', WEBHOOK_SECRETS: whsec(KEY_BYTES) });
  };

  test('over all that is sent', () => expect(admitted({})).toBe('admitted'));

  test.each([
    [{ without: 'webhook-id', id: '' }],
    [{ without: 'webhook-id', id: 'undefined' }],
    [{ without: 'webhook-timestamp', timestamp: '' }],
    [{ without: 'webhook-timestamp', timestamp: 'undefined' }],
    [{ without: 'webhook-signature' }],
  ])('over what a header that is missing may be taken for: %p', (part) => {
    expect(admitted(part)).toBe('rejected');
  });
});

test.each([
  ['bearer', undefined],
  ['bearer', 'Bearer '],
  ['both', `Bearer ${TOKEN}`],
])('without a token the webhook is closed, not open: %s, %p', (WEBHOOK_AUTH, authorization) => {
  expect(admissionOf(authorization, { WEBHOOK_AUTH })).toBe('rejected');
});

test.each([
  ['no token', ''],
  ['a token nobody asks for', TOKEN],
])('with platform the gateway has checked the caller: %s', (_name, WEBHOOK_SECRETS) => {
  expect(admissionOf(undefined, { WEBHOOK_AUTH: 'platform', WEBHOOK_SECRETS })).toBe('admitted');
});

test.each([
  ['closed without a secret', undefined, '', 'rejected'],
  ['with a secret that is set, for those who have it', `Bearer ${TOKEN}`, TOKEN, 'admitted'],
  ['and for nobody else', undefined, TOKEN, 'rejected'],
])('with platform a load balancer has checked nobody: %s', (_name, authorization, secret, kind) => {
  const settings = { WEBHOOK_AUTH: 'platform', WEBHOOK_SECRETS: secret };
  expect(admissionOf(authorization, settings, true)).toBe(kind);
});
