// A fleet on the local cloud: the built function backs it up, and the cloud's own record says how it went.
import { readFileSync } from 'node:fs';
import { Client } from 'tencentcloud-sdk-nodejs/tencentcloud/services/redis/v20180412/redis_client';
import { startCos } from '../../emulator/cos/server';
import {
  type RedisCloud,
  type RedisCloudOptions,
  type SeedInstance,
  startRedisCloud,
} from '../../emulator/redis/server';
import { type ScfHost, startScfHost } from '../../emulator/scf/host';
import type { FunctionDescription, Invocation, Key } from '../../emulator/scf/types';
import { BUNDLE } from '../../scripts/bundle';

export const REGIONS = ['ap-guangzhou', 'ap-shanghai', 'ap-singapore'] as const;

/** As many as an account of that size has. */
export const TWELVE_REGIONS: readonly string[] = [
  ...['ap-guangzhou', 'ap-shanghai', 'ap-beijing', 'ap-chengdu', 'ap-chongqing', 'ap-nanjing'],
  ...['ap-hongkong', 'ap-singapore', 'ap-tokyo', 'ap-seoul', 'na-siliconvalley', 'eu-frankfurt'],
];

/** Everything but what is tagged so, wherever Redis is sold. */
export const EVERYWHERE_REQUEST = {
  Selector: { ExcludeTags: [{ TagKey: 'no-backup' }], Regions: 'all' },
  Remark: 'nightly',
};

const KEY: Key = { secretId: 'AKIDfleet000000001', secretKey: 'fleet-key', token: 'fleet-token' };

/** What the timer's argument asks for: everything tagged, wherever it is. */
export const FLEET_REQUEST = {
  Selector: { Tags: [{ TagKey: 'backup', TagValue: 'daily' }], Regions: [...REGIONS] },
  Remark: 'nightly',
};

/** A timer's event. The platform sends the same one again when a run has failed. */
export const fleetEvent = (request: object, time = new Date().toISOString()) => ({
  Type: 'Timer',
  TriggerName: 'nightly',
  Time: time,
  Message: JSON.stringify(request),
});

const STOPPED = [0, -2, -3] as const;

/**
 * So many instances, spread over the regions; of every thirty-three one is in a state that can't be backed up, and of
 * every fifty one is excluded where there are twelve regions.
 */
export const seedFleet = (count: number, regions: readonly string[] = REGIONS): SeedInstance[] =>
  Array.from({ length: count }, (_, index) => {
    const status = index % 33 === 32 ? STOPPED[index % STOPPED.length] : 2;
    return {
      instanceId: `crs-fleet${String(index).padStart(4, '0')}`,
      name: `fleet-${index}`,
      region: regions[index % regions.length] ?? REGIONS[0],
      status: status ?? 2,
      tags: {
        ...(regions === TWELVE_REGIONS && index % 50 === 49 ? { 'no-backup': '1' } : {}),
        ...{ backup: 'daily', shard: String(index % 10) },
      },
    };
  });

export interface Fleet {
  readonly cloud: RedisCloud;
  readonly host: ScfHost;
  /** The ids that can be backed up. */
  readonly running: readonly string[];
  readonly stopped: readonly string[];
  close(): Promise<void>;
}

export interface FleetOptions {
  readonly count: number;
  readonly timeoutMs: number;
  readonly regions?: readonly string[];
  readonly cloud?: RedisCloudOptions;
  readonly settings?: Record<string, string>;
  /** Strict mode, with a bucket that answers as fast as the API. */
  readonly lease?: boolean;
  readonly retryDelayMs?: number;
  onLine?(line: string): void;
}

const describe = (timeoutMs: number): FunctionDescription => ({
  name: 'fleet-proof',
  namespace: 'default',
  handler: 'index.main_handler',
  runtime: 'Nodejs20.19',
  region: REGIONS[0],
  memoryMb: 128,
  timeoutMs,
  environment: {},
  timers: [],
});

