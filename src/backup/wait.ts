// The request's `Wait`: from `accepted` or `adopted` to `verified` or `failed`, if the time limit allows.
//
//   READ TASK ──unfinished, or unreadable──▶ wait, READ TASK …
//      │  └──failed──────────────────────────────────────▶ failed
//      ▼ succeeded, or no TaskId known
//   READ LIST ──the backup with the run's marker is good──▶ verified
//      └──not listed, or not good yet──▶ wait, READ LIST …
//   An arrow that does not fit before the deadline: the result stays as it is.
import type { ListedBackup, RedisApi, TaskInfo } from '../redis-api';
import type { Answer, Proof, TargetResult } from '../result';
import {
  type Clock,
  noteLag,
  type TargetDeps,
  type TargetRun,
  toBackupWindow,
  toInstant,
} from './backup-target';
import { taskFailed } from './failures';
import { readMarker } from './marker';
import { type Moment, maxAge, minAge, type Timing, toPollPause } from './state';

export type WaitFact =
  | { readonly kind: 'begun' }
  | { readonly kind: 'waited' }
  | { readonly kind: 'task'; readonly answer: Answer<TaskInfo> }
  | { readonly kind: 'list'; readonly backup: ListedBackup | undefined };

export type WaitStep =
  | { readonly do: 'read task'; readonly TaskId: number }
  | { readonly do: 'read list' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'end'; readonly as: 'verified'; readonly backup: ListedBackup }
  | { readonly do: 'end'; readonly as: 'failed'; readonly TaskId: number; readonly message: string }
  | { readonly do: 'end'; readonly as: 'unfinished' };

export interface WaitState {
  readonly TaskId: number | undefined;
  readonly succeeded: boolean;
  readonly reads: number;
}

interface WaitTransition {
  readonly state: WaitState;
  readonly step: WaitStep;
}

interface WaitInstant {
  readonly now: number;
  /** Epoch milliseconds at which the platform ends the invocation. */
  readonly deadline: number;
  readonly timing: Timing;
}

const readNext = (state: WaitState): WaitTransition =>
  state.succeeded || state.TaskId === undefined
    ? { state, step: { do: 'read list' } }
    : { state, step: { do: 'read task', TaskId: state.TaskId } };

function waitOrEnd(state: WaitState, { now, deadline, timing }: WaitInstant): WaitTransition {
  const ms = toPollPause(timing, state.reads);
  if (now + ms + timing.readMs + timing.replyReserveMs > deadline)
    return { state, step: { do: 'end', as: 'unfinished' } };
  return { state: { ...state, reads: state.reads + 1 }, step: { do: 'wait', ms } };
}

function onTask(state: WaitState, answer: Answer<TaskInfo>, instant: WaitInstant): WaitTransition {
  // A role may be denied DescribeTaskInfo alone. The list of backups shows the same, only later.
  if (!answer.ok)
    return answer.failure.failureClass === 'refused'
      ? waitOrEnd({ ...state, TaskId: undefined }, instant)
      : waitOrEnd(state, instant);
  if (answer.value.state === 'succeeded') return readNext({ ...state, succeeded: true, reads: 0 });
  if (answer.value.state === 'unfinished' || state.TaskId === undefined)
    return waitOrEnd(state, instant);
  const { TaskMessage: message } = answer.value;
  return { state, step: { do: 'end', as: 'failed', TaskId: state.TaskId, message } };
}

/** The next step of a wait. Pure. */
export function nextWaitStep(
  state: WaitState,
  fact: WaitFact,
  instant: WaitInstant,
): WaitTransition {
  switch (fact.kind) {
    case 'begun':
    case 'waited':
      return readNext(state);
    case 'task':
      return onTask(state, fact.answer, instant);
    case 'list':
      // Some readings of the API list a running backup as good; one that has ended has an end.
      return fact.backup?.state === 'good' && fact.backup.EndTime !== ''
        ? { state, step: { do: 'end', as: 'verified', backup: fact.backup } }
        : waitOrEnd(state, instant);
    default:
      return fact satisfies never;
  }
}

