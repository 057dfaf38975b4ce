// Answers beyond the API's usual ones: what the bundle's SDK takes for an error, and what comes back the same.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { toFailure } from '../../src/tencent/errors';
import { type Recorder, startRecorder } from './recorder';
import {
  type Both,
  bothSdks,
  type Call,
  clientOf,
  masked,
  outcomeOf,
  withoutCodings,
} from './two-sdks';

const BODY = JSON.stringify({ Response: { TaskId: 7, Text: 'nächtlich 每晚' } });

const coded =
  (coding: string, body: Buffer | string, status = 200) =>
  (response: ServerResponse) =>
    response.writeHead(status, { 'content-encoding': coding }).end(body);

const sentTo =
  (status: number, location?: string) =>
  (response: ServerResponse, { url }: IncomingMessage) =>
    url === '/' || location === '/'
      ? response.writeHead(status, location === undefined ? {} : { location }).end('gone')
      : response.end(BODY);

const endless = (type: string, coding: string) => (response: ServerResponse) => {
  response
    .writeHead(200, { 'content-type': type, 'content-encoding': coding })
    .write('data: {}\n\n');
};

type Answers = Record<string, (response: ServerResponse, request: IncomingMessage) => unknown>;

/** Answers that come back the same. */
const SAME: Answers = {
  'the coding identity': coded('identity', BODY),
  'no content': coded('gzip', '', 204),
  'not modified': coded('gzip', '', 304),
  'a coding behind another status': coded('gzip', gzipSync(BODY), 502),
  'a status without a text': (response) => response.writeHead(418, '').end(),
  'a trace id': (response) => response.writeHead(503, { 'X-TC-TraceId': 'theirs' }).end(),
  'two cookies': (response) => response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end(BODY),
  'a redirect to nowhere': sentTo(307),
};

const CODING = /^HTTP 200 the answer has the content-encoding \S+, and none was asked for$/;
const REDIRECT = /^HTTP 30\d the answer is a redirect, and redirects are not followed$/;
const EVENTS = /^HTTP 200 the answer is an event stream, and none was asked for$/;

/** Answers that nothing here asks for: an error that says what came. */
const UNASKED: Record<string, [message: RegExp, answer: Answers[string]]> = {
  gzip: [CODING, coded('gzip', gzipSync(BODY))],
  'x-gzip': [CODING, coded('x-gzip', gzipSync(BODY))],
  'a body that is not gzip': [CODING, coded('gzip', BODY)],
  deflate: [CODING, coded('deflate', deflateSync(BODY))],
  br: [CODING, coded('br', brotliCompressSync(BODY))],
  'another coding': [CODING, coded('aes128gcm', BODY)],
  'gzip without an end': [CODING, endless('application/json', 'gzip')],
  'moved permanently': [REDIRECT, sentTo(301, '/there')],
  found: [REDIRECT, sentTo(302, '/there?a=b')],
  'see other': [REDIRECT, sentTo(303, './there')],
  temporary: [REDIRECT, sentTo(307, '//127.0.0.1:1/')],
  permanent: [REDIRECT, sentTo(308, '/there')],
  'a bad location': [REDIRECT, sentTo(307, 'http://')],
  'another host': [REDIRECT, sentTo(307, 'http://localhost:1/')],
  'round and round': [REDIRECT, sentTo(307, '/')],
  'an event stream': [EVENTS, endless('text/event-stream', 'identity')],
};

/** What the server does, by the action it is asked for. */
const ANSWERS: Answers = {
  ...SAME,
  ...Object.fromEntries(Object.entries(UNASKED).map(([name, [, answer]]) => [name, answer])),
};

let both: Both;
let server: Server;
let wire: Recorder;

beforeAll(async () => {
  both = await bothSdks();
  server = createServer((request, response) => {
    const action = String(request.headers['x-tc-action']);
    request.resume().once('end', () => ANSWERS[action]?.(response, request));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  wire = await startRecorder((server.address() as AddressInfo).port);
});
afterAll(async () => {
  await wire.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const sentNow = () =>
  masked(wire.take()).map((text) =>
    text.replace(/X-TC-Timestamp: \d+/, '').replace(/\/\d{4}-.*|Signature=.*/, ''),
  );

async function run(sdk: Both['plain'], call: Partial<Call>) {
  const outcome = await outcomeOf(sdk, { port: wire.port, ...call });
  return { outcome, sent: withoutCodings(sentNow()) };
}

test.each(Object.keys(SAME))('%s comes back the same', async (action) => {
  const call = { action, params: { InstanceId: 'crs-demo0001' } };
  expect(await run(both.aliased, call)).toEqual(await run(both.plain, call));
});

test.each(Object.entries(UNASKED))(
  '%s is an error after one request: nobody knows what was done',
  async (action, [message]) => {
    const client = clientOf(both.aliased, { port: wire.port });
    const thrown = await client.request(action, {}).catch((error: unknown) => error);
    expect(toFailure(thrown, true)).toMatchObject({
      code: 'ClientError.BadReply',
      failureClass: 'ambiguous',
      message: expect.stringMatching(message),
    });
    expect(sentNow()).toHaveLength(1);
  },
);

test('no coding is asked for', async () => {
  await outcomeOf(both.aliased, { port: wire.port, action: 'two cookies' });
  expect(wire.take()).toEqual([expect.stringContaining('\r\nAccept-Encoding: identity\r\n')]);
});

test('a stream as a parameter is an error before anything is sent', async () => {
  const params = { Content: Readable.from(['a']) };
  expect(await run(both.aliased, { params })).toMatchObject({
    outcome: { message: 'a parameter is a stream, and this bundle reads none' },
    sent: [],
  });
});
