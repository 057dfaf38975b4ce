// Where the line is between "never connected" (safe to repeat) and "may have been sent": the socket, and with TLS the
// end of its handshake.

import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { selfSigned } from '../../proofs/support/certificate';
import type { Endpoint } from '../../src/redis-api';
import type { Answer } from '../../src/result';
import { callApi } from '../../src/tencent/call';
import { openOnce } from '../../src/tencent/connection';
import { openRedisClient } from '../../src/tencent/redis-client';
import { sendLimits, target } from '../support/builders';
import { unlimited } from '../support/limiter';
import { listen } from '../support/servers';

const TIMEOUT_MS = 1_000;
/** Enough for a handshake and an answer whatever else the machine does. */
const AMPLE_MS = 10_000;
const LATE_MS = 2_000;
const credential = () => ({ secretId: 'AKIDnobody', secretKey: 'key' });
const certificate = selfSigned();

/** How long a write to an endpoint takes, and what becomes of it. */
async function writeTo(
  endpoint: Endpoint,
  timeoutMs = TIMEOUT_MS,
): Promise<{ answer: Answer<unknown>; ms: number }> {
  const { api, close } = openRedisClient({
    endpoint,
    credential,
    limiter: unlimited,
    findings: {},
  });
  const before = performance.now();
  const answer = await api.startBackup(target(), { Remark: 'x' }, sendLimits(timeoutMs));
  const ms = performance.now() - before;
  close();
  return { answer, ms };
}

async function closedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

const at = (protocol: Endpoint['protocol'], port: number, host = '127.0.0.1'): Endpoint => ({
  protocol,
  host: `${host}:${port}`,
});

const never = { code: 'ClientError.NeverConnected', failureClass: 'not executed', status: 503 };
const noReply = { code: 'ClientError.NoReply', failureClass: 'ambiguous', status: 504 };

const silent = () => createTcpServer(() => {});
const hangingUp = () => createTcpServer((socket) => socket.destroy());
const babbling = () => createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
const plain = () => createHttpServer((_request, response) => response.end('{}'));
const tls = (listener: RequestListener) => createHttpsServer(certificate, listener);

const badlyZipped: RequestListener = (_request, response) =>
  response.setHeader('content-encoding', 'gzip').end('{"Response":{"TaskId":7}}');

describe('a write', () => {
  const table: [name: string, where: () => Promise<Endpoint>, failure: object][] = [
    ['to a closed port', async () => at('http:', await closedPort()), never],
    [
      'to a host that does not exist',
      async () => at('http:', 80, 'redis.nonexistent.invalid'),
      never,
    ],
    ['by https to a closed port', async () => at('https:', await closedPort()), never],
    [
      'by https to a host that does not exist',
      async () => at('https:', 443, 'redis.nonexistent.invalid'),
      never,
    ],
    [
      'by https to a port that speaks plain http',
      async () => at('https:', await listen(plain())),
      never,
    ],
    [
      'by https to one that never answers the handshake',
      async () => at('https:', await listen(silent())),
      never,
    ],
    [
      'by https to one that hangs up in the handshake',
      async () => at('https:', await listen(hangingUp())),
      never,
    ],
    [
      'by https to a certificate of nobody',
      async () => at('https:', await listen(tls(() => {}))),
      never,
    ],
    [
      'by http to one that takes the connection and is silent',
      async () => at('http:', await listen(silent())),
      noReply,
    ],
    ['by http to one that hangs up', async () => at('http:', await listen(hangingUp())), noReply],
    [
      'by http to one that speaks something else',
      async () => at('http:', await listen(babbling())),
      noReply,
    ],
    [
      'by http to one whose compressed answer is not',
      async () => at('http:', await listen(createHttpServer(badlyZipped))),
      noReply,
    ],
    [
      'by http to a port that speaks TLS',
      async () => at('http:', await listen(tls(() => {}))),
      noReply,
    ],
  ];
  test.each(table)('%s ends in time', async (_name, where, failure) => {
    const { answer, ms } = await writeTo(await where());
    expect(answer).toMatchObject({ ok: false, failure });
    expect(ms).toBeLessThan(TIMEOUT_MS + LATE_MS);
  });
});

test.each([20, 100, 600])('a write without an answer ends at its limit: %d ms', async (limitMs) => {
  const { ms } = await writeTo(at('http:', await listen(silent())), limitMs);
  expect(ms).toBeGreaterThan(limitMs - 5);
  expect(ms).toBeLessThan(limitMs + LATE_MS);
});

test('a write whose connection is not up in time was never sent, and ends then', async () => {
  const endpoint = at('https:', await listen(silent()));
  const { api, close } = openRedisClient({
    endpoint,
    credential,
    limiter: unlimited,
    findings: {},
  });
  const before = performance.now();
  const limits = sendLimits(20_000, { connectMs: 50 });
  const answer = await api.startBackup(target(), { Remark: 'x' }, limits);
  close();
  expect(answer).toMatchObject({ ok: false, failure: never });
  expect(performance.now() - before).toBeLessThan(20_000 / 2);
});

