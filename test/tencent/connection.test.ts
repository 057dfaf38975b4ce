// The sockets of an invocation: reads share one that is kept, a write has its own, none outlives `close`.

import { createServer, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { openRedisClient } from '../../src/tencent/redis-client';
import { target } from '../support/builders';
import { unlimited } from '../support/limiter';
import { listen } from '../support/servers';

const REPLY = JSON.stringify({ Response: { TaskId: 7, Tasks: [], TotalCount: 0, RequestId: 'r' } });

const yes: RequestListener = (_request, response) => response.end(REPLY);

/** An API that says yes to everything, or as told, and the sockets it has seen. */
async function api(listener = yes) {
  const server = createServer(listener);
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => sockets.push(socket));
  const port = await listen(server);
  const opened = openRedisClient({
    limiter: unlimited,
    endpoint: { protocol: 'http:', host: `127.0.0.1:${port}` },
    credential: () => ({ secretId: 'AKIDnobody', secretKey: 'key' }),
  });
  const closed = async () => {
    while (!sockets.every((socket) => socket.destroyed))
      await new Promise((resolve) => setImmediate(resolve));
  };
  return { ...opened, sockets, closed };
}

const window = { from: 0, to: 1 };

test('reads one after another share a connection, which `close` ends', async () => {
  const { api: port, close, sockets, closed } = await api();
  expect((await port.listTasks(target(), window, 1_000)).ok).toBe(true);
  expect((await port.listTasks(target(), window, 1_000)).ok).toBe(true);
  expect(sockets.map((socket) => socket.destroyed)).toEqual([false]);
  close();
  await closed();
});

test('each write has its own, ended with it', async () => {
  const { api: port, close, sockets, closed } = await api();
  for (let time = 0; time < 2; time += 1)
    expect((await port.startBackup(target(), { Remark: 'x' }, 1_000)).ok).toBe(true);
  await closed();
  expect(sockets).toHaveLength(2);
  close();
});

describe('an answer without an end', () => {
  const table: [name: string, listener: RequestListener][] = [
    [
      'of events',
      (_request, response) =>
        response.setHeader('content-type', 'text/event-stream').write('data: {}\n\n'),
    ],
    ['of a status that says enough', (_request, response) => response.writeHead(502).write('<')],
    ['of JSON', (_request, response) => response.write('{')],
  ];
  test.each(table)('%s leaves no socket and no error behind', async (_name, listener) => {
    const { api: port, close, sockets, closed } = await api(listener);
    expect((await port.startBackup(target(), { Remark: 'x' }, 300)).ok).toBe(false);
    await closed();
    close();
    // A stream that fails with nobody listening would fail the test from here.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sockets).toHaveLength(1);
  });
});