/** A cloud with a fleet, each of which has yesterday's automatic backup, and the function beside it. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const instances = seedFleet(options.count, options.regions);
  const cloud = await startRedisCloud({ keys: [KEY], instances, latencyMs: 40, ...options.cloud });
  for (const { instanceId } of instances)
    cloud.addBackup({ instanceId, startedAt: Date.now() - 20 * 3_600_000 });
  const cos = options.lease === true ? await startCos({ keys: [KEY], latencyMs: 40 }) : undefined;
  const host = await startScfHost({
    file: BUNDLE,
    description: describe(options.timeoutMs),
    credentials: () => KEY,
    environment: {
      ...{ REDIS_API_ENDPOINT: cloud.url, LEASE_BUCKET: cos?.url ?? '' },
      ...options.settings,
    },
    ...(options.retryDelayMs === undefined ? {} : { retryDelayMs: options.retryDelayMs }),
    ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
  });
  const idsOf = (isRunning: boolean) =>
    instances
      .filter(
        ({ status, tags }) => (status === 2) === isRunning && tags?.['no-backup'] === undefined,
      )
      .map(({ instanceId }) => instanceId);
  return {
    cloud,
    host,
    running: idsOf(true),
    stopped: idsOf(false),
    close: async () => {
      await host.close();
      await cloud.close();
      await cos?.close();
    },
  };
}

/** How a run went, as the cloud saw it. */
export interface Figures {
  readonly writes: number;
  readonly reads: number;
  /** Calls refused as one too many in a second. */
  readonly limited: number;
  /** Writes a second from the first to the last. */
  readonly perSecond: number;
  /** The most writes in any one second. */
  readonly mostInASecond: number;
  /** Running instances by how many backups the runs have made of them: `[none, one, more]`. */
  readonly made: readonly [none: number, one: number, more: number];
  readonly savedCalls: number;
  /** The most memory the function's process ever had, MB. */
  readonly peakMb: number;
}

const isWrite = ({ action }: { action: string }) => action === 'ManualBackupInstance';

function most(times: readonly number[], windowMs: number): number {
  let [from, top] = [0, 0];
  for (const [to, at] of times.entries()) {
    while (at - (times[from] ?? at) >= windowMs) from += 1;
    top = Math.max(top, to - from + 1);
  }
  return top;
}

/** The summary line of the log. */
export function summaryOf({ log }: Invocation): Record<string, unknown> {
  const line = log.find((one) => one.includes('"event":"summary"'));
  return line === undefined ? {} : JSON.parse(line);
}

/** `VmHWM`: what /proc calls the peak of a process's memory. Linux alone has it. */
function peakMb(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
  } catch {
    return Number.NaN;
  }
}

export function figuresOf({ cloud, host, running }: Fleet, runs: readonly Invocation[]): Figures {
  const own = cloud.calls.filter(({ instanceId }) => instanceId !== OTHER);
  const writes = own.filter(isWrite);
  const times = writes.filter(({ code }) => code === undefined).map(({ at }) => at);
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
  const counts = new Map<string, number>();
  for (const { instanceId, remark } of cloud.backups())
    if (remark.startsWith('run-')) counts.set(instanceId, (counts.get(instanceId) ?? 0) + 1);
  const made = (is: (count: number) => boolean) =>
    running.filter((id) => is(counts.get(id) ?? 0)).length;
  return {
    writes: writes.length,
    reads: own.length - writes.length,
    limited: own.filter(({ code }) => code?.startsWith('RequestLimitExceeded')).length,
    perSecond: (times.length - 1) / seconds,
    mostInASecond: most(times, 1_000),
    made: [made((n) => n === 0), made((n) => n === 1), made((n) => n > 1)],
    savedCalls: runs.reduce((sum, run) => sum + Number(summaryOf(run).savedCalls ?? 0), 0),
    peakMb: Math.max(...host.instances.map(({ pid }) => peakMb(pid))),
  };
}

/** The instance that the other client asks for. It does not exist, and its calls count for the frequency limit all the same. */
const OTHER = 'crs-another1';

/** Somebody else under the same account, who uses up a share of the limit until stopped. */
export function startOtherClient({ cloud }: Fleet, perSecond: number): () => Promise<void> {
  const client = new Client({
    credential: KEY,
    region: REGIONS[0],
    profile: {
      httpProfile: { endpoint: cloud.url.replace('http://', ''), protocol: 'http://' },
    },
  });
  const pending = new Set<Promise<unknown>>();
  const timer = setInterval(() => {
    const call = client
      .ManualBackupInstance({ InstanceId: OTHER })
      .catch(() => undefined)
      .finally(() => pending.delete(call));
    pending.add(call);
  }, 1_000 / perSecond);
  return async () => {
    clearInterval(timer);
    await Promise.all(pending);
  };
}
