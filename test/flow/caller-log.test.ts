// What the log says of a caller: who, from where, what and with which outcome.
import { createHash } from 'node:crypto';
import {
  bearer,
  get,
  type HttpEvent,
  KEY_BYTES,
  post,
  signed,
  TOKEN,
  webhook,
  whsec,
} from '../support/webhook';

const fingerprint = (secret: string) =>
  createHash('sha256').update(secret).digest('hex').slice(0, 8);

async function lineOf(event: HttpEvent, settings: Record<string, string> = {}) {
  const hook = webhook({ settings });
  await hook.send(event);
  return hook.lines.find((line) => line.event === 'delivery');
}

const from = (event: HttpEvent, address: unknown): HttpEvent => ({
  ...event,
  headers: { ...event.headers, 'x-scf-remote-addr': address },
});

describe('who, from where, what and with which outcome', () => {
  const table: [name: string, event: HttpEvent, settings: Record<string, string>, line: object][] =
    [
      [
        'a token',
        from(post({ ...bearer(), 'idempotency-key': 'k1' }), '192.0.2.7'),
        {},
        {
          level: 'info',
          caller: `token ${fingerprint(TOKEN)}`,
          source: '192.0.2.7',
          runKey: 'idempotency-key k1',
          outcome: 'accepted',
          status: 202,
          targets: 1,
          InstanceId: 'crs-demo0001',
          Region: 'ap-guangzhou',
        },
      ],
      [
        'a signature',
        from(post(signed()), '2001:db8::7'),
        {},
        {
          caller: `signature ${fingerprint(whsec(KEY_BYTES))}`,
          source: '2001:db8::7',
          runKey: 'webhook-id msg_1',
          status: 202,
        },
      ],
      ['the platform', post({}), { WEBHOOK_AUTH: 'platform' }, { caller: 'platform', status: 202 }],
      [
        'several instances',
        post(bearer(), JSON.stringify({ InstanceIds: ['crs-demo0001', 'crs-demo0002'] })),
        {},
        { outcome: 'accepted', targets: 2 },
      ],
      [
        'one who is not known',
        from(post(bearer('x'.repeat(30))), '192.0.2.7'),
        {},
        {
          level: 'warn',
          source: '192.0.2.7',
          outcome: 'rejected',
          code: 'Unauthenticated',
          status: 401,
        },
      ],
      [
        'one who is known and stopped',
        from(get('/nowhere', bearer()), '192.0.2.7'),
        {},
        { caller: `token ${fingerprint(TOKEN)}`, code: 'NoSuchRoute', status: 404 },
      ],
    ];
  test.each(table)('%s', async (_name, event, settings, line) => {
    expect(await lineOf(event, settings)).toMatchObject(line);
  });
});

describe('the source address', () => {
  const context = (sourceIp: unknown) => ({ requestContext: { sourceIp } });
  const table: [name: string, event: HttpEvent, source: string | undefined][] = [
    ['of a Function URL', from(post({}), '192.0.2.7'), '192.0.2.7'],
    ['of the gateway', { ...post({}), ...context('192.0.2.8') }, '192.0.2.8'],
    [
      'of the gateway, not what the caller says',
      { ...from(post({}), '192.0.2.7'), ...context('192.0.2.8') },
      '192.0.2.8',
    ],
    [
      'that the gateway does not know',
      { ...from(post({}), '192.0.2.7'), ...context(undefined) },
      undefined,
    ],
    ['that is no address', from(post({}), 'me@example.com'), undefined],
    ['that is not one text', from(post({}), ['192.0.2.7', '192.0.2.8']), undefined],
    ['that nobody told', post({}), undefined],
  ];
  test.each(table)('%s', async (_name, event, source) => {
    expect((await lineOf(event))?.source).toBe(source);
  });
});

test('a line has no body, header, remark or query', async () => {
  const event = {
    ...post(
      { ...bearer(), cookie: 'a-cookie', 'user-agent': 'an-agent' },
      JSON.stringify({ InstanceId: 'crs-demo0001', Remark: 'a-remark' }),
    ),
    queryString: { q: 'a-query' },
  };
  const hook = webhook();
  await hook.send(event);
  expect(JSON.stringify(hook.lines)).not.toMatch(/a-cookie|an-agent|a-remark|a-query/);
});

test('a caller cannot make a line long', async () => {
  const line = await lineOf(
    post(bearer(), JSON.stringify({ InstanceId: 'crs-demo0001', ['y'.repeat(60_000)]: 1 })),
  );
  expect(JSON.stringify(line).length).toBeLessThan(2000);
});
