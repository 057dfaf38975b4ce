// A proxy, which the bundle knows none of: an error before anything is sent, where the installed SDK or an operator means one.
import { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect } from 'node:net';
import { type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { toFailure } from '../../src/tencent/errors';
import { type Recorder, startRecorder } from './recorder';
import { type Both, bothSdks, type Call, clientOf, NO_AGENT, outcomeOf } from './two-sdks';

const VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'http_proxy', 'HTTP_PROXY'];
const saved = VARIABLES.map((name) => [name, process.env[name]] as const);

let both: Both;
let cloud: RedisCloud;
/** Stands where the proxy would, so it hears of each connection to it. */
let proxy: Recorder;

beforeAll(async () => {
  both = await bothSdks();
  cloud = await startRedisCloud({ ratePerSecond: false, taskMs: 0 });
  proxy = await startRecorder(cloud.port);
});
afterAll(async () => {
  for (const [name, value] of saved) if (value !== undefined) process.env[name] = value;
  await proxy.close();
  await cloud.close();
});
beforeEach(() => {
  for (const name of VARIABLES) delete process.env[name];
});
afterEach(() => {
  for (const name of VARIABLES) delete process.env[name];
});

const address = () => `http://me:p%40ss@127.0.0.1:${proxy.port}`;

/** An agent that never gets to the internet: it notes whom it is asked for. */
function hearing() {
  const asked: unknown[] = [];
  const agent = new HttpsAgent();
  agent.createConnection = ({ host }) => {
    asked.push(host);
    return connect(1, '127.0.0.1');
  };
  return { agent, asked };
}

const API: Call['http'] = { endpoint: 'redis.tencentcloudapi.com', protocol: 'https://' };

describe.each(['HTTPS_PROXY', 'https_proxy', 'http_proxy'])('%s', (name) => {
  test('is an error that names it and what to do, before anything is sent', async () => {
    process.env[name] = address();
    const { agent, asked } = hearing();
    const client = clientOf(both.aliased, { port: 0, http: { ...API, agent } });
    const failure = toFailure(
      await client.request('X', {}).catch((error: unknown) => error),
      false,
    );
    expect(failure).toMatchObject({
      code: 'ClientError.NeverConnected',
      failureClass: 'not executed',
      message: `${name} names a proxy, and this function connects to the API without one: remove it, and let the function reach the API directly`,
    });
    expect([asked, proxy.take()]).toEqual([[], []]);
  });

  test('that is empty counts as not set', async () => {
    process.env[name] = '';
    const { agent, asked } = hearing();
    await outcomeOf(both.aliased, { port: 0, http: { ...API, agent } });
    expect(asked).toEqual(['redis.tencentcloudapi.com']);
  });

  test('does not concern the local cloud, which the installed SDK reaches without it too', async () => {
    process.env[name] = address();
    const call = () => ({ port: cloud.port, params: { InstanceId: 'crs-demo0001' } });
    for (const sdk of [both.plain, both.aliased]) {
      cloud.reset();
      expect(await outcomeOf(sdk, { ...call(), http: { agent: new Agent() } })).toMatchObject({
        value: { TaskId: expect.any(Number) },
      });
    }
    expect(proxy.take()).toEqual([]);
  });
});

test('HTTP_PROXY, which is for http:// addresses, is not looked at', async () => {
  process.env.HTTP_PROXY = address();
  const { agent, asked } = hearing();
  await outcomeOf(both.aliased, { port: 0, http: { ...API, agent } });
  expect(asked).toEqual(['redis.tencentcloudapi.com']);
});

const TUNNELS: [name: string, prepare: () => Call['http']][] = [
  [
    'the variable',
    () => {
      process.env.http_proxy = address();
      return NO_AGENT;
    },
  ],
  ['the profile', () => ({ ...NO_AGENT, proxy: address() })],
];

test.each(TUNNELS)('%s, where the SDK has no agent, is an error too', async (_name, prepare) => {
  const http = prepare();
  const outcome = await outcomeOf(both.aliased, {
    port: cloud.port,
    http: { ...NO_AGENT, ...http },
  });
  expect(outcome).toMatchObject({ message: expect.stringMatching(/names a proxy.*remove it/) });
  expect(JSON.stringify(outcome)).not.toContain('p%40ss');
  expect(proxy.take()).toEqual([]);
});
