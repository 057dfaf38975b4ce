// The local cloud's Redis API: a real HTTP server on loopback that the official SDK talks to.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalServer } from '../local-server';
import { serveAdmin } from './admin';
import { serveApi } from './api';
import { Cloud } from './cloud';
import { controlOf } from './control';
import { isRecord } from './model/fields';
import type { CloudControl, RedisCloud, RedisCloudOptions } from './options';

export type { Dialect } from './dialect';
export { DEMO_INSTANCES, DEMO_KEY } from './model/seed';
export type * from './options';
export type * from './types';

const HOST = '127.0.0.1';

/** Starts listening; rejects when the port is taken. Nothing keeps running after `close`. */
export async function startRedisCloud(options: RedisCloudOptions = {}): Promise<RedisCloud> {
  const cloud = new Cloud(options);
  const control = controlOf(cloud);
  const server = createLocalServer(
    (request, response) => void serve(cloud, control, request, response),
  );
  const port = await listen(server, options.port ?? 0);
  return { ...control, url: `http://${HOST}:${port}`, port, close: () => close(cloud, server) };
}

async function serve(
  cloud: Cloud,
  control: CloudControl,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const path = request.url?.split('?')[0];
    if (path === '/') await serveApi(cloud, request, response);
    else await serveAdmin(control, request, response);
  } catch (error) {
    if (!isGone(error)) console.error(error);
    response.destroy();
  }
}

/** The client went away, or a reset or close cancelled the wait: no answer is due any more. */
const isGone = (error: unknown) =>
  isRecord(error) && (error.name === 'AbortError' || error.code === 'ECONNRESET');

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(cloud: Cloud, server: Server): Promise<void> {
  cloud.cancelPending();
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Stalled answers would keep `close` waiting for ever.
    server.closeAllConnections();
  });
}
