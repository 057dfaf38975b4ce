// What the flow needs: Deps, made by handler.ts or by a test, and Session, opened once an invocation has work to do.
import type { LeaseStore } from './backup/lease-store';
import type { BackupDeps, BackupRun } from './backup/plan';
import type { Config } from './config';
import type { Caller } from './delivery';
import type { GuardedDelivery } from './http/guard';
import type { InvocationContext } from './invocation';
import type { Logger } from './logger';
import type { RateLimiter } from './rate-limit/rate-limiter';
import { type InvocationLimits, openLimits } from './rate-limit/rate-limiter';
import type { RedisApi } from './redis-api';
import type { Parsed } from './request/issues';
import type { Trigger } from './triggers/trigger';

/** What an invocation needs from outside. */
export interface Deps
  extends Pick<BackupDeps, 'clock' | 'sha256' | 'timing' | 'memory' | 'findings'> {
  readonly config: Parsed<Config>;
  readonly version: string;
  readonly log: Logger;
  /** A new random text, for a delivery without a run key. */
  uniqueText(): string;
  /** Opens the API; its sockets live until `close`, and its reads go through the limiter. */
  openApi(config: Config, limiter: RateLimiter): OpenApi;
}

export interface OpenApi {
  readonly api: RedisApi;
  /** Left out without the setting LEASE_BUCKET. */
  readonly leaseStore?: LeaseStore;
  close(): void;
}

export type SessionTrigger = Pick<Trigger, 'name' | 'patience'>;

/** What an invocation adds up while it works. */
export interface Metrics {
  /** API calls that snapshots of whole regions have made unnecessary. */
  savedCalls: number;
  /** The greatest age of a last good backup that any look has shown, milliseconds. */
  oldestAgeMs?: number;
}

/** What the deliveries of one invocation share. */
export interface Session extends Deps, OpenApi {
  /** Of the trigger that claimed the event. */
  readonly trigger: SessionTrigger;
  readonly invocation: InvocationContext;
  readonly settings: Config;
  readonly limits: InvocationLimits;
  readonly metrics: Metrics;
}

/** Opens what deliveries share; its sockets live until `close`. */
export function openSession(
  trigger: SessionTrigger,
  invocation: InvocationContext,
  deps: Deps,
  settings: Config,
): Session {
  const { clock } = deps;
  const limits = openLimits({ clock, writesPerSecond: settings.RATE_LIMIT_PER_SECOND });
  const opened = deps.openApi(settings, limits.rateLimiter);
  return { ...deps, ...opened, trigger, invocation, settings, limits, metrics: { savedCalls: 0 } };
}

/** Names the run of a delivery. Without a run key the run gets a random one, and no look comes before its write. */
export const toBackupRun = (
  {
    namespace,
    functionName,
    deadline,
  }: Pick<InvocationContext, 'namespace' | 'functionName' | 'deadline'>,
  { name: trigger, patience }: SessionTrigger,
  { runKey, caller }: Pick<GuardedDelivery, 'runKey' | 'caller'>,
  uniqueText: () => string,
): BackupRun => ({
  identity: {
    namespace,
    functionName,
    // Of two callers with secrets of their own, neither can use up the other's run keys.
    trigger: [trigger, toFingerprint(caller)].join(' ').trimEnd(),
    runKey: runKey?.value ?? uniqueText(),
  },
  key: runKey?.chosenBy ?? 'none',
  deadline,
  patience,
  ...parseSince(runKey?.since),
});

const toFingerprint = (caller: Caller | undefined): string =>
  caller !== undefined && 'fingerprint' in caller ? caller.fingerprint : '';

/** The run key's earliest time; a time that cannot be read tells nothing. */
function parseSince(text: string | undefined): Pick<BackupRun, 'since'> {
  const since = Date.parse(text ?? '');
  return Number.isNaN(since) ? {} : { since };
}
