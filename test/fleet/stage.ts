// The flow in this very process, with the real SDK against a local Redis API; closed when the test file ends.

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DEMO_KEY,
  type RedisCloud,
  type RedisCloudOptions,
  startRedisCloud,
} from '../../emulator/redis/server';
import { handle } from '../../src/app';
import { TIMING } from '../../src/backup/state';
import { loadConfig } from '../../src/config';
import { readInvocation } from '../../src/invocation';
import { createLogger } from '../../src/logger';
import type { RedisApi } from '../../src/redis-api';
import { openRedisClient } from '../../src/tencent/redis-client';

export const TOKEN = 'a-token-of-the-fleet-tests';

const clouds: RedisCloud[] = [];
afterAll(async () => {
  for (const cloud of clouds.splice(0)) await cloud.close();
});

export async function startCloud(options: RedisCloudOptions = {}): Promise<RedisCloud> {
  const cloud = await startRedisCloud({ taskMs: 300, ...options });
  clouds.push(cloud);
  return cloud;
}

export interface Played {
  /** What the trigger returned, an HTTP body parsed. */
  readonly result?: Record<string, unknown>;
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly text?: string;
  /** What it threw, its message parsed. */
  readonly thrown?: { readonly failed: Record<string, unknown>[]; readonly more?: number };
  readonly log: readonly Record<string, unknown>[];
}

export interface StageOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly timeLimitMs?: number;
  /** Wraps the port, to do something between two calls. */
  wrap?(api: RedisApi): RedisApi;
}

/** Plays one event. */
export async function play(
  cloud: RedisCloud,
  event: unknown,
  { settings = {}, timeLimitMs = 20_000, wrap = (api) => api }: StageOptions = {},
): Promise<Played> {
  const log: Record<string, unknown>[] = [];
  const context = { time_limit_in_ms: timeLimitMs, tencentcloud_region: 'ap-guangzhou' };
  const url = { REDIS_API_ENDPOINT: cloud.url, WEBHOOK_SECRETS: TOKEN };
  const told = handle(event, readInvocation(context, Date.now()), {
    config: loadConfig({ ...url, ...settings }),
    version: '1.2.3',
    timing: TIMING,
    clock: { now: Date.now, sleep: (ms) => sleep(ms), random: Math.random },
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    uniqueText: () => String(Math.random()),
    log: createLogger({
      level: 'debug',
      invocationId: 'run-1',
      write: (line) => log.push(JSON.parse(line)),
    }),
    openApi: ({ REDIS_API_ENDPOINT }, gate) => {
      const opened = openRedisClient({
        endpoint: REDIS_API_ENDPOINT,
        credential: () => DEMO_KEY,
        limiter: gate,
      });
      return { ...opened, api: wrap(opened.api) };
    },
  });
  try {
    return { ...read(await told), log };
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'BackupNotMadeError') throw error;
    return { thrown: JSON.parse(message), log };
  }
}

function read(told: unknown): Omit<Played, 'log'> {
  const { statusCode, headers, body } = told as Record<string, unknown>;
  if (typeof statusCode !== 'number') return { result: told as Record<string, unknown> };
  const text = String(body);
  const isJson = text.startsWith('{');
  return {
    status: statusCode,
    headers: headers as Record<string, string>,
    text,
    ...(isJson ? { result: JSON.parse(text) } : {}),
  };
}

/** The log's one line of a kind. */
export const lineOf = ({ log }: Played, event: string): Record<string, unknown> =>
  log.find((line) => line.event === event) ?? {};

let fired = 0;
/** A timer's event with a request as its argument; each at another time. */
export const timer = (request: unknown, part: Record<string, unknown> = {}) => {
  fired += 1;
  const Time = new Date(Date.now() - fired * 1_000).toISOString();
  const Message = JSON.stringify(request);
  return { Type: 'Timer', TriggerName: 'nightly', Time, Message, ...part };
};

export const get = (path: string, query: Record<string, unknown> = {}, accept = '*/*') => ({
  httpMethod: 'GET',
  path,
  queryString: query,
  headers: { authorization: `Bearer ${TOKEN}`, accept },
});

export const post = (body: unknown, headers: Record<string, string> = {}) => ({
  httpMethod: 'POST',
  path: '/',
  queryString: {},
  headers: { authorization: `Bearer ${TOKEN}`, ...headers },
  body: JSON.stringify(body),
});

export const DAILY = { Tags: [{ TagKey: 'backup', TagValue: 'daily' }] };
export const HOUR_MS = 3_600_000;
