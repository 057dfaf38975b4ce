// The flow in this very process, with the official SDK on a local Redis API that is closed when the test file ends.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DEMO_KEY,
  type RedisCloud,
  type RedisCloudOptions,
  startRedisCloud,
} from '../../emulator/redis/server';
import { handle } from '../../src/app';
import { readInvocation } from '../../src/invocation';
import type { RedisApi } from '../../src/redis-api';
import { openRedisClient } from '../../src/tencent/redis-client';
import { deps } from './deps';
import type { Port } from './invoke';
import { isHttpResponse, mustConformSomewhere } from './openapi';

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

export interface PlayOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly timeLimitMs?: number;
  /** Wraps the port, to do something between two calls. */
  wrap?(api: RedisApi): RedisApi;
}

/** The official SDK on a local cloud, and the real clock. */
export const onCloud = (cloud: RedisCloud, wrap = (api: RedisApi) => api): Port => ({
  clock: {
    now: Date.now,
    monotonic: () => performance.now(),
    sleep: (ms) => sleep(ms),
    random: () => 0.5,
  },
  openApi: (_config, limiter) => {
    const opened = openRedisClient({
      endpoint: { protocol: 'http:', host: cloud.url.slice('http://'.length) },
      credential: () => DEMO_KEY,
      limiter,
      findings: {},
    });
    return { ...opened, api: wrap(opened.api) };
  },
});

/** Plays one event. */
export async function play(
  cloud: RedisCloud,
  event: unknown,
  { settings = {}, timeLimitMs = 20_000, wrap }: PlayOptions = {},
): Promise<Played> {
  const context = { time_limit_in_ms: timeLimitMs, tencentcloud_region: 'ap-guangzhou' };
  const given = deps({ settings });
  const told = handle(event, readInvocation(context, Date.now()), {
    ...given,
    ...onCloud(cloud, wrap),
    uniqueText: randomUUID,
  });
  try {
    return { ...read(await told), log: given.lines };
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'BackupNotMadeError') throw error;
    return { thrown: JSON.parse(message), log: given.lines };
  }
}

function read(told: unknown): Omit<Played, 'log'> {
  if (isHttpResponse(told)) mustConformSomewhere(told);
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

export const DAILY = { Tags: [{ TagKey: 'backup', TagValue: 'daily' }] };
export const HOUR_MS = 3_600_000;
