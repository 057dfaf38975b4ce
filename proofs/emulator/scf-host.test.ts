import type { ScfHost, ScfHostOptions } from '../../emulator/scf/host';
import type { Invocation } from '../../emulator/scf/types';
import { start } from '../../test/emulator/scf-support';

test('a host without a port listens on none, and plays an event all the same', async () => {
  const listening = () =>
    process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
  const before = listening();
  const host = await start({ port: 'none' });
  expect(listening()).toBe(before);
  expect(await host.invoke({ act: 'return', value: 7 })).toMatchObject({ ok: true, result: 7 });
});

describe('a direct invoke', () => {
  const values: [name: string, value: unknown][] = [
    ['an object', { a: [1, null, 'é'] }],
    ['text', 'text'],
    ['null', null],
    ['false', false],
  ];
  let host: ScfHost;
  beforeAll(async () => {
    host = await start();
  });

  test.each(values)('returns %s as JSON', async (_name, value) => {
    expect(await host.invoke({ act: 'return', value })).toMatchObject({ ok: true, result: value });
  });

  test('returns null for undefined, and the event may be anything that is JSON', async () => {
    expect((await host.invoke({ act: 'nothing' })).result).toBeNull();
    for (const event of ['text', 7, null, [1]])
      expect((await host.invoke(event)).result).toEqual(event);
  });

  test('keeps what was printed, in order, with the invocation that printed it', async () => {
    const host = await start();
    const first = await host.invoke({ act: 'log', lines: ['{"a":1}', 'two'] });
    const second = await host.invoke({ act: 'calls' });
    expect(first.log.filter((line) => line !== 'to stderr')).toEqual([
      'loaded',
      '{"a":1}',
      'two',
      'no line end',
    ]);
    expect(first.log).toContain('to stderr');
    expect(second.log).toEqual([]);
  });

  test('tells whoever listens, with the event', async () => {
    const seen: [Invocation, unknown][] = [];
    const host = await start({ onInvocation: (...both) => seen.push(both) });
    const invocation = await host.invoke({ act: 'calls' }, { requestId: 'mine' });
    expect(seen).toEqual([[invocation, { act: 'calls' }]]);
    expect(invocation.requestId).toBe('mine');
  });
});

describe('how an invocation fails', () => {
  const table: [name: string, event: unknown, status: number, message: RegExp][] = [
    ['a throw', { act: 'throw', message: 'no such' }, 430, /^user code exception caught$/],
    ['a throw of text', { act: 'throw text' }, 430, /^user code exception caught$/],
    ['a value that is not JSON', { act: 'circular' }, 430, /^user code exception caught$/],
    ['process.exit', { act: 'exit' }, 439, /UserProcessExit: the process ended \(exit code 3\)/],
    ['process.exit(0)', { act: 'log and exit' }, 439, /exit code 0/],
    ['an uncaught exception', { act: 'crash later' }, 439, /exit code 1/],
    [
      'waiting too long',
      { act: 'sleep', ms: 60_000 },
      433,
      /TimeLimitReached: Invoking task timed out after 0.5 seconds/,
    ],
    ['a busy loop', { act: 'spin' }, 433, /TimeLimitReached/],
    ['a response above 6 MB', { act: 'big', bytes: 6 * 1024 * 1024 }, 407, /ResponseTooLarge/],
    [
      'an event above 6 MB',
      { act: 'echo', x: 'x'.repeat(6 * 1024 * 1024) },
      406,
      /RequestTooLarge/,
    ],
  ];

  test.each(table)('%s', async (_name, event, statusCode, errorMessage) => {
    // Short where the limit is what is tried: six megabytes take their time on a busy machine.
    const host = await start({}, { timeoutMs: statusCode === 433 ? 500 : 20_000 });
    const invocation = await host.invoke(event);
    expect(invocation).toMatchObject({ ok: false, error: { statusCode } });
    expect(invocation.error?.errorMessage).toMatch(errorMessage);
    expect(invocation).not.toHaveProperty('result');
    expect((await host.invoke({ act: 'calls' })).ok).toBe(true);
  });

  test('a throw shows the stack as SCF does, and its message apart for tools', async () => {
    const host = await start();
    const { error, thrown } = await host.invoke({ act: 'throw', message: 'no such' });
    expect(error).toEqual({
      errorCode: 1,
      errorMessage: 'user code exception caught',
      statusCode: 430,
      stackTrace: expect.stringMatching(/^TypeError: no such\n {4}at /),
    });
    expect(thrown).toEqual({ name: 'TypeError', message: 'no such' });
  });

  test('a crash keeps its last words and its stack in the log', async () => {
    const host = await start();
    expect((await host.invoke({ act: 'log and exit' })).log).toEqual(['loaded', 'last words']);
    expect((await host.invoke({ act: 'crash later' })).log.join()).toMatch(/Error: from a timer/);
  });

  const unloadable: [
    name: string,
    options: Partial<ScfHostOptions>,
    handler: string,
    status: number,
  ][] = [
    ['a missing bundle', { file: 'no-such-file.js' }, 'index.main_handler', 430],
    ['a bundle with a syntax error', { file: 'serverless.yml' }, 'index.main_handler', 430],
    ['an export that is not there', {}, 'index.other', 437],
    ['an export that is not a function', {}, 'index.not_a_function', 437],
  ];
  test.each(unloadable)('%s', async (_name, options, handler, statusCode) => {
    const host = await start(options, { handler });
    expect((await host.invoke({})).error?.statusCode).toBe(statusCode);
    expect(host.instances).toEqual([]);
  });
});

