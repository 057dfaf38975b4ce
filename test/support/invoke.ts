// The whole flow, once, in this very process: over an API in memory, or over a local cloud (cloud.ts).
import { handle } from '../../src/app';
import { noTurn } from '../../src/backup/failures';
import type { Deps } from '../../src/context';
import { readInvocation } from '../../src/invocation';
import type { Action, RateLimiter } from '../../src/rate-limit/rate-limiter';
import type { RedisApi } from '../../src/redis-api';
import { type Failure, failed, type Target } from '../../src/result';
import { manualClock } from './clock';
import { deps, type Settings } from './deps';
import { fakeApi } from './fake-api';
import { isHttpResponse, mustConformSomewhere } from './openapi';

/** The token that the fixtures carry. */
export const FIXTURES_TOKEN = 'local-development-token-0001';
export const DEFAULT_INSTANCE = 'crs-demo0003';
const SETTINGS = {
  WEBHOOK_SECRETS: FIXTURES_TOKEN,
  BACKUP_REGION: 'ap-guangzhou',
  DEFAULT_REQUEST: JSON.stringify({ InstanceId: DEFAULT_INSTANCE }),
};

/** What went into the log, what came back or was thrown. */
export interface Invoked {
  readonly result?: unknown;
  readonly thrown?: string;
  readonly log: readonly Record<string, unknown>[];
}

interface Options {
  readonly settings?: Settings;
  readonly requestId?: string;
  readonly timeLimitMs?: number;
}

/** Where the API is, and by which clock. */
export type Port = Pick<Deps, 'clock' | 'openApi'>;

/** Runs the whole flow of the function once, in this process. */
export async function invoke(
  event: unknown,
  port: Port,
  { settings = {}, requestId = 'run-1', timeLimitMs = 30_000 }: Options = {},
): Promise<Invoked> {
  const context = { request_id: requestId, time_limit_in_ms: timeLimitMs, function_name: 'backup' };
  const given = deps({ settings: { ...SETTINGS, ...settings }, invocationId: requestId });
  const log = given.lines;
  try {
    const invocation = readInvocation(context, port.clock.now());
    const result = await handle(event, invocation, { ...given, ...port });
    if (isHttpResponse(result)) mustConformSomewhere(result);
    return { result, log };
  } catch (error) {
    return { thrown: (error as Error).message, log };
  }
}

/** `random` decides where a batch begins: at its front unless told. */
export const handClock = (random = 0): Deps['clock'] => manualClock(random);

export interface ListedApi extends RedisApi {
  /** Every write, with its time. */
  readonly sent: readonly { readonly InstanceId: string; readonly at: number }[];
  readonly looks: readonly number[];
  /** The most calls that were under way at one time. */
  readonly maxConcurrent: number;
}

/** How long each call of the API in memory takes. */
const CALL_MS = 40;

/** The fake API with times: each call takes a while; `refuse` says for which instance it says no. */
export function listedApi(
  { now, sleep: pause }: Deps['clock'],
  refuse: (target: Target) => Failure | undefined = () => undefined,
): ListedApi {
  const sent: { InstanceId: string; at: number }[] = [];
  const looks: number[] = [];
  const api = fakeApi({ onSend: refuse });
  let [concurrent, maxConcurrent] = [0, 0];
  const taking = async <T>(call: () => Promise<T>): Promise<T> => {
    concurrent += 1;
    maxConcurrent = Math.max(maxConcurrent, concurrent);
    await pause(CALL_MS);
    concurrent -= 1;
    return call();
  };
  return {
    ...api,
    sent,
    looks,
    get maxConcurrent() {
      return maxConcurrent;
    },
    startBackup: (target, order, timeoutMs) => {
      const at = now();
      return taking(async () => {
        const answer = await api.startBackup(target, order, timeoutMs);
        if (answer.ok) sent.push({ InstanceId: target.InstanceId, at });
        return answer;
      });
    },
    listBackups: (...asked) => {
      looks.push(now());
      return taking(() => api.listBackups(...asked));
    },
  };
}

/** The port of an API in memory; `close` does nothing there. */
export const inMemory = (clock: Deps['clock'], api: RedisApi): Port => ({
  clock,
  openApi: (_config, limiter) => ({ api: inTurn(api, limiter, clock), close: () => {} }),
});

/** Backups are listed and made in their turn, as by the real port (src/tencent/limited-call.ts). */
function inTurn(api: RedisApi, limiter: RateLimiter, { now }: Deps['clock']): RedisApi {
  const recorded = async <T>(action: Action, call: Promise<T>): Promise<T> => {
    const startedAt = now();
    const answer = await call;
    limiter.record(action, { kind: 'success', tookMs: now() - startedAt });
    return answer;
  };
  return {
    ...api,
    listBackups: async (target, window, timeoutMs) =>
      (await limiter.acquire('DescribeInstanceBackups', timeoutMs))
        ? recorded('DescribeInstanceBackups', api.listBackups(target, window, timeoutMs))
        : failed(noTurn('DescribeInstanceBackups')),
  };
}
