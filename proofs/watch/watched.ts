// The built function on the local cloud, with a monitor beside it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type RedisCloud,
  type RedisCloudOptions,
  startRedisCloud,
} from '../../emulator/redis/server';
import { type ScfHost, startScfHost } from '../../emulator/scf/host';
import type { Key, Timer } from '../../emulator/scf/types';
import { BUNDLE } from '../../scripts/bundle';

/** A role's key has a token. */
const KEY: Key = { secretId: 'AKIDwatch000000001', secretKey: 'watch-key', token: 'watch-token' };

export const TOKEN = 'a-token-of-the-proof-of-watching';

export interface Monitor {
  readonly url: string;
  /** The paths that were called. */
  readonly pings: readonly string[];
  close(): Promise<void>;
}

export async function startMonitor(): Promise<Monitor> {
  const pings: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    pings.push(url);
    response.end('OK');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/{trigger}`,
    pings,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

export interface Watched {
  readonly cloud: RedisCloud;
  readonly host: ScfHost;
  readonly monitor: Monitor;
  /** What a GET of the function answers. */
  get(path: string): Promise<{ status: number; text: string }>;
  close(): Promise<void>;
}

interface WatchedOptions {
  readonly file?: string;
  readonly timers?: Timer[];
  readonly timeoutMs?: number;
  readonly cloud?: RedisCloudOptions;
  readonly settings?: Record<string, string>;
}

export async function startWatched(options: WatchedOptions = {}): Promise<Watched> {
  const cloud = await startRedisCloud({ keys: [KEY], ...options.cloud });
  const monitor = await startMonitor();
  const host = await startScfHost({
    file: options.file ?? BUNDLE,
    description: {
      ...{ name: 'watched', namespace: 'default', handler: 'index.main_handler' },
      ...{ runtime: 'Nodejs20.19', region: 'ap-guangzhou', memoryMb: 128, environment: {} },
      ...{ timeoutMs: options.timeoutMs ?? 20_000, timers: options.timers ?? [] },
    },
    credentials: () => KEY,
    retryDelayMs: 100,
    environment: {
      REDIS_API_ENDPOINT: cloud.url,
      WEBHOOK_SECRETS: TOKEN,
      PING_URL: monitor.url,
      ...options.settings,
    },
  });
  return {
    cloud,
    host,
    monitor,
    async get(path) {
      const headers = { authorization: `Bearer ${TOKEN}` };
      const answer = await fetch(`${host.url}${path}`, { headers });
      return { status: answer.status, text: await answer.text() };
    },
    async close() {
      await host.close();
      await monitor.close();
      await cloud.close();
    },
  };
}