test('a write whose connection is up in time keeps it as long as it takes', async () => {
  const slow: RequestListener = (_request, response) =>
    setTimeout(() => response.end('{"Response":{"TaskId":7,"RequestId":"r"}}'), 150);
  const endpoint = at('http:', await listen(createHttpServer(slow)));
  const { api, close } = openRedisClient({
    endpoint,
    credential,
    limiter: unlimited,
    findings: {},
  });
  const limits = sendLimits(AMPLE_MS, { connectMs: 100 });
  expect((await api.startBackup(target(), { Remark: 'x' }, limits)).ok).toBe(true);
  close();
});

test('a write that may not leave any more was never sent', async () => {
  let asked = 0;
  const server = createHttpServer((_request, response) => {
    asked += 1;
    response.end('{"Response":{"TaskId":7}}');
  });
  const endpoint = at('http:', await listen(server));
  const { api, close } = openRedisClient({
    endpoint,
    credential,
    limiter: unlimited,
    findings: {},
  });
  const limits = sendLimits(AMPLE_MS, { mayLeave: () => false });
  const answer = await api.startBackup(target(), { Remark: 'x' }, limits);
  close();
  expect(answer).toMatchObject({ ok: false, failure: never });
  expect(asked).toBe(0);
});

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('%d to another place is not followed', async (status) => {
    const asked: string[] = [];
    const other = await listen(
      createHttpServer(({ method }, response) => {
        asked.push(`${method} there`);
        response.end('{"Response":{"TaskId":7}}');
      }),
    );
    const port = await listen(
      createHttpServer(({ method }, response) => {
        asked.push(`${method} here`);
        response.writeHead(status, { location: `http://127.0.0.1:${other}/` }).end();
      }),
    );
    const { answer } = await writeTo(at('http:', port));
    expect(answer).toMatchObject({ ok: false, failure: noReply });
    expect(asked).toEqual(['POST here']);
  });
});

describe('a write over TLS to a certificate that is trusted', () => {
  /** As the port does it, but that the test's own certificate is trusted. */
  async function trustingWriteTo(
    endpoint: Endpoint,
    timeoutMs = AMPLE_MS,
  ): Promise<Answer<unknown>> {
    const connection = openOnce(true, () => true);
    // Every agent has them; the types of Node's own say so for http.request alone.
    const { options } = connection.agent as typeof connection.agent & { options: object };
    Object.assign(options, { ca: certificate.cert });
    try {
      return await callApi({ endpoint, credential }, connection, {
        action: 'ManualBackupInstance',
        region: 'ap-guangzhou',
        params: { InstanceId: 'crs-demo0001' },
        timeoutMs,
      });
    } finally {
      connection.close();
    }
  }

  const good: RequestListener = (_request, response) =>
    response.setHeader('content-type', 'application/json').end('{"Response":{"TaskId":7}}');
  const busy: RequestListener = (_request, response) =>
    response.end(
      '{"Response":{"Error":{"Code":"RequestLimitExceeded","Message":"m"},"RequestId":"r"}}',
    );
  const hangUp: RequestListener = ({ socket }) => socket.destroy();

  const table: [name: string, listener: RequestListener, answer: object][] = [
    ['is answered', good, { ok: true, value: { TaskId: 7 } }],
    [
      'is throttled',
      busy,
      { ok: false, failure: { code: 'RequestLimitExceeded', requestId: 'r' } },
    ],
    ['is hung up on, so it may have been executed', hangUp, { ok: false, failure: noReply }],
  ];
  test.each(table)('%s', async (_name, listener, answer) => {
    const port = await listen(tls(listener));
    expect(await trustingWriteTo(at('https:', port))).toMatchObject(answer);
  });

  test('that is never answered may have been executed', async () => {
    const port = await listen(tls(() => {}));
    expect(await trustingWriteTo(at('https:', port), 2 * TIMEOUT_MS)).toMatchObject({
      ok: false,
      failure: noReply,
    });
  });

  test('that has the connection closed right behind the handshake may have been executed', async () => {
    const server = tls(() => {});
    server.on('secureConnection', (socket) => socket.destroy());
    const port = await listen(server);
    expect(await trustingWriteTo(at('https:', port))).toMatchObject({ failure: noReply });
  });

  test('but made out for another host was never sent', async () => {
    let asked = 0;
    const server = tls(() => {
      asked += 1;
    });
    const port = await listen(server);
    const answer = await trustingWriteTo(at('https:', port, 'localhost'));
    expect(answer).toMatchObject({
      failure: { ...never, message: expect.stringMatching(/altnames/) },
    });
    expect(asked).toBe(0);
  });
});
