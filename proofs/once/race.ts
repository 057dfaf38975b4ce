// Two instances of the built function, each a process of its own, get the same delivery at the same time.
import { DEMO_KEY, type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { type ScfHost, startScfHost } from '../../emulator/scf/host';
import type { FunctionDescription, Invocation } from '../../emulator/scf/types';
import { BUNDLE } from '../../scripts/bundle';

export interface RaceOptions {
  readonly rounds: number;
  /** How long the API keeps an instance locked for one backup, in milliseconds. */
  readonly taskMs: number;
}

export interface Round {
  readonly backups: number;
  /** How the two ended, in no order. */
  readonly outcomes: readonly string[];
  /** From the round's first look to its last write, as they reach the API: no look is older when its write arrives. */
  readonly gapMs: number;
}

const KEY = { ...DEMO_KEY, token: 'session-token' };

const description = (endpoint: string): FunctionDescription => ({
  name: 'backup-race',
  namespace: 'default',
  handler: 'index.main_handler',
  runtime: 'Nodejs20.19',
  region: 'ap-guangzhou',
  memoryMb: 128,
  timeoutMs: 10_000,
  environment: { REDIS_API_ENDPOINT: endpoint, LOG_LEVEL: 'error' },
  timers: [],
});

function outcomeOf({ result, thrown, error }: Invocation): string {
  const body = thrown === undefined ? result : JSON.parse(thrown.message).failed[0];
  const { Outcome, outcome = Outcome } = (body ?? {}) as { Outcome?: string; outcome?: string };
  return outcome ?? `no outcome: ${error?.errorMessage}`;
}

async function playRound(cloud: RedisCloud, host: ScfHost, instanceId: string): Promise<Round> {
  cloud.setInstance({ instanceId });
  const Message = JSON.stringify({ InstanceId: instanceId, Remark: 'race' });
  const event = { Type: 'Timer', TriggerName: 'race', Time: new Date().toISOString(), Message };
  const ended = await Promise.all([host.invoke(event), host.invoke(event)]);
  const calls = cloud.calls.filter((call) => call.instanceId === instanceId);
  const writes = calls.filter(({ action }) => action === 'ManualBackupInstance');
  return {
    backups: cloud.backups(instanceId).length,
    outcomes: ended.map(outcomeOf).sort(),
    gapMs: (writes.at(-1)?.at ?? 0) - (calls[0]?.at ?? 0),
  };
}

/** Plays the rounds one after another on two warm processes; dist/index.js must be built. */
export async function race({ rounds, taskMs }: RaceOptions): Promise<Round[]> {
  const cloud = await startRedisCloud({ keys: [KEY], instances: [], ratePerSecond: false, taskMs });
  const host = await startScfHost({
    file: BUNDLE,
    description: description(cloud.url),
    credentials: () => KEY,
    maxInstances: 2,
  });
  try {
    await playRound(cloud, host, 'crs-warmup');
    const played: Round[] = [];
    for (let round = 0; round < rounds; round += 1)
      played.push(await playRound(cloud, host, `crs-race${round}`));
    return played;
  } finally {
    await host.close();
    await cloud.close();
  }
}

/** Rounds with more backups than one. */
export const duplicatesOf = (rounds: readonly Round[]): number =>
  rounds.filter(({ backups }) => backups > 1).length;

/** The gap that a share of the rounds stays below, in milliseconds; a share of 1 is the longest. */
export function gapOf(rounds: readonly Round[], share: number): number {
  const sorted = rounds.map(({ gapMs }) => gapMs).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