type StartedResult = TargetResult & { readonly Outcome: 'accepted' | 'adopted' } & Proof;

type WaitDeps = Pick<TargetDeps, 'memory' | 'findings' | 'onFinding'> & {
  readonly api: RedisApi;
  readonly clock: Clock;
};

/** A backup is listed this long after its task has ended, or its marker was lost. */
const MARKER_LOST_MS = 120_000;

/**
 * Finds the run's good backup by its marker, because a listed backup does not show its TaskId. A task that failed before
 * may have left another row with the same marker.
 */
async function findOwnBackup(
  { target, marker }: TargetRun,
  { api, clock }: WaitDeps,
  timeoutMs: number,
): Promise<ListedBackup | undefined> {
  const answer = await api.listBackups(target, toBackupWindow(clock.now()), timeoutMs);
  if (!answer.ok) return undefined;
  return answer.value.records.find(
    ({ Remark, state }) => state === 'good' && readMarker(Remark)?.run === marker.run,
  );
}

/** Waits for a started backup to end, and verifies it. Never rejects; ends before the deadline. */
export async function waitForBackup(
  result: StartedResult,
  targetRun: TargetRun,
  deps: WaitDeps,
): Promise<TargetResult> {
  const { api, clock, memory } = deps;
  const { deadline, timing } = targetRun.run;
  const { target, marker } = targetRun;
  let succeededAt: Moment | undefined;
  const timeLeft = () => Math.max(1, deadline - timing.replyReserveMs - clock.now());
  let [state, fact]: [WaitState, WaitFact] = [
    { TaskId: result.TaskId, succeeded: false, reads: 0 },
    { kind: 'begun' },
  ];
  for (;;) {
    const next = nextWaitStep(state, fact, { now: clock.now(), deadline, timing });
    state = next.state;
    const { step } = next;
    if (state.succeeded) succeededAt ??= toInstant(clock);
    if (step.do === 'end') {
      if (step.as === 'failed') memory.forget(marker);
      if (step.as === 'verified' && succeededAt !== undefined)
        noteLag(deps.findings, maxAge(succeededAt, toInstant(clock)));
      if (step.as === 'unfinished' && succeededAt !== undefined && result.TaskId !== undefined)
        reportLostMarker(target, result.TaskId, minAge(succeededAt, toInstant(clock)), deps);
      return toResult(result, step);
    }
    if (step.do === 'wait') {
      await clock.sleep(step.ms);
      fact = { kind: 'waited' };
    } else if (step.do === 'read task') {
      const task = { TaskId: step.TaskId, Region: target.Region };
      fact = { kind: 'task', answer: await api.readTask(task, timeLeft()) };
    } else fact = { kind: 'list', backup: await findOwnBackup(targetRun, deps, timeLeft()) };
  }
}

function reportLostMarker(
  target: TargetRun['target'],
  TaskId: number,
  sinceMs: number,
  { onFinding }: WaitDeps,
): void {
  if (sinceMs >= MARKER_LOST_MS) onFinding(target, { kind: 'marker lost', TaskId });
}

function toResult(result: StartedResult, step: WaitStep & { do: 'end' }): TargetResult {
  const { InstanceId, Region, Outcome: _, ...proof } = result;
  switch (step.as) {
    case 'verified': {
      const { BackupId, EndTime, ExpireTime } = step.backup;
      const listed = { BackupId, EndTime, ExpireTime };
      return { ...proof, ...listed, InstanceId, Region, Outcome: 'verified' };
    }
    case 'failed':
      return {
        InstanceId,
        Region,
        Outcome: 'failed',
        TaskId: step.TaskId,
        TaskMessage: step.message,
        failure: taskFailed(step.TaskId, step.message),
      };
    case 'unfinished':
      return result;
    default:
      return step satisfies never;
  }
}

/** Prepares a request's waits before anything is sent: what cannot be loaded must not cost the results of backups made. */
export const openWait =
  (deps: WaitDeps) =>
  (result: StartedResult, targetRun: TargetRun): Promise<TargetResult> =>
    waitForBackup(result, targetRun, deps);
