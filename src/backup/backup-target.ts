// The loop that performs the steps of state-machine.ts for one target. It decides nothing itself.
import type { RateLimiter } from '../rate-limit/rate-limiter';
import type {
  ApiTime,
  BackupOrder,
  ListedBackup,
  RedisApi,
  TaskRecord,
  Window,
} from '../redis-api';
import type { Target, TargetResult } from '../result';
import { type Failure, isLimited } from '../result';
import { collectEvidence } from './evidence';
import { findNewest, skipReason, toAgeMs, zoneOffset } from './freshness';
import type { Marker } from './marker';
import type { Fact, RunSettings, State, Step } from './state';
import { INITIAL_STATE, transition } from './state-machine';

const WRITE = 'ManualBackupInstance';

/** Time, chance and the rate limit, passed in so that a test can choose them. */
export interface TargetDeps {
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
  readonly limiter: Pick<RateLimiter, 'acquire' | 'record' | 'cancel'>;
  /** The assumed offset of the API's clock from UTC. */
  readonly zoneMs: number;
  /** Told the age of a target's last good backup whenever a look shows one, milliseconds. */
  onAge(ageMs: number): void;
}

/** A reading of a whole region, if it can stand in for a look at one target; undefined: look at the target alone. */
export type ReadShared = (targetRun: TargetRun, until: number) => Promise<SeenFact | undefined>;

export type SeenFact = Fact & { readonly kind: 'seen' };

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * How far back the lists are read. Both ends are a day wider than the time they mean, because the API's times have no
 * zone. Together they stay under the API's longest span, 30 days: a run key is remembered for 28 days, or for as long
 * as its backup is listed.
 */
export const toBackupWindow = (now: number): Window => ({
  from: now - 28 * DAY_MS,
  to: now + DAY_MS,
});
export const toTaskWindow = (now: number): Window => ({ from: now - DAY_MS, to: now + DAY_MS });

/**
 * The backups first, then the tasks. A backup has a task before it is listed, so none is seen without its own; one that
 * begins between the two, or that lags, shows as a task without its backup, never as nothing.
 */
async function readLists(
  { target, marker, run }: TargetRun,
  api: RedisApi,
  around: TargetDeps,
  until: number,
): Promise<Fact> {
  const timeLeft = () => Math.max(1, until - around.now());
  const backups = await api.listBackups(target, toBackupWindow(around.now()), timeLeft());
  if (!backups.ok) return toUnreadable('DescribeInstanceBackups', backups.failure);
  const tasks = await api.listTasks(target, toTaskWindow(around.now()), timeLeft());
  const fact = observe(run, marker, backups.value.records, tasks.ok ? tasks.value.records : [], {
    zoneMs: around.zoneMs,
    now: around.now(),
  });
  // The marker is proof by itself, and the tasks only tell its TaskId; that there is none proves nothing without them.
  if (!tasks.ok && fact.evidence.ownBackup === undefined)
    return toUnreadable('DescribeTaskList', tasks.failure);
  return fact;
}

/** The time of a reading, and what is known of the API's clock; `latest`: the newest start any list has shown. */
export interface ReadTime {
  readonly zoneMs: number;
  readonly now: number;
  readonly latest?: ApiTime;
}

/** What one reading of both lists shows, shared or not. */
export function observe(
  { skipWithinHours: withinHours }: RunSettings,
  marker: Marker,
  backups: readonly ListedBackup[],
  tasks: readonly TaskRecord[],
  clock: ReadTime,
): SeenFact {
  const evidence = collectEvidence(backups, tasks, marker);
  const { good, latest } = findNewest(backups, tasks);
  if (good === undefined && evidence.inProgress === undefined) return { kind: 'seen', evidence };
  const age = good === undefined ? {} : { lastGoodAgeMs: goodBackupAgeMs(good, latest, clock) };
  const skip =
    withinHours === undefined
      ? undefined
      : skipReason({ withinHours, good, ...age, unfinished: evidence.inProgress });
  return { kind: 'seen', evidence, ...age, ...(skip === undefined ? {} : { skip }) };
}

const goodBackupAgeMs = (
  { startedAt }: ListedBackup,
  latest: ApiTime | undefined,
  clock: ReadTime,
): number =>
  toAgeMs(startedAt, zoneOffset(clock.zoneMs, clock.latest ?? latest, clock.now), clock.now);

const toUnreadable = (action: string, failure: Failure): Fact => ({
  kind: 'unreadable',
  failure: { ...failure, message: `${action} failed, so nothing was sent: ${failure.message}` },
});

export interface TargetRun {
  readonly target: Target;
  readonly marker: Marker;
  readonly order: BackupOrder;
  readonly run: RunSettings;
}

/** How a run takes part in a fleet. */
export interface FleetHooks {
  /** Called before the one look at each target alone; never after a write that may have been executed. */
  readonly readShared?: ReadShared;
  /** Called when the run sends, or waits for something: from then on it takes no room from those that look. */
  release(): void;
}

/** Backs up one target, or finds that it is backed up. Never rejects; ends before the run's deadline. */
export async function backupTarget(
  targetRun: TargetRun,
  api: RedisApi,
  around: TargetDeps,
  company: FleetHooks,
): Promise<TargetResult> {
  const { target, order, run } = targetRun;
  let [state, fact]: [State, Fact] = [INITIAL_STATE, { kind: 'begun' }];
  const perform = async (step: Exclude<Step, { do: 'end' }>): Promise<Fact> => {
    switch (step.do) {
      case 'look':
        return (
          (state.sent === undefined
            ? await company.readShared?.(targetRun, step.until)
            : undefined) ?? readLists(targetRun, api, around, step.until)
        );
      case 'queue':
        return (await around.limiter.acquire(WRITE, step.until - around.now()))
          ? { kind: 'turn' }
          : { kind: 'no turn' };
      case 'send': {
        company.release();
        const startedAt = around.now();
        const answer = await api.startBackup(target, order, step.timeoutMs);
        const kind = !answer.ok && isLimited(answer.failure) ? 'throttled' : 'success';
        around.limiter.record(WRITE, { kind, tookMs: around.now() - startedAt });
        return answer.ok
          ? { kind: 'started', started: answer.value }
          : { kind: 'not started', failure: answer.failure };
      }
      case 'wait':
        company.release();
        await around.sleep(step.ms);
        return { kind: 'waited' };
      default:
        return step satisfies never;
    }
  };
  for (;;) {
    const next = transition(run, state, fact, { now: around.now(), random: around.random() });
    if (fact.kind === 'turn' && next.step.do !== 'send') around.limiter.cancel(WRITE);
    if (next.step.do === 'end') return { ...target, ...next.step.outcome };
    state = next.state;
    fact = await perform(next.step);
    if (fact.kind === 'seen' && fact.lastGoodAgeMs !== undefined) around.onAge(fact.lastGoodAgeMs);
  }
}
