// Helpers for the tests of triggers: the fixtures, and a function in this very process.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_KEY, type RedisCloud } from '../../emulator/redis/server';
import { handle } from '../../src/app';
import { noTurn } from '../../src/backup/failures';
import { TIMING } from '../../src/backup/state';
import { loadConfig } from '../../src/config';
import type { Deps } from '../../src/context';
import type { Delivery } from '../../src/delivery';
import { readInvocation } from '../../src/invocation';
import { createLogger } from '../../src/logger';
import type { Action, RateLimiter } from '../../src/rate-limit/rate-limiter';
import type { ListedBackup, RedisApi } from '../../src/redis-api';
import type { Target } from '../../src/result';
import { type Failure, failed } from '../../src/result';
import { openRedisClient } from '../../src/tencent/redis-client';
import { TRIGGERS } from '../../src/triggers/select';
import type { ReadContext, Trigger } from '../../src/triggers/trigger';
import { manualClock } from '../support/clock';
import { listed as listedBackup, withoutFleet } from '../support/no-fleet';

export const TOKEN = 'local-development-token-0001';
export const DEFAULT_INSTANCE = 'crs-demo0003';
const SETTINGS = {
  WEBHOOK_SECRETS: TOKEN,
  BACKUP_REGION: 'ap-guangzhou',
  DEFAULT_REQUEST: JSON.stringify({ InstanceId: DEFAULT_INSTANCE }),
};

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
export const FACTS: ReadContext = { invocationId: 'run-1', sha256 };

export interface Fixture {
  /** The folder: the trigger's name, or `unknown`. */
  readonly trigger: string;
  readonly name: string;
  readonly source: unknown;
  readonly event: unknown;
}

const EVENTS = join(__dirname, '../fixtures/events');

export const FIXTURES: readonly Fixture[] = readdirSync(EVENTS).flatMap((trigger) =>
  readdirSync(join(EVENTS, trigger)).map((file) => ({
    trigger,
    name: `${trigger}/${file.replace('.json', '')}`,
    ...(JSON.parse(readFileSync(join(EVENTS, trigger, file), 'utf8')) as Pick<
      Fixture,
      'source' | 'event'
    >),
  })),
);

/** A copy of a fixture's event, to be changed at will. */
export function eventOf(name: string): Record<string, unknown> {
  const fixture = FIXTURES.find((candidate) => candidate.name === name);
  if (fixture === undefined) throw new Error(`no fixture ${name}`);
  return structuredClone(fixture.event) as Record<string, unknown>;
}

export function triggerNamed(name: string): Trigger {
  const trigger = TRIGGERS.find((candidate) => candidate.name === name);
  if (trigger === undefined) throw new Error(`no trigger ${name}`);
  return trigger;
}

export const read = (trigger: string, event: unknown): readonly Delivery[] =>
  triggerNamed(trigger).read(event, FACTS);

/** The run keys of an event's deliveries, in order. */
export const keysOf = (trigger: string, event: unknown): (string | undefined)[] =>
  read(trigger, event).map(({ runKey }) => runKey?.value);

/** What went into the log, what came back or was thrown, as one text. */
export interface Told {
  readonly result?: unknown;
  readonly thrown?: string;
  readonly log: readonly string[];
}

export const logged = ({ log }: Told): Record<string, unknown>[] =>
  log.map((line) => JSON.parse(line));

interface Options {
  readonly settings?: Readonly<Record<string, string>>;
  readonly requestId?: string;
  readonly timeLimitMs?: number;
}

type Surroundings = Pick<Deps, 'clock' | 'openApi'>;

