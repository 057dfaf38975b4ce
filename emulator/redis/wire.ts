// How an answer, good or broken, is put on the wire.

import type { ServerResponse } from 'node:http';

/** The answer the action would have given, once there is one. */
export type Reply = () => Promise<string>;
export type Writer = (response: ServerResponse, reply: Reply) => void | Promise<void>;

const JSON_TYPE = { 'content-type': 'application/json' };
const DRIP_MS = 50;

/** The ordinary answer: HTTP 200, errors too, with the body's length. */
export const complete: Writer = async (response, reply) => fixed(await reply())(response, reply);

/** A body of our own instead of the action's. */
export const fixed =
  (body: string, type = JSON_TYPE['content-type']): Writer =>
  (response) => {
    const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
    response.writeHead(200, headers).end(body);
  };

/** Another status, with the page a proxy would send. */
export const status =
  (code: number, text: string, body = `<html><h1>${code} ${text}</h1></html>`): Writer =>
  (response) => {
    response.writeHead(code, text, { 'content-type': 'text/html' }).end(body);
  };

/** The connection ends before any header: the client sees `socket hang up`. */
export const hangUp: Writer = ({ socket }) => {
  socket?.destroy();
};

export const reset: Writer = ({ socket }) => {
  socket?.resetAndDestroy();
};

/** Accepted and never answered; the socket lives until the client or `close` ends it. */
export const stall: Writer = () => undefined;

export const stallBody: Writer = (response) => {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': 100 }).flushHeaders();
};

/** White space, legal before any JSON, for as long as somebody listens. */
export const drip: Writer = (response) => {
  response.writeHead(200, JSON_TYPE);
  const timer = setInterval(() => response.write(' '), DRIP_MS).unref();
  response.once('close', () => clearInterval(timer));
};

/** Half of the body, then the end of the connection. */
const cut =
  (headersFor: (body: string) => Record<string, string | number>): Writer =>
  async (response, reply) => {
    const body = await reply();
    response.writeHead(200, headersFor(body));
    response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
  };

export const cutLength = cut((body) => ({
  ...JSON_TYPE,
  'content-length': Buffer.byteLength(body),
}));

export const cutChunked = cut(() => JSON_TYPE);

export const redirect: Writer = (response) => {
  response.writeHead(307, { location: '/' }).end();
};
