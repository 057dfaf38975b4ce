import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { run } from '../../proofs/support/console';
import { main as start } from '../../scripts/start';

/** `npm start` on the frozen example. */
const main = (args: string[]) => start(args, 'test/fixtures/serverless.yml');

/** What `--once` shows, one row a line: digits and markers differ from run to run. */
const SHOWN = [
  /^built dist\/index\.js, [\d.]+ kB; a cloud on this computer runs it$/,
  /^$/,
  /^1\. The timer nightly$/,
  /^ {3}accepted {2}crs-demo0001 {2}TaskId \d+$/,
  /^ {3}in the list: "run-\S+ nightly"$/,
  /^2\. The same run, delivered once more$/,
  /^ {3}adopted {3}crs-demo0001 {2}TaskId \d+$/,
  /^ {3}nothing was sent: its marker is in the list$/,
  /^3\. A webhook; the answer of the API is lost on its way$/,
  /^ {3}accepted {2}crs-lost0001 {2}TaskId \d+$/,
  /^ {3}not sent again: its marker is in the list, 1 backup$/,
  /^4\. A webhook; the instance is locked, and stays so$/,
  /^ {3}refused {3}crs-locked01 {2}BackupInProgress: /,
  /^ {3}answered 409: there is no backup, and the answer says so$/,
];
/** Behind them, without `--once`. */
const AND_THEN = [
  /^$/,
  /^Is every instance covered\? Open in a browser: http:\/\/127\.0\.0\.1:\d+\/coverage/,
  /^ {3}with any name, and the password local-development-token-0001$/,
  /^To try more: docs\/local-cloud\.md, and first in that shell$/,
  /^ {3}export FUNCTION=http:\/\/127\.0\.0\.1:\d+ REDIS=http:\/\/127\.0\.0\.1:\d+$/,
  /^Ctrl-C stops it\.$/,
];

function expectLines(output: string, patterns: readonly RegExp[]): void {
  const lines = output.trimEnd().split('\n');
  expect(lines.filter((line, index) => !patterns[index]?.test(line))).toEqual([]);
  expect(lines).toHaveLength(patterns.length);
  expect(lines.length).toBeLessThanOrEqual(24);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
}

async function ended(...args: string[]) {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'start', ...args]);
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { status, stdout, stderr };
}

describe('npm start -- --once', () => {
  test('shows the promise in 24 lines of 80 columns, and exits 0, on any free port and in another shape', async () => {
    const taken = createServer().listen(9000, '127.0.0.1');
    const all = await Promise.all([ended('--once'), ended('--once', '--shape', 'api-gateway')]);
    taken.close();
    for (const { status, stdout, stderr } of all) {
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expectLines(stdout, SHOWN);
    }
  }, 120_000);
});

describe('with an operator’s own file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'start-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  copyFileSync('serverless.yml', join(folder, 'serverless.yml'));

  const files: [name: string, yml: string, steps: RegExp[], ...more: string[]][] = [
    [
      'ids in another region, limited to themselves, without a webhook, watched by a ping',
      `region: ap-tokyo
timers: [{ name: mine, cron: '0 0 10 * * * *', request: { InstanceIds: [crs-mine0001, crs-mine0002] } }]
webhook: false
settings: { ALLOWED_INSTANCES: crs-mine*, ALLOWED_REGIONS: ap-tokyo, PING_URL: 'http://127.0.0.1:1/' }`,
      [/^1\. The timer mine\n {3}accepted {2}crs-mine0001 .*\n {3}and 1 more: accepted 1$/m],
    ],
    [
      'everything but',
      `region: ap-tokyo
timers: [{ name: mine, cron: '0 0 10 * * * *', request: { Selector: { ExcludeTags: [{ TagKey: no-backup }], Regions: all } } }]
webhook: false`,
      [/^2\. .*\n {3}adopted .*\n {3}and \d more: adopted 3, skipped 3$/m],
    ],
    [
      'a coverage request alone',
      `region: ap-tokyo
timers: [{ name: watch, cron: '0 0 8 * * * *', request: { Coverage: { InstanceId: crs-mine0001 } } }]
webhook: true`,
      [
        /^1\. A webhook with an Idempotency-Key\n[\s\S]*^ {3}accepted {2}crs-demo0001 /m,
        /^\{"level":"info".*"TaskId":\d+/m,
      ],
      '--verbose',
    ],
  ];
  test.each(files)(
    '%s',
    async (_name, yml, steps, ...more) => {
      writeFileSync(join(folder, 'backup.yml'), yml);
      const own = (args: string[]) => start(args, join(folder, 'serverless.yml'));
      const { status, output } = await run(own, '--once', ...more);
      for (const step of steps) expect(output).toMatch(step);
      const lines = output.split('\n').filter((line) => !line.startsWith('{'));
      expect(lines.length).toBeLessThanOrEqual(18);
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(status).toBe(0);
    },
    120_000,
  );
});

