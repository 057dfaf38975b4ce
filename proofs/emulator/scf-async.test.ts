import type { ScfHost } from '../../emulator/scf/host';
import { start } from '../../test/emulator/scf-support';

describe('asynchronous events', () => {
  const table: [name: string, event: unknown, attempts: number, status: number | undefined][] = [
    ['a success is run once', { act: 'calls' }, 1, undefined],
    ['a throw is run twice more', { act: 'throw' }, 3, 430],
    ['a crash is run twice more', { act: 'exit' }, 3, 439],
    ['a timeout is run twice more', { act: 'spin' }, 3, 433],
    ['an event above 128 KB is not run', { x: 'x'.repeat(128 * 1024) }, 1, 406],
  ];
  test.each(table)('%s', async (_name, event, attempts, status) => {
    const host = await start({ retryDelayMs: 5 }, { timeoutMs: status === 433 ? 100 : 5_000 });
    const runs = await host.invokeAsync(event);
    expect(runs).toHaveLength(attempts);
    expect(new Set(runs.map(({ requestId }) => requestId)).size).toBe(1);
    expect(host.deadLetters).toEqual(
      status === undefined
        ? []
        : [
            {
              requestId: runs[0]?.requestId,
              event,
              error: expect.objectContaining({ statusCode: status }),
              retryNum: attempts - 1,
            },
          ],
    );
  });

  test('no room is waited for, and does not count as a failure', async () => {
    const host = await start({ maxInstances: 1, retryDelayMs: 50 });
    const busy = host.invoke({ act: 'sleep', ms: 1_000 });
    const runs = await host.invokeAsync({ act: 'calls' });
    expect(runs.length).toBeGreaterThan(3);
    expect(runs.at(-1)).toMatchObject({ ok: true });
    await busy;
  });

  test('closing the host does not wait for the next re-run', async () => {
    const host = await start({ retryDelayMs: 60_000 });
    const runs = host.invokeAsync({ act: 'throw' });
    await host.invoke({ act: 'calls' });
    await host.close();
    expect((await runs).length).toBe(1);
  });
});

describe('timers', () => {
  const nightly = { name: 'nightly', cron: '0 30 4 * * * *', argument: '{"act":"echo"}' };
  const hourly = { name: 'hourly', cron: '0 0 * * * * *', argument: '' };

  test('by name, with a scheduled time of one’s choice', async () => {
    const host = await start({}, { timers: [nightly, hourly] });
    const [run, ...more] = await host.fireTimer('nightly', new Date('2026-01-01T20:30:00.500Z'));
    expect(more).toEqual([]);
    expect(run?.result).toEqual({
      Type: 'Timer',
      TriggerName: 'nightly',
      Time: '2026-01-01T20:30:00Z',
      Message: '{"act":"echo"}',
    });
  });

  test('all of them, now by the given clock', async () => {
    const host = await start({ now: () => Date.UTC(2026, 0, 1) }, { timers: [nightly, hourly] });
    const runs = await host.fireTimer();
    expect(runs.map(({ result }) => result)).toMatchObject([
      { TriggerName: 'nightly', Time: '2026-01-01T00:00:00Z' },
      { TriggerName: 'hourly', Time: '2026-01-01T00:00:00Z' },
    ]);
  });

  test('an unknown name is refused with those there are', async () => {
    const host = await start({}, { timers: [nightly, hourly] });
    await expect(host.fireTimer('weekly')).rejects.toThrow(
      'there is no timer weekly; serverless.yml has: nightly, hourly',
    );
  });

  test('one fires by itself when its time comes, with the scheduled time', async () => {
    const before = Date.now();
    const fired = new Promise<unknown>((resolve) => {
      const everySecond = { name: 'tick', cron: '* * * * * * *', argument: '' };
      void start(
        { onInvocation: (_invocation, event) => resolve(event) },
        { timers: [everySecond] },
      );
    });
    const { Time } = (await fired) as { Time: string };
    // However late it comes on a busy machine, it names a second that began meanwhile; a clock may be a little early.
    expect(Date.parse(Time)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(Time)).toBeLessThanOrEqual(Date.now() + 100);
  });

  const routes: [name: string, method: string, path: string, status: number, body: unknown][] = [
    [
      'the list',
      'GET',
      '/_host/timers',
      200,
      [{ name: 'nightly', cron: '0 30 4 * * * *', next: '2026-01-01T20:30:00.000Z' }],
    ],
    [
      'firing one',
      'POST',
      '/_host/timers/nightly',
      200,
      [{ ok: true, result: { Time: '2026-01-01T00:00:00Z' } }],
    ],
    [
      'firing it for another time',
      'POST',
      '/_host/timers/nightly?at=2026-02-03T04:05:06Z',
      200,
      [{ result: { Time: '2026-02-03T04:05:06Z' } }],
    ],
    [
      'an invalid time',
      'POST',
      '/_host/timers/nightly?at=noon',
      400,
      { error: expect.stringContaining('2026-01-01T00:00:00Z') },
    ],
    [
      'a timer that is not there',
      'POST',
      '/_host/timers/weekly',
      404,
      { error: expect.any(String) },
    ],
    ['GET of one', 'GET', '/_host/timers/nightly', 405, { error: expect.stringContaining('POST') }],
    ['another host route', 'GET', '/_host/other', 404, { error: expect.any(String) }],
  ];
  let host: ScfHost;
  beforeAll(async () => {
    host = await start({ now: () => Date.UTC(2026, 0, 1) }, { timers: [nightly] });
  });
  test.each(routes)('the host’s own route: %s', async (_name, method, path, status, body) => {
    const response = await fetch(`${host.url}${path}`, { method });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject(Object(body));
  });
});
