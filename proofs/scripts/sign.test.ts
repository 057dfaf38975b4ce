import { spawnSync } from 'node:child_process';
import { readService } from '../../emulator/scf/service';
import { buildBundle } from '../../scripts/bundle';
import { LOCAL_SIGNING_SECRET, startLocalCloud } from '../../scripts/local-cloud';
import { main } from '../../scripts/sign';
import { KEY_BYTES, OTHER_TOKEN, whsec } from '../../test/support/webhook';
import { run } from '../support/console';

const BODY = '{"InstanceId":"crs-demo0003","Remark":"it\'s signed"}';
const ELSEWHERE = 'https://123-ap.scf.tencentcs.com/';
const before = process.env.WEBHOOK_SECRETS;
let told: jest.SpyInstance;
beforeEach(() => {
  delete process.env.WEBHOOK_SECRETS;
  told = jest.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => {
  told.mockRestore();
  if (before === undefined) delete process.env.WEBHOOK_SECRETS;
  else process.env.WEBHOOK_SECRETS = before;
});

/** What a shell would send. */
const sent = (line: string) => {
  const { stdout } = spawnSync('sh', ['-c', line.replace(/^curl/, 'printf "%s\\n"')], {
    encoding: 'utf8',
  });
  return stdout;
};

test('prints a line that the built function accepts, once', async () => {
  await buildBundle();
  const cloud = await startLocalCloud({
    ...readService('test/fixtures/serverless.yml'),
    timers: [],
  });
  try {
    const { output, status } = await run(main, '--url', cloud.host.url, '--id', 'msg_once', BODY);
    expect(status).toBe(0);
    const headers = Object.fromEntries(
      [...output.matchAll(/-H '([\w-]+): ([^']+)'/g)].map(([, name, value]) => [name, value]),
    );
    const post = (body: string) =>
      fetch(cloud.host.url, { method: 'POST', headers, body }).then((response) => response.json());
    expect(await post(BODY)).toMatchObject({ Outcome: 'accepted' });
    expect(await post(BODY)).toMatchObject({ Outcome: 'adopted' });
    expect(await post(`${BODY} `)).toMatchObject({ code: 'Unauthenticated' });
    expect(cloud.redis.backups('crs-demo0003')).toHaveLength(1);
  } finally {
    await cloud.close();
  }
}, 30_000);

test('quotes the body for a shell', async () => {
  const { output } = await run(main, BODY);
  expect(sent(output)).toContain(`--data-raw\n${BODY}\n`);
});

test('signs with the first whsec_ secret there is, and shows none', async () => {
  const secret = whsec(Buffer.from('one-key-of-the-proof-of-signing'));
  process.env.WEBHOOK_SECRETS = `${OTHER_TOKEN} ${secret}`;
  const one = await run(main, '--id', 'msg_1', BODY);
  delete process.env.WEBHOOK_SECRETS;
  const other = await run(main, '--id', 'msg_1', BODY);
  const signature = (text: string) => /webhook-signature: (\S+)'/.exec(text)?.[1];
  expect(signature(one.output)).not.toBe(signature(other.output));
  expect(told.mock.calls).toEqual([
    ['signed with the first whsec_ secret of WEBHOOK_SECRETS in the environment'],
    ['signed with the secret of the local cloud'],
  ]);
  expect(one.output).not.toContain(secret.slice(6));
  expect(one.output).not.toContain(OTHER_TOKEN);
});

test('for another computer it signs with a secret of one’s own', async () => {
  process.env.WEBHOOK_SECRETS = whsec(KEY_BYTES);
  const { status, output } = await run(main, '--url', ELSEWHERE, BODY);
  expect([status, output]).toEqual([0, expect.stringContaining(`curl -i '${ELSEWHERE}'`)]);
});

describe('what is not right', () => {
  const table: [args: string[], secrets: string, message: RegExp][] = [
    [[], '', /^give one body, as in: npm run sign -- /],
    [['{}', '{}'], '', /^give one body/],
    [['--key', 'x', '{}'], '', /^Unknown option '--key'\. See: npm run sign -- --help$/],
    [
      ['--url', ELSEWHERE, '{}'],
      '',
      /another computer, .*development secret.*-- --signing makes one$/,
    ],
    [['--url', ELSEWHERE, '{}'], LOCAL_SIGNING_SECRET, /another computer, .*development secret/],
    [['--url', ELSEWHERE, '{}'], OTHER_TOKEN, /another computer, .*development secret/],
    [['--url', 'nowhere', '{}'], '', /^--url nowhere is no URL: give one like https/],
    [['{}'], 'whsec_c2hvcnQ=', /^WEBHOOK_SECRETS: secret 1 of 1 .*24 to 64 bytes/],
  ];
  test.each(table)('%j with "%s"', async (args, secrets, message) => {
    process.env.WEBHOOK_SECRETS = secrets;
    expect(await run(main, ...args)).toEqual({ status: 2, output: expect.stringMatching(message) });
  });

  test('--help says what it is for', async () => {
    expect(await run(main, '--help')).toEqual({
      status: 0,
      output: expect.stringContaining('five minutes'),
    });
  });
});
