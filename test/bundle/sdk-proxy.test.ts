// The variable http_proxy, which the SDK honours in lower case alone: the same tunnel, asked for in the same words.
import { Agent, createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { type Recorder, startRecorder } from './recorder';
import { type Both, bothSdks, type Call, masked, NO_AGENT, outcomeOf } from './two-sdks';

let both: Both;
let cloud: RedisCloud;
let proxy: Server;
let wire: Recorder;
const sockets = new Set<Socket>();

/** A proxy that connects whom it is asked for, but refuses the user `nobody`. */
function startProxy(): Promise<Server> {
  const server = createServer().on('connect', ({ url = '', headers }, client: Socket) => {
    sockets.add(client.on('error', () => undefined));
    const login = Buffer.from(headers['proxy-authorization']?.slice(6) ?? '', 'base64').toString();
    if (login.startsWith('nobody')) {
      client.end('HTTP/1.1 407 Who Are You\r\nX-TC-TraceId: proxy\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const [host, port] = url.split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    sockets.add(upstream.on('error', () => client.destroy()));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

beforeAll(async () => {
  both = await bothSdks();
  cloud = await startRedisCloud({ ratePerSecond: false, taskMs: 0 });
  proxy = await startProxy();
  wire = await startRecorder((proxy.address() as AddressInfo).port);
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await wire.close();
  await new Promise((resolve) => proxy.close(resolve));
  await cloud.close();
});
afterEach(() => {
  for (const name of ['http_proxy', 'https_proxy', 'HTTP_PROXY']) delete process.env[name];
});

async function run(sdk: Both['plain'], http: Call['http'] = {}) {
  cloud.reset();
  const outcome = await outcomeOf(sdk, {
    port: cloud.port,
    params: { InstanceId: 'crs-demo0001' },
    http: { ...NO_AGENT, ...http },
  });
  const heard = masked(wire.take()).map((text) =>
    text.replace(/X-TC-Timestamp.*|Signature=.*/g, ''),
  );
  // Inside a TLS tunnel nothing is readable, and it begins with random bytes.
  return { outcome, heard: heard.map((text) => text.split('\r\n\r\n\u0016')[0]) };
}

async function expectSame(http?: Call['http']) {
  const expected = await run(both.plain, http);
  expect(await run(both.aliased, http)).toEqual(expected);
  return expected;
}

const address = (login = '') => `http://${login}127.0.0.1:${wire.port}`;

test('the variable', async () => {
  process.env.http_proxy = address();
  const { outcome, heard } = await expectSame();
  expect(outcome).toMatchObject({ value: { TaskId: expect.any(Number) } });
  expect(heard).toEqual([expect.stringMatching(/^CONNECT 127\.0\.0\.1:\d+ HTTP\/1\.1\r\n/)]);
});

test('a login', async () => {
  process.env.http_proxy = address('me:p%40ss@');
  const { heard } = await expectSame();
  expect(heard[0]).toContain(`Proxy-Authorization: Basic ${btoa('me:p@ss')}`);
});

test('a refusal, which is the answer', async () => {
  process.env.http_proxy = address('nobody:x@');
  const { outcome, heard } = await expectSame();
  expect(outcome).toMatchObject({ message: 'Who Are You', fields: { httpCode: 407 } });
  expect(heard.join()).not.toContain('X-TC-Action');
});

test('the profile', async () => {
  const { heard } = await expectSame({ proxy: address() });
  expect(heard).toHaveLength(1);
});

test('TLS goes through the tunnel', async () => {
  process.env.http_proxy = address();
  const { outcome, heard } = await expectSame({ protocol: 'https://' });
  expect(outcome).toMatchObject({ message: expect.stringMatching(/reason: .*SSL/) });
  expect(heard).toEqual([expect.stringMatching(/^CONNECT 127\.0\.0\.1:\d+/)]);
});

test('an agent of one’s own, as this function has, knows no proxy', async () => {
  process.env.http_proxy = address();
  const { heard } = await expectSame({ agent: new Agent() });
  expect(heard).toEqual([]);
});

test.each(['https_proxy', 'HTTP_PROXY'])('%s is not looked at', async (name) => {
  process.env[name] = address();
  const { heard } = await expectSame();
  expect(heard).toEqual([]);
});
