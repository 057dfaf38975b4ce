// The loop that performs the steps of decide.ts for one target. It decides nothing itself.
import type { ApiTime, BackupOrder, ListedBackup, RedisApi, TaskRecord, Window } from './api';
import { decide } from './decide';
import { weigh } from './evidence';
import { type Failure, isLimited } from './failure';
import { ageMs, newestOf, offsetOf, skipOf } from './freshness';
import type { Marker } from './marker';
import type { Target, TargetResult } from './outcome';
import type { Ended } from './pace';
import { type Fact, type Run, START, type State, type Step } from './run';

/** Time, chance and pace, passed in so that a test can choose them. */
export interface Surroundings {
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** A number in [0, 1). */
  chance(): number;
  /** Resolves to true when the pace allows one more write; to false as soon as that is after `until`. */
  turn(until: number): Promise<boolean>;
  /** Told how each write ended. */
  onSent?(ended: Ended): void;
  /** Gives back a turn that no write was made of. */
  waive?(): void;
  /** The assumed offset of the API's clock from UTC. */
  readonly zoneMs: number;
  /** Told the age of a target's last good backup whenever a look shows one, milliseconds. */
  onAge?(ageMs: number): void;
}

/** A reading of a whole region, if it can stand in for a look at one target; undefined: look at the target alone. */
export type SharedLook = (targetRun: TargetRun, until: number) => Promise<Seen | undefined>;

export type Seen = Fact & { readonly kind: 'seen' };

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * How far back the lists are read. Both ends are a day wider than the time they mean, because the API's times have no
 * zone. Together they stay under the API's longest span, 30 days: a run key is remembered for 28 days, or for as long
 * as its backup is listed.
 */
export const backupWindow = (now: number): Window => ({
  from: now - 28 * DAY_MS,
  to: now + DAY_MS,
});
export const taskWindow = (now: number): Window => ({ from: now - DAY_MS, to: now + DAY_MS });

/**
 * The backups first, then the tasks. A backup has a task before it is listed, so none is seen without its own; one that
 * begins between the two, or that lags, shows as a task without its backup, never as nothing.
 */
async function look(
  { target, marker, run }: TargetRun,
  api: RedisApi,
  around: Surroundings,
  until: number,
): Promise<Fact> {
  const timeLeft = () => Math.max(1, until - around.now());
  const backups = await api.listBackups(target, backupWindow(around.now()), timeLeft());
  if (!backups.ok) return unreadable('DescribeInstanceBackups', backups.failure);
  const tasks = await api.listTasks(target, taskWindow(around.now()), timeLeft());
  const fact = seen(run, marker, backups.value.records, tasks.ok ? tasks.value.records : [], {
    zoneMs: around.zoneMs,
    now: around.now(),
  });
  // The marker is proof by itself, and the tasks only tell its TaskId; that there is none proves nothing without them.
  if (!tasks.ok && fact.evidence.found === undefined)
    return unreadable('DescribeTaskList', tasks.failure);
  return fact;
}

/** The time of a reading, and what is known of the API's clock; `latest`: the newest start any list has shown. */
export interface ReadingClock {
  readonly zoneMs: number;
  readonly now: number;
  readonly latest?: ApiTime;
}

/** What one reading of both lists shows, shared or not. */
export function seen(
  { skipWithinHours: withinHours }: Run,
  marker: Marker,
  backups: readonly ListedBackup[],
  tasks: readonly TaskRecord[],
  clock: ReadingClock,
): Seen {
  const evidence = weigh(backups, tasks, marker);
  const { good, latest } = newestOf(backups, tasks);
  if (good === undefined && evidence.unfinished === undefined) return { kind: 'seen', evidence };
  const age = good === undefined ? {} : { lastGoodAgeMs: ageOf(good, latest, clock) };
  const skip =
    withinHours === undefined
      ? undefined
      : skipOf({ withinHours, good, ...age, unfinished: evidence.unfinished });
  return { kind: 'seen', evidence, ...age, ...(skip === undefined ? {} : { skip }) };
}

const ageOf = (
  { startedAt }: ListedBackup,
  latest: ApiTime | undefined,
  clock: ReadingClock,
): number => ageMs(startedAt, offsetOf(clock.zoneMs, clock.latest ?? latest, clock.now), clock.now);

const unreadable = (action: string, failure: Failure): Fact => ({
  kind: 'unreadable',
  failure: { ...failure, message: `${action} failed, so nothing was sent: ${failure.message}` },
});

export interface TargetRun {
  readonly target: Target;
  readonly marker: Marker;
  readonly order: BackupOrder;
  readonly run: Run;
}

/** How a run takes part in a fleet. */
export interface Company {
  /** Called before the one look at each target alone; never after a write that may have been executed. */
  readonly sharedLook?: SharedLook;
  /** Called when the run sends, or waits for something: from then on it takes no room from those that look. */
  leave?(): void;
}

/** Backs up one target, or finds that it is backed up. Never rejects; ends before the run's deadline. */
export async function runTarget(
  targetRun: TargetRun,
  api: RedisApi,
  around: Surroundings,
  company: Company = {},
): Promise<TargetResult> {
  const { target, order, run } = targetRun;
  let [state, fact]: [State, Fact] = [START, { kind: 'begun' }];
  const perform = async (step: Exclude<Step, { do: 'end' }>): Promise<Fact> => {
    switch (step.do) {
      case 'look':
        return (
          (state.sent === undefined
            ? await company.sharedLook?.(targetRun, step.until)
            : undefined) ?? look(targetRun, api, around, step.until)
        );
      case 'queue':
        return {
          kind: (await around.turn(step.until)) ? 'turn' : 'no turn',
        };
      case 'send': {
        company.leave?.();
        const startedAt = around.now();
        const answer = await api.startBackup(target, order, step.timeoutMs);
        const kind = !answer.ok && isLimited(answer.failure) ? 'limited' : 'passed';
        around.onSent?.({ kind, tookMs: around.now() - startedAt });
        return answer.ok
          ? { kind: 'started', started: answer.value }
          : { kind: 'not started', failure: answer.failure };
      }
      case 'wait':
        company.leave?.();
        await around.sleep(step.ms);
        return { kind: 'waited' };
      default:
        return step satisfies never;
    }
  };
  for (;;) {
    const next = decide(run, state, fact, { now: around.now(), chance: around.chance() });
    if (fact.kind === 'turn' && next.step.do !== 'send') around.waive?.();
    if (next.step.do === 'end') return { ...target, ...next.step.outcome };
    state = next.state;
    fact = await perform(next.step);
    if (fact.kind === 'seen' && fact.lastGoodAgeMs !== undefined)
      around.onAge?.(fact.lastGoodAgeMs);
  }
}
