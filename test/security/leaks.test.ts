import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bearer, post, SECRETS, TOKEN, webhook, whsec } from '../support/webhook';
import { LeakWatch } from './watch/leak-watch';

const ROOT = join(__dirname, '..', '..');

/** The suite's own configuration on a file that leaks. */
function runLeaking(way: string) {
  const args = ['--testMatch', '**/watch/leaking.ts', '--colors=false'];
  const { status, stderr } = spawnSync(process.execPath, ['node_modules/.bin/jest', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, LEAK: way, TEST_TALLY: '' },
  });
  return { status, output: stderr };
}

describe('the watch over the whole suite', () => {
  const table: [way: string, findings: RegExp[]][] = [
    ['answer and log', [/a log line: a secret \(sha256/, /handle returned: a secret \(sha256/]],
    ['throw', [/handle threw: a secret \(sha256/]],
    ['trace', [/handle returned: a stack trace/]],
  ];
  test.each(table)(
    'fails a file whose tests pass while the function leaks: %s',
    (way, findings) => {
      const { status, output } = runLeaking(way);
      expect(output).toMatch(/Tests: +1 passed, 1 total/);
      expect(output).toContain('the function gave away what it must not');
      for (const finding of findings) expect(output).toMatch(finding);
      expect(status).toBe(1);
    },
  );

  test('passes the same file when nothing leaks', () => {
    expect(runLeaking('nothing').status).toBe(0);
  });

  test('sees what the function is given and what it gives away in this very file', async () => {
    const before = leakWatch.seen;
    await webhook().send(post(bearer()));
    expect(leakWatch.seen.secrets).toBeGreaterThan(before.secrets);
    expect(leakWatch.seen.outputs).toBeGreaterThan(before.outputs);
  });
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
