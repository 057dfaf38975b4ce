// Answers beyond the API's usual ones come back the same: codings, redirects, event streams, a stream as a parameter.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type Recorder, startRecorder } from './recorder';
import { type Both, bothSdks, type Call, masked, outcomeOf } from './two-sdks';

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

const EVENTS = 'id: 1\nevent: e\nretry: 5\ndata: a\ndata: b\n\n: comment\ndata:c\n\ndata: last';

/** What the server does, by the action it is asked for. */
const ANSWERS: Record<string, (response: ServerResponse, request: IncomingMessage) => unknown> = {
  gzip: coded('gzip', gzipSync(BODY)),
  'x-gzip': coded('x-gzip', gzipSync(BODY)),
  'gzip cut short': coded('gzip', gzipSync(BODY).subarray(0, 40)),
  'gzip that is none': coded('gzip', BODY),
  deflate: coded('deflate', deflateSync(BODY)),
  'raw deflate': coded('deflate', deflateRawSync(BODY)),
  'empty deflate': coded('deflate', ''),
  br: coded('br', brotliCompressSync(BODY)),
  'another coding': coded('aes128gcm', BODY),
  'no content': coded('gzip', '', 204),
  'not modified': coded('gzip', '', 304),
  'a status without a text': (response) => response.writeHead(418, '').end(),
  'a trace id': (response) => response.writeHead(503, { 'X-TC-TraceId': 'theirs' }).end(),
  'two cookies': (response) => response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end(BODY),
  'moved permanently': sentTo(301, '/there'),
  found: sentTo(302, '/there?a=b'),
  'see other': sentTo(303, './there'),
  temporary: sentTo(307, '//127.0.0.1:1/'),
  permanent: sentTo(308, '/there'),
  'no location': sentTo(307),
  'a bad location': sentTo(307, 'http://'),
  'another host': sentTo(307, 'http://localhost:1/'),
  'this host by another name': (response, request) =>
    sentTo(307, `http://localhost:${wire.port}/there`)(response, request),
  'round and round': sentTo(307, '/'),
  'an event stream': (response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(EVENTS),
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
  return { outcome, sent: sentNow() };
}

test.each(Object.keys(ANSWERS))('%s', async (action) => {
  // After a body that is no gzip, node-fetch leaves its timer behind.
  const http = { reqTimeout: 1 };
  const call = { action, http, params: { InstanceId: 'crs-demo0001' } };
  expect(await run(both.aliased, call)).toEqual(await run(both.plain, call));
});

// The one difference that is wanted: a redirect takes neither the signature nor the session token elsewhere.
test('a session token stays at home', async () => {
  const action = 'this host by another name';
  const config = { credential: { secretId: 'AKIDx', secretKey: 'x', token: 'session-token' } };
  const [plain, aliased] = [
    await run(both.plain, { action, config }),
    await run(both.aliased, { action, config }),
  ];
  expect(aliased.outcome).toEqual(plain.outcome);
  const token = /x-tc-token: session-token/i;
  expect(plain.sent).toEqual([expect.stringMatching(token), expect.stringMatching(token)]);
  expect(aliased.sent).toEqual([expect.stringMatching(token), expect.not.stringMatching(token)]);
});

test('a stream as a parameter', async () => {
  const call = () => ({
    action: 'gzip',
    params: { Content: Readable.from([Buffer.from('ü'), 'b']) },
  });
  expect(await run(both.aliased, call())).toEqual(await run(both.plain, call()));
});