/** Runs the whole flow of the function once, in this process. */
export async function run(
  event: unknown,
  { clock, openApi }: Surroundings,
  { settings = {}, requestId = 'run-1', timeLimitMs = 30_000 }: Options = {},
): Promise<Told> {
  const log: string[] = [];
  const context = { request_id: requestId, time_limit_in_ms: timeLimitMs, function_name: 'backup' };
  const world: Deps = {
    config: loadConfig({ ...SETTINGS, ...settings }),
    version: '1.2.3',
    timing: TIMING,
    sha256,
    clock,
    openApi,
    uniqueText: () => `unique ${log.length}`,
    log: createLogger({ level: 'debug', invocationId: requestId, write: (line) => log.push(line) }),
  };
  try {
    return { result: await handle(event, readInvocation(context, clock.now()), world), log };
  } catch (error) {
    return { thrown: (error as Error).message, log };
  }
}

/** With the real SDK, against the local cloud. */
export const against = (cloud: RedisCloud): Surroundings => ({
  clock: { now: Date.now, sleep: (ms) => sleep(ms), random: () => 0.5 },
  openApi: (_config, gate) =>
    openRedisClient({
      endpoint: { protocol: 'http:', host: cloud.url.slice('http://'.length) },
      credential: () => DEMO_KEY,
      limiter: gate,
    }),
});

/** Chance, by which a batch chooses where to begin, is the front of it unless told. */
export const handClock = (chance = 0): Deps['clock'] => manualClock(chance);

export interface ListedApi extends RedisApi {
  /** Every write, with its time. */
  readonly sent: readonly { readonly InstanceId: string; readonly at: number }[];
  readonly looks: readonly number[];
  /** The most runs that were reading or writing at one time. */
  readonly mostAtOnce: number;
}

/** An API in memory that lists what it started; `refuse` says for which instance it says no. */
export function listedApi(
  { now, sleep: pause }: Deps['clock'],
  refuse: (target: Target) => Failure | undefined = () => undefined,
): ListedApi {
  const listed = new Map<string, ListedBackup[]>();
  const sent: { InstanceId: string; at: number }[] = [];
  const looks: number[] = [];
  let [atOnce, mostAtOnce] = [0, 0];
  const taking = async <T>(answer: () => T): Promise<T> => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    await pause(40);
    atOnce -= 1;
    return answer();
  };
  const api = withoutFleet({
    startBackup: (target, { Remark }) => {
      const at = now();
      return taking(() => {
        const failure = refuse(target);
        if (failure !== undefined) return failed(failure);
        sent.push({ InstanceId: target.InstanceId, at });
        const record = { Remark, BackupId: `backup-${sent.length}`, startedAt: at };
        const row = listedBackup({ ...target, ...record });
        listed.set(target.InstanceId, [...(listed.get(target.InstanceId) ?? []), row]);
        return { ok: true, value: { TaskId: sent.length, RequestId: 'request' } };
      });
    },
    listBackups: ({ InstanceId }) => {
      looks.push(now());
      const records = listed.get(InstanceId) ?? [];
      return taking(() => ({ ok: true, value: { records, RequestId: undefined } }));
    },
    listTasks: async () => ({ ok: true, value: { records: [], RequestId: undefined } }),
  });
  return {
    ...api,
    sent,
    looks,
    get mostAtOnce() {
      return mostAtOnce;
    },
  };
}

/** The surroundings of an API in memory; `close` does nothing there. */
export const inMemory = (clock: Deps['clock'], api: RedisApi): Surroundings => ({
  clock,
  openApi: (_config, gate) => ({ api: inTurn(api, gate, clock), close: () => {} }),
});

/** Backups are listed in their turn, as by the real port (src/tencent/redis-client.ts). */
function inTurn(api: RedisApi, gate: RateLimiter, { now }: Deps['clock']): RedisApi {
  const told = async <T>(action: Action, call: Promise<T>): Promise<T> => {
    const startedAt = now();
    const answer = await call;
    gate.record(action, { kind: 'success', tookMs: now() - startedAt });
    return answer;
  };
  return {
    ...api,
    listBackups: async (target, window, timeoutMs) =>
      (await gate.acquire('DescribeInstanceBackups', timeoutMs))
        ? told('DescribeInstanceBackups', api.listBackups(target, window, timeoutMs))
        : failed(noTurn('DescribeInstanceBackups')),
  };
}
