// The run key of an admitted request.
import { bearer, codeOf, type HttpEvent, post, REQUEST, signed, webhook } from '../support/webhook';

/** The run key in the log of a request, or the answer of one that was stopped. */
async function keyOf(event: HttpEvent, settings: Record<string, string> = {}) {
  const hook = webhook({ settings });
  const answer = await hook.send(event);
  const { runKey } = hook.lines.find((line) => line.event === 'delivery') ?? {};
  return answer.statusCode === 202
    ? runKey
    : `${codeOf(answer)} ${JSON.parse(answer.body).issues?.[0].path ?? ''}`;
}

const key = (value: unknown) => ({ 'idempotency-key': value });
const id = (value: unknown) => ({ 'webhook-id': value });
const PLATFORM = { WEBHOOK_AUTH: 'platform' };

describe('the run key of a caller who is known by a token or by the platform', () => {
  const table: [name: string, headers: object, expected: string | undefined][] = [
    ['none', {}, undefined],
    ['Idempotency-Key', key('deploy-42'), 'idempotency-key deploy-42'],
    ['quoted, as the draft has it', key('"deploy-42"'), 'idempotency-key deploy-42'],
    // RFC 8941 §3.3.3: a string in quotes, whose parameters are not part of it (§3.1.2).
    ['with a parameter', key('"deploy-42";ttl=60'), 'idempotency-key deploy-42'],
    ['with parameters', key('"a"; ttl=60;b="x;\\"y" ;c'), '400 ValidationFailed Idempotency-Key'],
    ['with good parameters', key('"a"; ttl=60;b="x;\\"y";c'), 'idempotency-key a'],
    ['a blank in quotes', key('"a b"'), 'idempotency-key a b'],
    ['an escaped quote', key('"a\\"b\\\\c"'), 'idempotency-key a"b\\c'],
    ['an invalid escape', key('"a\\b"'), '400 ValidationFailed Idempotency-Key'],
    ['a parameter in capitals', key('"a";TTL=60'), '400 ValidationFailed Idempotency-Key'],
    ['a quote that is not closed', key('"deploy-42'), '400 ValidationFailed Idempotency-Key'],
    ['a quote that is not opened', key('deploy-42"'), '400 ValidationFailed Idempotency-Key'],
    ['a quote in the middle', key('"a"b"'), '400 ValidationFailed Idempotency-Key'],
    ['two strings in one header', key('"a", "b"'), '400 ValidationFailed Idempotency-Key'],
    ['two strings without a blank', key('"a","b"'), '400 ValidationFailed Idempotency-Key'],
    ['a bare text with a semicolon', key('a;ttl=60'), 'idempotency-key a;ttl=60'],
    ['a bare URL', key('https://ci.example/7?a=b'), 'idempotency-key https://ci.example/7?a=b'],
    [
      'the header of another name',
      { 'x-idempotency-key': 'deploy-42' },
      '400 ValidationFailed X-Idempotency-Key',
    ],
    ['webhook-id', id('msg_1'), 'webhook-id msg_1'],
    ['both: the first wins', { ...key('deploy-42'), ...id('msg_1') }, 'idempotency-key deploy-42'],
    ['255 characters', key('k'.repeat(255)), `idempotency-key ${'k'.repeat(255)}`],
    ['256 characters', key('k'.repeat(256)), '400 ValidationFailed Idempotency-Key'],
    ['empty', key(''), '400 ValidationFailed Idempotency-Key'],
    ['empty quotes', key('""'), '400 ValidationFailed Idempotency-Key'],
    ['two of them', key(['a', 'b']), '400 ValidationFailed Idempotency-Key'],
    ['two of them, of the same value', key(['a', 'a']), '400 ValidationFailed Idempotency-Key'],
    ['two of them, joined', key('a, b'), '400 ValidationFailed Idempotency-Key'],
    [
      'in two cases',
      { 'Idempotency-Key': 'a', 'idempotency-key': 'b' },
      '400 ValidationFailed Idempotency-Key',
    ],
    ['a number', key(42), '400 ValidationFailed Idempotency-Key'],
    ['not ASCII', key('clé'), '400 ValidationFailed Idempotency-Key'],
    ['two webhook-ids', id('a, b'), '400 ValidationFailed webhook-id'],
  ];
  test.each(table)('%s', async (_name, headers, expected) => {
    expect(await keyOf(post({ ...bearer(), ...headers }))).toBe(expected);
    expect(await keyOf(post({ ...headers }), PLATFORM)).toBe(expected);
  });
});

describe('the run key behind a signature is the signed webhook-id', () => {
  const table: [name: string, headers: object, expected: string][] = [
    ['alone', {}, 'webhook-id msg_1'],
    ['with the same Idempotency-Key', key('msg_1'), 'webhook-id msg_1'],
    ['with another, which is not signed', key('deploy-42'), '400 ValidationFailed Idempotency-Key'],
    ['with a token as well', { ...bearer(), ...key('deploy-42') }, 'idempotency-key deploy-42'],
    [
      'with a token that is unknown',
      { ...bearer('x'.repeat(30)), ...key('k') },
      '400 ValidationFailed Idempotency-Key',
    ],
  ];
  test.each(table)('%s', async (_name, headers, expected) => {
    expect(await keyOf(post({ ...signed(), ...headers }))).toBe(expected);
  });

  test('so a captured request, sent again with another key, is not another run', async () => {
    const captured = post(signed());
    const replay = { ...captured, headers: { ...captured.headers, ...key('fresh') } };
    const hook = webhook();
    await hook.send(captured);
    const before = hook.calls.length;
    expect((await hook.send(replay)).statusCode).toBe(400);
    expect(hook.calls).toHaveLength(before);
  });
});

test('nothing a stranger says becomes a run key in the log', async () => {
  const hook = webhook();
  await hook.send(post({ ...key('k'.repeat(10_000)), ...id('msg_1') }));
  expect(hook.lines).toEqual([expect.not.objectContaining({ runKey: expect.anything() })]);
});

test('a run key is not shared between the two headers', async () => {
  const hook = webhook();
  await hook.send(post({ ...bearer(), ...key('same') }));
  await hook.send(post({ ...bearer(), ...id('same') }));
  const keys = hook.lines.flatMap(({ runKey }) => runKey ?? []);
  expect(new Set(keys).size).toBe(2);
  expect(REQUEST).toContain('crs-demo0001');
});

test('the header of another name is answered with the right one', async () => {
  const answer = await webhook().send(post({ ...bearer(), 'X-Idempotency-Key': 'k' }));
  expect(JSON.parse(answer.body).detail).toBe(
    'X-Idempotency-Key: is not read; send Idempotency-Key',
  );
});

test('the answer says under which run key it was, made or not', async () => {
  const headers = { ...bearer(), ...key('"deploy-42"') };
  for (const body of [REQUEST, '{"InstanceIds":["crs-a"]}', '{"Region":7}']) {
    const answer = await webhook().send(post(headers, body));
    expect(JSON.parse(answer.body).runKey).toBe('idempotency-key deploy-42');
  }
});