describe('instances', () => {
  test('one is reused while it is warm', async () => {
    const host = await start();
    const runs = [];
    for (const act of ['calls', 'calls', 'calls']) runs.push(await host.invoke({ act }));
    expect(runs.map(({ result, coldStart }) => [result, coldStart])).toEqual([
      [1, true],
      [2, false],
      [3, false],
    ]);
    expect(host.instances).toHaveLength(1);
  });

  test('a throw does not cost a warm instance, a crash and a timeout do', async () => {
    const host = await start({}, { timeoutMs: 1_000 });
    const cold = [];
    for (const act of ['calls', 'throw', 'calls', 'exit', 'calls', 'spin', 'calls']) {
      cold.push((await host.invoke({ act })).coldStart);
    }
    expect(cold).toEqual([true, false, false, false, true, false, true]);
  });

  test('events at the same time get an instance each, up to the limit', async () => {
    const host = await start({ maxInstances: 2 });
    const event = { act: 'sleep', ms: 200 };
    const runs = await Promise.all([host.invoke(event), host.invoke(event), host.invoke(event)]);
    expect(new Set(runs.slice(0, 2).map(({ result }) => result)).size).toBe(2);
    expect(runs[2]?.error).toMatchObject({ errorCode: -1, statusCode: 432 });
  });

  test('one that is killed while it works ends as a crash, and the next event finds another', async () => {
    const host = await start();
    const running = host.invoke({ act: 'sleep', ms: 60_000 });
    await host.instances[0]?.kill();
    expect((await running).error).toMatchObject({
      statusCode: 439,
      errorMessage: expect.stringContaining('SIGKILL'),
    });
    expect((await host.invoke({ act: 'calls' })).result).toBe(1);
  });

  test('one that died while idle is replaced', async () => {
    const host = await start();
    await host.invoke({ act: 'calls' });
    await host.instances[0]?.kill();
    expect(await host.invoke({ act: 'calls' })).toMatchObject({
      ok: true,
      result: 1,
      coldStart: true,
    });
  });

  test('none outlives the host', async () => {
    const host = await start();
    const pid = Number((await host.invoke({ act: 'pid' })).result);
    await host.close();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    expect((await host.invoke({ act: 'pid' })).error?.statusCode).toBe(432);
  });
});

describe('the context', () => {
  test('has the documented fields', async () => {
    const host = await start({ environment: { LOG_LEVEL: 'debug' } });
    const { result } = await host.invoke({ act: 'context' }, { requestId: 'request-1' });
    const variables = {
      SCF_NAMESPACE: 'default',
      BACKUP_REGION: 'ap-guangzhou',
      LOG_LEVEL: 'debug',
      TENCENTCLOUD_SECRETID: 'id-1',
      TENCENTCLOUD_SECRETKEY: 'key-1',
      TENCENTCLOUD_SESSIONTOKEN: 'token-1',
    };
    expect(result).toEqual({
      memory_limit_in_mb: 128,
      time_limit_in_ms: 5_000,
      request_id: 'request-1',
      environment: JSON.stringify(variables),
      environ: Object.entries(variables)
        .map(([name, value]) => `${name}=${value}`)
        .join(';'),
      function_version: '$LATEST',
      function_name: 'demo',
      namespace: 'default',
      tencentcloud_region: 'ap-guangzhou',
      tencentcloud_appid: expect.stringMatching(/^\d+$/),
      tencentcloud_uin: expect.stringMatching(/^\d+$/),
      callbackWaitsForEmptyEventLoop: true,
    });
  });

  test('has getRemainingTimeInMillis only when asked for', async () => {
    const host = await start({ remainingTime: true });
    const { result } = await host.invoke({ act: 'context' });
    const { remaining } = result as { remaining: number };
    expect(remaining).toBeGreaterThan(4_000);
    expect(remaining).toBeLessThanOrEqual(5_000);
  });

  test('credentials are those of the invocation; the process environment keeps the cold start’s', async () => {
    let serial = 0;
    const credentials = () => ({ secretId: `id-${++serial}`, secretKey: 'key' });
    const host = await start({ credentials });
    await host.invoke({ act: 'calls' });
    const [context, environment] = [
      await host.invoke({ act: 'context' }),
      await host.invoke({ act: 'environment' }),
    ];
    const fresh = JSON.parse((context.result as { environment: string }).environment);
    const stale = environment.result as Record<string, string>;
    expect(Number(fresh.TENCENTCLOUD_SECRETID.slice(3))).toBeGreaterThan(
      Number(stale.TENCENTCLOUD_SECRETID?.slice(3)),
    );
    expect(fresh).not.toHaveProperty('TENCENTCLOUD_SESSIONTOKEN');
  });

  test('process.env is the platform’s and the settings, nothing of ours', async () => {
    const host = await start();
    const { result } = await host.invoke({ act: 'environment' });
    expect(result).toMatchObject({
      TENCENTCLOUD_RUNENV: 'SCF',
      TENCENTCLOUD_REGION: 'ap-guangzhou',
      SCF_FUNCTIONNAME: 'demo',
      SCF_NAMESPACE: 'default',
      BACKUP_REGION: 'ap-guangzhou',
      TZ: 'UTC',
    });
    expect(result).not.toHaveProperty('PATH');
    expect(result).not.toHaveProperty('JEST_WORKER_ID');
  });
});
