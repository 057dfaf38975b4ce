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
import { findNewest, lastsFor, skipReason, toAgeMs, zoneOffset } from './freshness';
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

/** Reads the snapshot of a whole region instead of one target's lists; undefined: the snapshot cannot answer. */
export type ReadShared = (targetRun: TargetRun, until: number) => Promise<SeenFact | undefined>;

export type SeenFact = Fact & { readonly kind: 'seen' };

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * How far back the lists are read. The API's times carry no zone, and zones lie from 12 hours behind UTC to 14 ahead,
 * so a day more at each end covers every zone. 28 days back and one ahead make 29, within the API's longest span of 30.
 */
export const toBackupWindow = (now: number): Window => ({
  from: now - 28 * DAY_MS,
  to: now + DAY_MS,
});
export const toTaskWindow = (now: number): Window => ({ from: now - DAY_MS, to: now + DAY_MS });

/**
 * Reads the backups first, then the tasks. The API makes the task before it lists the backup, so every listed backup
 * has its task in the later list. A backup that begins between the two calls shows as a task without its backup, and
 * the target waits.
 */
async function readLists(
  { target, marker, run }: TargetRun,
  api: RedisApi,
  deps: TargetDeps,
  until: number,
): Promise<Fact> {
  const timeLeft = () => Math.max(1, until - deps.now());
  const backups = await api.listBackups(target, toBackupWindow(deps.now()), timeLeft());
  if (!backups.ok) return toUnreadable('DescribeInstanceBackups', backups.failure);
  const tasks = await api.listTasks(target, toTaskWindow(deps.now()), timeLeft());
  const fact = observe(run, marker, backups.value.records, tasks.ok ? tasks.value.records : [], {
    zoneMs: deps.zoneMs,
    now: deps.now(),
  });
  // A marker proves the backup without the tasks. Its absence proves nothing while the tasks are unknown.
  if (!tasks.ok && fact.evidence.ownBackup === undefined)
    return toUnreadable('DescribeTaskList', tasks.failure);
  return fact;
}

/** The time of a look, and what is known of the API's clock; `latest`: the newest start that any list has shown. */
export interface ReadTime {
  readonly zoneMs: number;
  readonly now: number;
  readonly latest?: ApiTime;
}

/** What both lists say about one target, whether read for it alone or with its region. */
export function observe(
  { skipWithinHours: withinHours, skipStorageDays }: RunSettings,
  marker: Marker,
  backups: readonly ListedBackup[],
  tasks: readonly TaskRecord[],
  clock: ReadTime,
): SeenFact {
  const evidence = collectEvidence(backups, tasks, marker);
  const { good, latest } = findNewest(backups, tasks);
  if (good === undefined && evidence.inProgress === undefined) return { kind: 'seen', evidence };
  const age = good === undefined ? {} : { lastGoodAgeMs: goodBackupAgeMs(good, latest, clock) };
  const { good: lasting } = findNewest(backups.filter((one) => lastsFor(one, skipStorageDays)));
  const lastingAge =
    lasting === undefined ? {} : { lastGoodAgeMs: goodBackupAgeMs(lasting, latest, clock) };
  const skip =
    withinHours === undefined
      ? undefined
      : skipReason({
          withinHours,
          good: lasting,
          ...lastingAge,
          unfinished: evidence.inProgress,
        });
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

/** What a target shares with the others of its fleet. */
export interface FleetHooks {
  /** Called before the target's own lists are read; never after a write that may have been executed. */
  readonly readShared?: ReadShared;
  /** Called when the run sends, or waits for something: from then on it takes no room from those that look. */
  release(): void;
}

/** Backs up one target, or finds that it is backed up. Never rejects; ends before `run.deadline`. */
export async function backupTarget(
  targetRun: TargetRun,
  api: RedisApi,
  deps: TargetDeps,
  hooks: FleetHooks,
): Promise<TargetResult> {
  const { target, order, run } = targetRun;
  let [state, fact]: [State, Fact] = [INITIAL_STATE, { kind: 'begun' }];
  const perform = async (step: Exclude<Step, { do: 'end' }>): Promise<Fact> => {
    switch (step.do) {
      case 'look':
        return (
          (state.sent === undefined
            ? await hooks.readShared?.(targetRun, step.until)
            : undefined) ?? readLists(targetRun, api, deps, step.until)
        );
      case 'queue':
        return (await deps.limiter.acquire(WRITE, step.until - deps.now()))
          ? { kind: 'turn' }
          : { kind: 'no turn' };
      case 'send': {
        hooks.release();
        const startedAt = deps.now();
        const answer = await api.startBackup(target, order, step.timeoutMs);
        const kind = !answer.ok && isLimited(answer.failure) ? 'throttled' : 'success';
        deps.limiter.record(WRITE, { kind, tookMs: deps.now() - startedAt });
        return answer.ok
          ? { kind: 'started', started: answer.value }
          : { kind: 'not started', failure: answer.failure };
      }
      case 'wait':
        hooks.release();
        await deps.sleep(step.ms);
        return { kind: 'waited' };
      default:
        return step satisfies never;
    }
  };
  for (;;) {
    const next = transition(run, state, fact, { now: deps.now(), random: deps.random() });
    if (fact.kind === 'turn' && next.step.do !== 'send') deps.limiter.cancel(WRITE);
    if (next.step.do === 'end') return { ...target, ...next.step.outcome };
    state = next.state;
    fact = await perform(next.step);
    if (fact.kind === 'seen' && fact.lastGoodAgeMs !== undefined) deps.onAge(fact.lastGoodAgeMs);
  }
}
