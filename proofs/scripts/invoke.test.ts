import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_KEY, type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { run } from '../../proofs/support/console';
import { main as invoke } from '../../scripts/invoke';

/** `npm run invoke` on the frozen example. */
const main = (args: string[]) => invoke(args, 'test/fixtures/serverless.yml');

const folder = mkdtempSync(join(tmpdir(), 'invoke-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(contents: unknown): string {
  const path = join(folder, 'event.json');
  writeFileSync(path, typeof contents === 'string' ? contents : JSON.stringify(contents));
  return path;
}

const REQUEST = { InstanceId: 'crs-demo0001' };
const webhook = (body: unknown, authorization = 'Bearer local-development-token-0001') => ({
  httpMethod: 'POST',
  path: '/',
  headers: { authorization },
  queryString: {},
  body: JSON.stringify(body),
});

describe('on the local cloud', () => {
  const table: [name: string, contents: unknown, status: number, output: RegExp][] = [
    ['a direct invoke', REQUEST, 0, /^ {2}accepted {2}crs-demo0001 {2}TaskId \d+/],
    ['a fixture with its source', { source: 'a page', event: REQUEST }, 0, /^ {2}accepted/],
    [
      'a timer',
      {
        Type: 'Timer',
        TriggerName: 't',
        Time: '2026-01-01T00:00:00Z',
        Message: JSON.stringify(REQUEST),
      },
      0,
      /^ {2}accepted/,
    ],
    ['a webhook', webhook(REQUEST), 0, /^ {2}accepted/],
    ['a webhook without its secret', webhook(REQUEST, ''), 1, /^ {2}401 .*Unauthenticated/],
    [
      'one of two instances',
      webhook({ InstanceIds: ['crs-demo0001', 'crs-nobody00'] }),
      1,
      /accepted {2}crs-demo0001.*\n {2}refused {3}crs-nobody00 {2}ResourceNotFound/,
    ],
    ['a misspelt field', { instanceId: 'crs-demo0001' }, 1, /instanceId/],
  ];

  test.each(table)('%s', async (_name, contents, status, output) => {
    const ran = await run(main, file(contents));
    expect(ran.output).toMatch(output);
    expect(ran.status).toBe(status);
  });

  test('a fleet: a table, and the rows that need a person', async () => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const tagged = { Selector: { Tags: [{ TagKey: 'backup', TagValue: 'daily' }] } };
    const { status, output } = await run(main, file(tagged), '--fleet', '12');
    expect(write).toHaveBeenCalledWith(
      expect.stringMatching(/15\/15 {2}[\d.]+ a second {2}accepted 15/),
    );
    write.mockRestore();
    expect(output).toMatch(/^\n {2}accepted {2}15\n {2}total {5}15$/);
    expect(status).toBe(0);
  });

  test('shows the function’s log when asked to', async () => {
    const { output } = await run(main, file(REQUEST), '--verbose');
    expect(output).toMatch(/^\{"level":"info"/);
  });
});

describe('what is not right', () => {
  const table: [name: string, args: () => string[], message: RegExp][] = [
    ['no file', () => [], /^give one event file, as in: npm run invoke -- /],
    ['two files', () => ['a.json', 'b.json'], /^give one event file/],
    ['a missing file', () => ['no/such.json'], /^no\/such\.json: there is no such file$/],
    ['a file that is no JSON', () => [file('{')], /event\.json: Expected property name/],
    [
      'an unknown flag',
      () => ['--reel'],
      /^Unknown option '--reel'\. See: npm run invoke -- --help$/,
    ],
    [
      'a fleet of nonsense',
      () => ['--fleet', 'many', file(REQUEST)],
      /^--fleet many: give a number from 0 to 2000$/,
    ],
    [
      '--real without credentials',
      () => ['--real', file(REQUEST)],
      /^--real needs TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY/,
    ],
  ];
  test.each(table)('%s', async (_name, args, message) => {
    const { status, output } = await run(main, ...args());
    expect(status).toBe(2);
    expect(output).toMatch(message);
  });

  test('--help says what the exit status means', async () => {
    expect(await run(main, '--help')).toMatchObject({
      status: 0,
      output: expect.stringContaining('Exit status'),
    });
  });
});

describe('--real takes the credentials and the endpoint of the environment', () => {
  const TEMPORARY = { secretId: 'AKIDtemporary00001', secretKey: 'key', token: 'token' };
  const before = { ...process.env };
  let cloud: RedisCloud;
  beforeAll(async () => {
    cloud = await startRedisCloud({ keys: [DEMO_KEY, TEMPORARY] });
  });
  afterEach(() => {
    process.env = { ...before };
  });
  afterAll(() => cloud.close());

  const table: [name: string, variables: Record<string, string>, status: number, output: RegExp][] =
    [
      [
        'a long-lived key',
        { TENCENTCLOUD_SECRET_ID: DEMO_KEY.secretId, TENCENTCLOUD_SECRET_KEY: DEMO_KEY.secretKey },
        0,
        /^ {2}accepted {2}crs-demo0001/,
      ],
      [
        'temporary credentials',
        {
          TENCENTCLOUD_SECRET_ID: TEMPORARY.secretId,
          TENCENTCLOUD_SECRET_KEY: TEMPORARY.secretKey,
          TENCENTCLOUD_SESSION_TOKEN: TEMPORARY.token,
        },
        0,
        /^ {2}accepted {2}crs-demo0001/,
      ],
      [
        'a wrong key',
        { TENCENTCLOUD_SECRET_ID: DEMO_KEY.secretId, TENCENTCLOUD_SECRET_KEY: 'wrong' },
        1,
        /AuthFailure\.SignatureFailure/,
      ],
    ];
  test.each(table)('%s', async (_name, variables, status, output) => {
    cloud.reset();
    Object.assign(process.env, variables, { REDIS_API_ENDPOINT: cloud.url });
    const ran = await run(main, file(REQUEST), '--real');
    expect(ran.output).toMatch(output);
    expect(ran.status).toBe(status);
  });

  test('and opens no port: whoever else uses this computer could start a real backup through it', async () => {
    const { secretId, secretKey } = DEMO_KEY;
    const variables = { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: secretKey };
    Object.assign(process.env, variables, { REDIS_API_ENDPOINT: cloud.url });
    const listen = jest.spyOn(Server.prototype, 'listen');
    await run(main, file(REQUEST), '--real');
    const opened = listen.mock.calls.length;
    listen.mockRestore();
    expect(opened).toBe(0);
  });
});
