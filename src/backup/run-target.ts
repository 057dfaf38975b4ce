// The loop that performs the steps of decide.ts for one target. It decides nothing itself.
import type { BackupOrder, RedisApi, Window } from './api';
import { decide } from './decide';
import { weigh } from './evidence';
import type { Failure } from './failure';
import type { Marker } from './marker';
import type { Target, TargetResult } from './outcome';
import { type Fact, type Run, START, type Step } from './run';

/** Time, chance and pace, passed in so that a test can choose them. */
export interface Surroundings {
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** A number in [0, 1). */
  chance(): number;
  /** Resolves to true when the pace allows one more look or write in a region; at once to false if only after `until`. */
  turn(call: 'look' | 'send', region: string, until: number): Promise<boolean>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * How far back the lists are read. Both ends are a day wider than the time they mean, because the API's times have no
 * zone. Together they stay under the API's longest span, 30 days: a run key is remembered for 28 days, or for as long
 * as its backup is listed.
 */
const backupWindow = (now: number): Window => ({ from: now - 28 * DAY_MS, to: now + DAY_MS });
const taskWindow = (now: number): Window => ({ from: now - DAY_MS, to: now + DAY_MS });

/** Both lists at once: one that lags behind the other shows as a task without its backup, never as nothing. */
async function look(
  { target, marker }: TargetRun,
  api: RedisApi,
  around: Surroundings,
  until: number,
): Promise<Fact> {
  if (!(await around.turn('look', target.Region, until))) return { kind: 'no turn' };
  const now = around.now();
  const timeoutMs = Math.max(1, until - now);
  const [tasks, backups] = await Promise.all([
    api.listTasks(target, taskWindow(now), timeoutMs),
    api.listBackups(target, backupWindow(now), timeoutMs),
  ]);
  if (!backups.ok) return unreadable('DescribeInstanceBackups', backups.failure);
  const evidence = weigh(backups.value.records, tasks.ok ? tasks.value.records : [], marker);
  // The marker is proof by itself; that there is none proves nothing without the tasks.
  if (!tasks.ok && evidence.found === undefined)
    return unreadable('DescribeTaskList', tasks.failure);
  return { kind: 'seen', evidence };
}

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

/** Backs up one target, or finds that it is backed up. Never rejects; ends before the run's deadline. */
export async function runTarget(
  targetRun: TargetRun,
  api: RedisApi,
  around: Surroundings,
): Promise<TargetResult> {
  const { target, order, run } = targetRun;
  const perform = async (step: Exclude<Step, { do: 'end' }>): Promise<Fact> => {
    switch (step.do) {
      case 'look':
        return look(targetRun, api, around, step.until);
      case 'queue':
        return {
          kind: (await around.turn('send', target.Region, step.until)) ? 'turn' : 'no turn',
        };
      case 'send': {
        const answer = await api.startBackup(target, order, step.timeoutMs);
        return answer.ok
          ? { kind: 'started', started: answer.value }
          : { kind: 'not started', failure: answer.failure };
      }
      case 'wait':
        await around.sleep(step.ms);
        return { kind: 'waited' };
      default:
        return step satisfies never;
    }
  };
  let [state, fact]: [typeof START, Fact] = [START, { kind: 'begun' }];
  for (;;) {
    const next = decide(run, state, fact, { now: around.now(), chance: around.chance() });
    if (next.step.do === 'end') return { ...target, ...next.step.outcome };
    state = next.state;
    fact = await perform(next.step);
  }
}
