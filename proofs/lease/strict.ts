// The built function in strict mode, in processes of its own, on an API without a lock whose lists show nothing.
import { type CosCloud, type CosOptions, startCos } from '../../emulator/cos/server';
import { type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { type ScfHost, startScfHost } from '../../emulator/scf/host';
import type { FunctionDescription, Invocation } from '../../emulator/scf/types';
import { BUNDLE, buildBundle } from '../../scripts/bundle';
import { ROLE_KEY } from '../../test/support/function';

export interface Strict {
  readonly redis: RedisCloud;
  readonly cos: CosCloud;
  readonly host: ScfHost;
  /** From now on the lists show what there is. */
  show(): void;
  close(): Promise<void>;
}

export interface StrictOptions {
  readonly timeoutMs: number;
  readonly maxInstances?: number;
  readonly cos?: CosOptions;
  /** After its start, milliseconds; never unless given. */
  readonly backupVisible?: number;
}

const BLIND = {
  lock: 'no lock',
  'task-listed': 'never shows manual tasks',
  'backup-listed': '60 s after the end',
  'remark-visible': 'never',
} as const;

const description = (timeoutMs: number): FunctionDescription => ({
  name: 'backup-strict',
  namespace: 'default',
  handler: 'index.main_handler',
  runtime: 'Nodejs20.19',
  region: 'ap-guangzhou',
  memoryMb: 128,
  timeoutMs,
  environment: {},
  timers: [],
});

export async function startStrict(options: StrictOptions): Promise<Strict> {
  await buildBundle();
  const { timeoutMs, maxInstances = 1, backupVisible } = options;
  const redis = await startRedisCloud({
    ...{ keys: [ROLE_KEY], instances: [], ratePerSecond: false },
    ...(backupVisible === undefined
      ? { dialect: BLIND }
      : { dialect: { lock: BLIND.lock, 'task-listed': BLIND['task-listed'] }, backupVisible }),
  });
  const cos = await startCos({ keys: [ROLE_KEY], ...options.cos });
  const host = await startScfHost({
    file: BUNDLE,
    description: description(timeoutMs),
    credentials: () => ROLE_KEY,
    environment: { REDIS_API_ENDPOINT: redis.url, LEASE_BUCKET: cos.url, LOG_LEVEL: 'error' },
    maxInstances,
  });
  return {
    redis,
    cos,
    host,
    show: () => redis.setDialect({ lock: 'no lock' }),
    close: async () => {
      await host.close();
      await redis.close();
      await cos.close();
    },
  };
}

export const nightly = (instanceId: string) => ({
  Type: 'Timer',
  TriggerName: 'nightly',
  Time: new Date().toISOString(),
  Message: JSON.stringify({ InstanceId: instanceId, Remark: 'nightly' }),
});

/** `accepted`, `deferred RunInProgress`. */
export function toldOf({ result, thrown, error }: Invocation): string {
  const body = thrown === undefined ? result : JSON.parse(thrown.message).failed[0];
  const { Outcome, outcome = Outcome, code = '' } = Object(body);
  return outcome === undefined ? `no outcome: ${error?.errorMessage}` : `${outcome} ${code}`.trim();
}