describe('npm start without --once', () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  test('stays up with a page and its password, and stops at Ctrl-C', async () => {
    child = spawn(process.execPath, ['scripts/run.mjs', 'start', '--port', '0']);
    const output = await outputUntil(child, 'Ctrl-C stops it.\n');
    expectLines(output, [...SHOWN, ...AND_THEN]);
    const [page = ''] = /http:\S+\/coverage\S*/.exec(output) ?? [];
    const [, password] = /password (\S+)/.exec(output) ?? [];
    const authorization = `Basic ${btoa(`anybody:${password}`)}`;
    const opened = await fetch(page, { headers: { authorization, accept: 'text/html' } });
    expect(await opened.text()).toMatch(/^<!doctype html>[\s\S]*crs-demo0001/);
    const { origin } = new URL(page);
    expect(await (await fetch(`${origin}/_host/timers`)).json()).toMatchObject([
      { name: 'nightly' },
    ]);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  }, 120_000);
});

/** The pipe stays open: a command whose output nobody reads ends. */
async function outputUntil({ stdout }: ChildProcess, text: string): Promise<string> {
  let output = '';
  while (stdout !== null && !output.includes(text)) output += (await once(stdout, 'data'))[0];
  return output;
}

describe('a command line that is not right', () => {
  const table: [args: string[], message: RegExp][] = [
    [['--onse'], /^Unknown option '--onse'\. See: npm start -- --help$/],
    [['crs-demo0001'], /^Unexpected argument 'crs-demo0001'\. See: npm start -- --help$/],
    [['--port'], /^Option '--port <value>' argument missing\. See:/],
    [['--port', 'http'], /^--port http is not a port: give a number from 0/],
    [['--port', '65536'], /^--port 65536 is not a port/],
    [
      ['--shape', 'lambda'],
      /^--shape lambda is unknown: choose one of function-url, function-url-compat, api-gateway$/,
    ],
    [['--dialect', 'nowhere.json'], /^--dialect nowhere\.json: ENOENT/],
    [
      ['--dialect', 'package.json'],
      /^--dialect package\.json: no switch is called name: there are /,
    ],
    [['--dialect', 'README.md'], /^--dialect README\.md: .* JSON/],
  ];
  test.each(table)('%j', async (args, message) => {
    const { status, output } = await run(main, ...args);
    expect(status).toBe(2);
    expect(output).toMatch(message);
  });

  test('--help says what there is', async () => {
    const { status, output } = await run(main, '--help');
    expect(status).toBe(0);
    for (const option of ['--once', '--port', '--shape', '--dialect', '--verbose'])
      expect(output).toContain(option);
  });

  test('a taken port is named, with the remedy', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { status, output } = await run(main, '--once', '--port', String(port));
    server.close();
    expect(status).toBe(1);
    expect(output).toBe(
      `port ${port} is taken: choose another, as in npm start -- --port ${port + 1}`,
    );
  });
});

describe('node scripts/run.mjs', () => {
  const table: [args: string[], status: number, message: RegExp][] = [
    [[], 1, /no such command: \(none given\)\. There are: .*build, .*invoke, .*size, .*start/],
    [['strat'], 1, /no such command: strat\. There are: .*build,/],
    [['bundle'], 1, /no such command: bundle\./],
    [['../start'], 1, /no such command: \.\.\/start/],
    [['start', '--onse'], 2, /^start: Unknown option '--onse'/],
  ];
  test.each(table)('%j', (args, status, message) => {
    const ended = spawnSync(process.execPath, ['scripts/run.mjs', ...args], { encoding: 'utf8' });
    expect(ended.status).toBe(status);
    expect(ended.stderr).toMatch(message);
  });
});
