// What the real SDK says when it cannot send: its messages may hold a whole header, and so a signature or a token.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEMO_KEY, type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { callApi } from '../../src/tencent/call';
import { openOnce } from '../../src/tencent/connection';

let cloud: RedisCloud;
beforeAll(async () => {
  cloud = await startRedisCloud();
});
afterAll(() => cloud.close());

interface Credential {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
}

async function failureWith(credential: Credential) {
  const connection = openOnce(false, () => true);
  const answer = await callApi(
    {
      endpoint: { protocol: 'http:', host: `127.0.0.1:${cloud.port}` },
      credential: () => credential,
    },
    connection,
    { action: 'DescribeTaskInfo', region: 'ap-guangzhou', params: { TaskId: 1 }, timeoutMs: 2000 },
  );
  connection.close();
  return answer.ok ? undefined : answer.failure;
}

describe('credentials that no header can carry', () => {
  const table: [name: string, credential: Credential, hidden: RegExp][] = [
    [
      'a line break in the SecretId',
      { ...DEMO_KEY, secretId: 'AKIDfirsthalf\nsecondhalf' },
      /half/,
    ],
    ['a SecretId that is not ASCII', { ...DEMO_KEY, secretId: 'IKIDfirst€second' }, /first|second/],
    [
      'a line break behind the SecretId',
      { ...DEMO_KEY, secretId: `${DEMO_KEY.secretId}\n` },
      /demo/,
    ],
    [
      'a line break in the token',
      { ...DEMO_KEY, token: 'session\ntoken-of-the-role' },
      /session|token-of/,
    ],
    [
      'a token that is not ASCII',
      { ...DEMO_KEY, token: 'session€token-of-the-role' },
      /session|token-of/,
    ],
  ];
  test.each(table)(
    '%s: refused, with the remedy and nothing of them',
    async (_n, credential, hidden) => {
      const failure = await failureWith(credential);
      expect(failure).toMatchObject({
        code: 'ClientError.NoCredentials',
        retryable: false,
        message: expect.stringContaining('nothing was sent'),
      });
      expect(JSON.stringify(failure)).not.toMatch(hidden);
      expect(JSON.stringify(failure)).not.toMatch(/TC3|Signature=|Credential=/);
      expect(cloud.calls).toEqual([]);
    },
  );
});

test('a wrong key: what the API answers goes on, without the key', async () => {
  const failure = await failureWith({ secretId: 'AKIDnobody0000000001', secretKey: 'nobody' });
  expect(failure?.code).toMatch(/^AuthFailure/);
  expect(JSON.stringify(failure)).not.toContain('AKIDnobody');
});

describe('an API that repeats the credential', () => {
  const SECRETS: Required<Credential> = {
    secretId: 'IKIDechoed0000000001',
    secretKey: 'key/of+the=role-0001',
    token: 'token-of-the-role-with-no-known-prefix-and-IKIDechoed0000000001-in-it',
  };
  const all = Object.values(SECRETS).join(' ');
  let body: object = {};
  const echo = createServer((request, response) => {
    request.resume().on('end', () => response.end(JSON.stringify({ Response: body })));
  });
  beforeAll(async () => {
    await once(echo.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => void echo.close());

  const ask = async (said: object) => {
    body = said;
    const { port } = echo.address() as AddressInfo;
    const connection = openOnce(false, () => true);
    const answer = await callApi(
      {
        endpoint: { protocol: 'http:', host: `127.0.0.1:${port}` },
        credential: () => SECRETS,
      },
      connection,
      { action: 'DescribeTaskInfo', region: 'ap-guangzhou', params: {}, timeoutMs: 2000 },
    );
    connection.close();
    return answer;
  };

  test('in a failure: message, code and request id are shown without it', async () => {
    const refusal = { Code: `Odd.${SECRETS.secretId}`, Message: `no ${all} here` };
    const answer = await ask({ Error: refusal, RequestId: SECRETS.token });
    expect(answer).toMatchObject({
      failure: {
        code: 'Odd.[redacted]',
        message: 'no [redacted] [redacted] [redacted] here',
        requestId: '[redacted]',
      },
    });
  });

  test('at the end of what is kept of a message: no part of it is shown', async () => {
    const Message = `${'x'.repeat(290)} ${SECRETS.token}`;
    const answer = await ask({ Error: { Code: 'InternalError', Message }, RequestId: 'r-1' });
    expect(JSON.stringify(answer)).not.toMatch(/token-|-in-it/);
  });

  test('in an answer, as deep as it may be', async () => {
    const said = { TaskId: 7, Instances: [{ Name: `a ${all} b`, Tags: [SECRETS.secretKey] }] };
    expect(await ask(said)).toEqual({
      ok: true,
      value: {
        TaskId: 7,
        Instances: [{ Name: 'a [redacted] [redacted] [redacted] b', Tags: ['[redacted]'] }],
      },
    });
  });
});
