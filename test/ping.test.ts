// What a monitor is told of an event's run, by which address, and what happens when it does not answer.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LogFields } from '../src/logger';
import { ping, toPingUrl, toSignal } from '../src/ping';
import { reject } from '../src/rejection';
import type { Answered, Result, TargetResult } from '../src/result';
import { accepted, notMade } from './support/builders';

const backedUp = (...results: TargetResult[]): Result => ({
  kind: 'backedUp',
  form: 'many',
  results,
  unlisted: [],
});
const coverage = (isTransient: boolean): Answered => ({
  ...{ kind: 'answered', outcome: 'stale', status: 503, body: {}, headers: {}, rows: [] },
  ...{ failures: [{ code: 'Stale', message: 'too old' }], isTransient },
});
const busy = notMade('refused', 'ResourceUnavailable.InstanceLockedError');
const no = notMade('refused', 'ResourceNotFound.InstanceNotExists');

test.each<[string, Result[], ReturnType<typeof toSignal>]>([
  ['all made', [backedUp(accepted())], 'success'],
  ['one is busy: the re-run may make it', [backedUp(accepted(), busy)], 'silence'],
  ['a definite no', [backedUp(accepted(), no)], 'fail'],
  ['a definite no beside one that is busy', [backedUp(busy, no)], 'fail'],
  ['a request that is not valid', [reject('ValidationFailed')], 'fail'],
  ['out of time', [reject('DeadlineTooNear')], 'silence'],
  ['a fault of this program', [{ kind: 'crashed' }], 'silence'],
  ['something stale', [coverage(false)], 'fail'],
  ['something that could not be read', [coverage(true)], 'silence'],
])('%s', (_name, results, signal) => expect(toSignal(results)).toBe(signal));

test.each([
  ['https://m.example/ping/{trigger}', 'success', 'https://m.example/ping/nightly%20run'],
  [
    'https://m.example/ping/{trigger}?create=1',
    'fail',
    'https://m.example/ping/nightly%20run/fail?create=1',
  ],
  ['https://m.example/key/', 'fail', 'https://m.example/key/fail'],
] as const)('%s on %s', (url, signal, expected) => {
  expect(toPingUrl(url, 'nightly run', signal).href).toBe(expected);
});

describe('over real HTTP', () => {
  let server: Server;
  let asked: string[];
  beforeEach(async () => {
    asked = [];
    server = createServer(({ url = '', method }, response) => {
      asked.push(`${method} ${url}`);
      if (url.startsWith('/slow')) return;
      const isRedirect = url.startsWith('/redirects');
      response.writeHead(isRedirect ? 302 : 200, isRedirect ? { location: '/elsewhere' } : {});
      response.end('OK');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterEach(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });

  async function tell(
    path: string,
    leftMs = 60_000,
    port = (server.address() as AddressInfo).port,
  ) {
    const lines: [string, LogFields | undefined][] = [];
    const write = (event: string, fields?: LogFields) => {
      lines.push([event, fields]);
    };
    const event = { Type: 'Timer', TriggerName: 'nightly' };
    await ping(event, 'timer', [{ result: backedUp(accepted()) }], {
      url: `http://127.0.0.1:${port}${path}`,
      clock: { now: () => 0 },
      deadline: leftMs,
      log: { debug: write, info: write, warn: write, error: write },
    });
    return lines;
  }

  test('a success is one GET, and no line', async () => {
    expect(await tell('/{trigger}')).toEqual([]);
    expect(asked).toEqual(['GET /nightly']);
  });
  test.each([
    ['slow, as long as the budget lasts', '/slow', 400, 'no answer within 100 ms'],
    ['redirects: not followed', '/redirects', 60_000, 'answered 302'],
    ['no budget', '/x', 200, 'no time was left'],
  ])('%s', async (_name, path, leftMs, message) => {
    expect(await tell(path, leftMs)).toEqual([['ping', { outcome: 'success', message }]]);
    expect(asked).not.toContain('GET /elsewhere');
  });
  test('gone: a line without the address', async () => {
    const lines = await tell('/secret-of-the-monitor', 60_000, 1);
    expect(lines).toEqual([['ping', { outcome: 'success', message: 'ECONNREFUSED' }]]);
  });
});
