import type { ScfHost } from '../../emulator/scf/host';
import type { HttpShape } from '../../emulator/scf/types';
import { start } from './scf-support';

async function post(host: ScfHost, body: unknown, path = '/') {
  const response = await fetch(`${host.url}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

describe('over HTTP', () => {
  let host: ScfHost;
  beforeAll(async () => {
    host = await start({}, { timeoutMs: 1_000 });
  });

  test.each<HttpShape>(['function-url', 'function-url-compat', 'api-gateway'])(
    '%s events reach the function',
    async (shape) => {
      const host = await start({ shape });
      const { status, body } = await post(host, { act: 'echo' }, '/backup?a=1');
      // The gateway takes nothing but the four-field object.
      if (shape === 'api-gateway') return expect(JSON.parse(body)).toMatchObject({ errno: 403 });
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({
        httpMethod: 'POST',
        path: '/backup',
        queryString: { a: '1' },
      });
    },
  );

  const answers: [
    name: string,
    value: unknown,
    status: number,
    body: string,
    headers: Record<string, string>,
  ][] = [
    [
      'the four fields',
      {
        isBase64Encoded: false,
        statusCode: 202,
        headers: { 'Content-Type': 'application/problem+json', 'X-A': 'b' },
        body: '{}',
      },
      202,
      '{}',
      { 'content-type': 'application/problem+json', 'x-a': 'b' },
    ],
    [
      'a header of several values',
      { statusCode: 200, headers: { 'X-A': ['1', '2'] }, body: '' },
      200,
      '',
      { 'x-a': '1, 2' },
    ],
    ['base64', { isBase64Encoded: true, statusCode: 200, body: 'aGk=' }, 200, 'hi', {}],
    [
      'a length of its own',
      { statusCode: 200, headers: { 'Content-Length': '999' }, body: 'hi' },
      200,
      'hi',
      { 'content-length': '2' },
    ],
    ['a status only', { statusCode: 503 }, 503, '', {}],
    [
      'any other object',
      { TaskId: 1 },
      200,
      '{"TaskId":1}',
      { 'content-type': 'application/json' },
    ],
    ['text', 'Hello', 200, '"Hello"', { 'content-type': 'application/json' }],
    ['an invalid status', { statusCode: 99 }, 200, '{"statusCode":99}', {}],
    [
      'a status in quotes',
      { statusCode: '202', body: '' },
      200,
      '{"statusCode":"202","body":""}',
      {},
    ],
  ];
  test.each(answers)('the function returns %s', async (_name, value, status, body, headers) => {
    const answer = await post(host, { act: 'return', value });
    expect(answer).toMatchObject({ status, body });
    for (const [name, expected] of Object.entries(headers))
      expect(answer.headers.get(name)).toBe(expected);
  });

  const failures: [name: string, act: string, status: number][] = [
    ['a throw', 'throw', 430],
    ['a timeout', 'spin', 433],
    ['a crash', 'exit', 439],
  ];
  test.each(failures)('%s is SCF’s own status and error', async (_name, act, status) => {
    const answer = await post(host, { act });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({
      statusCode: status,
      errorMessage: expect.any(String),
    });
  });

  test('a body above 6 MB is refused by the platform', async () => {
    expect((await post(host, 'x'.repeat(7 * 1024 * 1024))).status).toBe(406);
  });

  test('a taken port is an EADDRINUSE', async () => {
    await expect(start({ port: host.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
