import { bearer, post, SECRETS, TOKEN, webhook, whsec } from '../support/webhook';
import { LeakWatch } from './watch/leak-watch';

test('the watch sees what the function is given and what it gives away in this very file', async () => {
  const before = leakWatch.seen;
  await webhook().send(post(bearer()));
  expect(leakWatch.seen.secrets).toBeGreaterThan(before.secrets);
  expect(leakWatch.seen.outputs).toBeGreaterThan(before.outputs);
});

describe('what counts as a leak', () => {
  const signature = 'a'.repeat(64);
  const table: [name: string, give: (watch: LeakWatch) => void, output: unknown][] = [
    ['a webhook secret', (w) => w.environment({ WEBHOOK_SECRETS: SECRETS }), `unknown ${TOKEN}`],
    [
      'the base64 of a signing secret',
      (w) => w.environment({ WEBHOOK_SECRETS: whsec(Buffer.alloc(24, 7)) }),
      Buffer.alloc(24, 7).toString('base64'),
    ],
    [
      'a key in the context',
      (w) => w.environment('{"TENCENTCLOUD_SECRETKEY":"key-of-the-role"}'),
      'with key-of-the-role',
    ],
    [
      'a bearer token',
      (w) => w.event({ headers: { Authorization: 'Bearer abcdefgh' } }),
      'abcdefgh',
    ],
    [
      'a Basic password',
      (w) => w.event({ headers: { authorization: `Basic ${btoa('me:password1')}` } }),
      'password1',
    ],
    [
      'a signature of the API',
      (w) =>
        w.event({ authorization: `TC3-HMAC-SHA256 Credential=AKIDx/y, Signature=${signature}` }),
      { message: `Signature=${signature} is not legal` },
    ],
    [
      'a signature of COS, deep in an event',
      (w) =>
        w.event({
          Records: [
            {
              event: {
                headers: { Authorization: 'q-ak=AKIDcosuser&q-signature=0123456789abcdef' },
              },
            },
          ],
        }),
      'q-signature=0123456789abcdef',
    ],
    [
      'a webhook signature',
      (w) => w.event({ 'webhook-signature': 'v1,c2lnbmF0dXJl' }),
      'c2lnbmF0dXJl',
    ],
    ['in a thrown error', (w) => w.secret('thrown-secret'), new Error('with thrown-secret')],
  ];
  test.each(table)('%s', (_name, give, output) => {
    const watch = new LeakWatch();
    give(watch);
    watch.output('somewhere', 'harmless');
    expect(watch.findings()).toEqual([]);
    watch.output('here', output);
    expect(watch.findings()).toContainEqual({
      what: expect.stringMatching(/^a secret/),
      where: 'here',
    });
  });

  test('a finding names the secret by its fingerprint, never by its text', () => {
    const watch = new LeakWatch();
    watch.secret(TOKEN);
    watch.output('here', `x ${TOKEN} y`);
    expect(JSON.stringify(watch.findings())).not.toContain(TOKEN);
  });

  test('a stack trace counts in an HTTP answer, and not in a throw', () => {
    const watch = new LeakWatch();
    watch.output('there', new Error('thrown'));
    expect(watch.findings()).toEqual([]);
    watch.output('here', { statusCode: 500, body: new Error('shown').stack });
    expect(watch.findings()).toEqual([{ what: 'a stack trace', where: 'here' }]);
  });
});
