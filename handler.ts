// Composition root: environment → settings → dependencies → main_handler. The only file that reads the process.
import { createHash, randomUUID } from 'node:crypto';
import { handle } from './src/app';
import { RunMemory } from './src/backup/run-memory';
import { TIMING } from './src/backup/state';
import { loadConfig } from './src/config';
import type { Deps } from './src/context';
import { readInvocation } from './src/invocation';
import { createLogger, type LogLevel } from './src/logger';
import { findCredential } from './src/tencent/credentials';
import { withLeases } from './src/tencent/lease-store';
import { openRedisClient } from './src/tencent/redis-client';

/** The package's version; the build puts it in. */
declare const __VERSION__: string;

// SCF sets a function's variables once, before it loads it.
const config = loadConfig(process.env);
const level: LogLevel = config.ok ? config.value.LOG_LEVEL : 'info';

/** Not that of `node:timers/promises`: nothing else loads that module, which takes 0.12 ms of each cold start. */
const sleep = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

const FIXED = {
  config,
  version: __VERSION__,
  clock: {
    now: Date.now,
    monotonic: performance.now.bind(performance),
    sleep,
    random: Math.random,
  },
  sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
  timing: TIMING,
  uniqueText: randomUUID,
  // What a warm instance keeps from one invocation to the next.
  memory: new RunMemory(),
  findings: {},
} satisfies Partial<Deps>;

/**
 * SCF's entry: `index.main_handler`.
 *
 * @param event any of the events of docs/triggers.md
 * @param context https://cloud.tencent.com/document/product/583/9210
 */
export async function main_handler(event: unknown, context: unknown): Promise<unknown> {
  const invocation = readInvocation(context, Date.now());
  const deps: Deps = {
    ...FIXED,
    log: createLogger({
      level,
      invocationId: invocation.invocationId,
      write: (line) => console.log(line),
    }),
    openApi: ({ REDIS_API_ENDPOINT: endpoint, LEASE_BUCKET: bucket }, limiter) => {
      const credential = () => findCredential(invocation.environment, process.env);
      const { findings } = FIXED;
      const opened = openRedisClient({ endpoint, credential, limiter, findings });
      return bucket === undefined ? opened : withLeases(opened, { bucket, credential });
    },
  };
  return handle(event, invocation, deps);
}
