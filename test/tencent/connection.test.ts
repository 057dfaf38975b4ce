// The sockets of an invocation: reads share one that is kept, a write has its own, none outlives `close`.

import { createServer, type RequestListener, request as requestHttp } from 'node:http';
import { createServer as createTlsServer, request as requestHttps } from 'node:https';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { selfSigned } from '../../proofs/support/certificate';
import { type Connection, openOnce, openPool } from '../../src/tencent/connection';
import { openRedisClient } from '../../src/tencent/redis-client';
import { sendLimits, target } from '../support/builders';
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
    findings: {},
    endpoint: { protocol: 'http:', host: `127.0.0.1:${port}` },
    credential: () => ({ secretId: 'AKIDnobody', secretKey: 'key' }),
  });
  const closed = async () => {
    while (!sockets.every((socket) => socket.destroyed))
      await new Promise((resolve) => setImmediate(resolve));
  };
  return { ...opened, sockets, closed };
}

test('reads one after another share a connection, which `close` ends', async () => {
  const { api: port, close, sockets, closed } = await api();
  expect((await port.listTasks(target(), 0, 1_000)).ok).toBe(true);
  expect((await port.listTasks(target(), 0, 1_000)).ok).toBe(true);
  expect(sockets.map((socket) => socket.destroyed)).toEqual([false]);
  close();
  await closed();
});

test('each write has its own, ended with it', async () => {
  const { api: port, close, sockets, closed } = await api();
  for (let time = 0; time < 2; time += 1)
    expect((await port.startBackup(target(), { Remark: 'x' }, sendLimits(1_000))).ok).toBe(true);
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
    expect((await port.startBackup(target(), { Remark: 'x' }, sendLimits(300))).ok).toBe(false);
    await closed();
    close();
    // A stream that fails with nobody listening would fail the test from here.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sockets).toHaveLength(1);
  });
});

/** A request over a connection, by the message of its error, or the status of its answer. */
const ask = (connection: Connection, secure: boolean, port: number) =>
  new Promise<number | string>((resolve) => {
    const send = secure ? requestHttps : requestHttp;
    const { agent } = connection;
    const options = { agent, host: '127.0.0.1', port, method: 'POST', rejectUnauthorized: false };
    const request = send(options, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    request.once('error', ({ message }) => resolve(message));
    request.end('a body');
  });

describe.each([
  ['http', false],
  ['TLS', true],
])('a write over %s', (_name, secure) => {
  /** A server, how many requests have reached it, and how many bytes outside a handshake. */
  async function serve() {
    const told = { requests: 0, bytes: 0 };
    const listener: RequestListener = (_request, response) => {
      told.requests += 1;
      response.end();
    };
    const server = secure ? createTlsServer(selfSigned(), listener) : createServer(listener);
    server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) =>
      socket.on('data', (chunk) => {
        told.bytes += chunk.length;
      }),
    );
    return { told, port: await listen(server) };
  }

  test('may leave once its connection is up, which is asked once', async () => {
    const { told, port } = await serve();
    const mayLeave = jest.fn(() => true);
    const connection = openOnce(secure, mayLeave);
    expect(connection.reached()).toBe(false);
    expect(await ask(connection, secure, port)).toBe(200);
    expect(connection.reached()).toBe(true);
    expect(mayLeave).toHaveBeenCalledTimes(1);
    expect(told.requests).toBe(1);
    connection.close();
  });

  test('that may not leave ends before a byte does, and has reached nobody', async () => {
    const { told, port } = await serve();
    const connection = openOnce(secure, () => false);
    expect(await ask(connection, secure, port)).toBe('the connection was up too late');
    expect(connection.reached()).toBe(false);
    // Whatever had left would be there by now.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told).toEqual({ requests: 0, bytes: 0 });
    connection.close();
  });

  test('that is up is not ended by a limit for its connection', async () => {
    const { port } = await serve();
    const connection = openOnce(secure, () => {
      // Node sends right behind this.
      setImmediate(connection.closeUnlessUp);
      return true;
    });
    expect(await ask(connection, secure, port)).toBe(200);
    connection.close();
  });

  test('opens one connection, whatever it is asked', async () => {
    const { told, port } = await serve();
    const connection = openOnce(secure, () => true);
    expect(await ask(connection, secure, port)).toBe(200);
    // While the first socket still counts, and when it does not.
    for (let time = 0; time < 2; time += 1)
      expect(await ask(connection, secure, port)).toMatch(/redirects are not followed$/);
    expect(told.requests).toBe(1);
    connection.close();
  });
});

test('a connection that is not up by its limit is dropped, and has reached nobody', async () => {
  const port = await listen(createTcpServer(() => {}));
  const connection = openOnce(true, () => true);
  const answer = ask(connection, true, port);
  await new Promise((resolve) => setTimeout(resolve, 20));
  connection.closeUnlessUp();
  expect(await answer).toMatch(/./);
  expect(connection.reached()).toBe(false);
});

test('at most 60 reads are under way at a time; the others follow', async () => {
  const waiting: (() => void)[] = [];
  let sockets = 0;
  const server = createServer((_request, response) => waiting.push(() => response.end()));
  server.on('connection', () => {
    sockets += 1;
  });
  const port = await listen(server);
  const pool = openPool(false);
  const answers = Array.from({ length: 70 }, () => ask(pool, false, port));
  const until = async (count: number) => {
    while (waiting.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  await until(60);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(waiting).toHaveLength(60);
  for (const end of waiting) end();
  await until(70);
  for (const end of waiting.slice(60)) end();
  expect(new Set(await Promise.all(answers))).toEqual(new Set([200]));
  expect(sockets).toBe(60);
  pool.close();
});
