// The host's HTTP front door on loopback: the function's URL, and beside it the host's own routes under /_host/.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createLocalServer } from '../local-server';
import { type HttpRequest, httpEvent } from './events';
import { type Invoker, MAX_SYNC_BYTES } from './invoker';
import { type HttpAnswer, httpAnswer, json } from './reply';
import type { HttpShape } from './types';

/** Answers a request under /_host/, or undefined when there is no such route. */
export type HostRoutes = (method: string, url: URL) => Promise<HttpAnswer | undefined>;

const HOST_PREFIX = '/_host/';

export function createFrontDoor(shape: HttpShape, invoke: Invoker, routes: HostRoutes): Server {
  const answer = async (request: IncomingMessage): Promise<HttpAnswer> => {
    const { method = 'GET', url = '/' } = request;
    if (url.startsWith(HOST_PREFIX)) {
      const known = await routes(method, new URL(url, 'http://host'));
      return known ?? json(404, { error: 'no such host route or timer: try GET /_host/timers' });
    }
    const requestId = randomUUID();
    const event = httpEvent(shape, await toRequest(request, requestId));
    return httpAnswer(shape, await invoke(event, { requestId }));
  };
  return createLocalServer((request, response) => {
    answer(request)
      .then((value) => send(response, value))
      .catch((error: Error) =>
        send(response, json(500, { errorCode: -1, errorMessage: error.message })),
      );
  });
}

async function toRequest(request: IncomingMessage, requestId: string): Promise<HttpRequest> {
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers: Object.fromEntries(headers),
    body: await readBody(request),
    remoteAddress: request.socket.remoteAddress ?? '127.0.0.1',
    requestId,
  };
}

/** Stops keeping what is beyond the event's limit: the event is then too large and is refused as such. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (bytes <= MAX_SYNC_BYTES) chunks.push(chunk);
    bytes += chunk.length;
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}
