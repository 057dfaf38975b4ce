import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { run } from '../../proofs/support/console';
import { main as start } from '../../scripts/start';

/** `npm start` on the frozen example. */
const main = (args: string[]) => start(args, 'test/fixtures/serverless.yml');

describe('npm start -- --once', () => {
  test.each(['function-url', 'function-url-compat', 'api-gateway'])(
    'works with %s events',
    async (shape) => {
      const { status, output } = await run(main, '--once', '--port', '0', '--shape', shape);
      expect(output).toMatch(/Timer nightly\n {2}accepted {2}crs-demo0001 {2}TaskId \d+/);
      expect(output).toMatch(
        /Webhook POST \/, answered 202\n {2}accepted {2}crs-demo0002 {2}TaskId \d+/,
      );
      expect(
        output.match(/in the list: \S+, (running|good), "run-\S+ (nightly|webhook)"/g),
      ).toHaveLength(2);
      expect(status).toBe(0);
    },
  );

  test('shows the function’s log when asked to', async () => {
    const { output } = await run(main, '--once', '--port', '0', '--verbose');
    expect(output).toMatch(/^\{"level":"info".*"TaskId":\d+/m);
  });

  test('through run.mjs, as npm runs it, it ends by itself with its exit status', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['scripts/run.mjs', 'start', '--once', '--port', '0'],
      { encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(/TaskId/g)).toHaveLength(2);
  });
});

describe('npm start without --once', () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  test('stays up, shows what to try, and stops at Ctrl-C', async () => {
    child = spawn(process.execPath, ['scripts/run.mjs', 'start', '--port', '0']);
    const output = await outputUntil(child, 'Ctrl-C stops it');
    const commands = output.match(/^ {2}curl .*$/gm) ?? [];
    expect(commands).toHaveLength(12);
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
    expect(await (await fetch(`${url}/health`)).json()).toHaveProperty('version');
    const timers = await fetch(`${url}/_host/timers`);
    expect(await timers.json()).toMatchObject([{ name: 'nightly' }]);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

async function outputUntil(child: ChildProcess, text: string): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += chunk;
    if (output.includes(text)) break;
  }
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
