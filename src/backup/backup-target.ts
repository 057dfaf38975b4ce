// The loop that performs the steps of state-machine.ts for one target. It decides nothing itself.
import type { RateLimiter } from '../rate-limit/rate-limiter';
import type {
  ApiFindings,
  BackupOrder,
  ListedBackup,
  RedisApi,
  Started,
  TaskRecord,
  Window,
} from '../redis-api';
import type { Answer, Target, TargetResult } from '../result';
import { type Failure, isLimited } from '../result';
import { collectEvidence, isCertain } from './evidence';
import { findNewest, lastsFor, skipReason, toAgeMs, zoneOffset } from './freshness';
import type { LeaseStore } from './lease-store';
import { formatMarker, type Marker, readMarker } from './marker';
import type { RunMemory } from './run-memory';
import type { Fact, Instant, Moment, RunSettings, SeenFact, SendStep, State, Step } from './state';
import { maxAge } from './state';
import { INITIAL_STATE, transition } from './state-machine';
import { openLease } from './take-lease';
import { findProvenZone, formatZone } from './zone';

const WRITE = 'ManualBackupInstance';

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds from any fixed point; it may stand still while the process does. */
  monotonic(): number;
  sleep(ms: number): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
}

export const toInstant = (clock: Pick<Clock, 'now' | 'monotonic' | 'random'>): Instant => ({
  now: clock.now(),
  monotonic: clock.monotonic(),
  random: clock.random(),
});

/** What somebody should look at, though it changes no outcome. */
export type Finding =
  /** One run has several good backups. */
  | { readonly kind: 'duplicate backups'; readonly BackupIds: readonly string[] }
  /** The API has refused the remark; the backup carries the marker alone. */
  | { readonly kind: 'remark dropped' }
  /** The backup is listed without its marker, so a redelivery could not find it. */
  | { readonly kind: 'marker lost'; readonly TaskId: number };

export type OnFinding = (target: Target, finding: Finding) => void;

/** Time, chance, the rate limit and what the process knows, passed in so that a test can choose them. */
export interface TargetDeps {
  readonly clock: Clock;
  readonly limiter: Pick<RateLimiter, 'acquire' | 'record' | 'cancel'>;
  /** The offset of the API's clock from UTC, milliseconds: as it is set, or else assumed for ages alone. */
  readonly zone: { readonly ms: number; readonly isSet: boolean };
  readonly memory: RunMemory;
  /** Strict mode: where a run takes a lease before its write. */
  readonly leaseStore?: LeaseStore;
  readonly findings: ApiFindings;
  /** Told the age of a target's last good backup whenever a look shows one, milliseconds. */
  onAge(ageMs: number): void;
  readonly onFinding: OnFinding;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * How far back the lists are read. The API's times carry no zone, and zones lie from 12 hours behind UTC to 14 ahead,
 * so a day more at each end covers every zone. 28 days back and one ahead make 29, within the API's longest span of 30.
 */
export const toBackupWindow = (now: number): Window => ({
  from: now - 28 * DAY_MS,
  to: now + DAY_MS,
});
export const toTasksFrom = (now: number): number => now - DAY_MS;

/**
 * Reads the backups first, then the tasks. The API makes the task before it lists the backup, so every listed backup
 * has its task in the later list. A backup that begins between the two calls shows as a task without its backup, and
 * the target waits.
 */
async function readLists(
  targetRun: TargetRun,
  api: RedisApi,
  deps: TargetDeps,
  until: number,
): Promise<Fact> {
  const { clock } = deps;
  const { target } = targetRun;
  const timeLeft = () => Math.max(1, until - clock.now());
  const backups = await api.listBackups(target, toBackupWindow(clock.now()), timeLeft());
  if (!backups.ok) return toUnreadable('DescribeInstanceBackups', backups.failure);
  const at = toInstant(clock);
  const tasks = await api.listTasks(target, toTasksFrom(at.now), timeLeft());
  const rows = backups.value.records;
  noteFindings(deps.findings, rows);
  if (tasks.ok) return observe(targetRun, rows, tasks.value.records, at, deps);
  // A marker shows a backup without the tasks, one in progress where the row is not certain. Its absence proves nothing.
  const shown = rows.map((row) => (isCertain(row) ? row : { ...row, state: 'running' as const }));
  const fact = observe(targetRun, shown, [], at, deps);
  const { ownBackup, startedBackup } = fact.evidence;
  return ownBackup === undefined && startedBackup === undefined
    ? toUnreadable('DescribeTaskList', tasks.failure)
    : fact;
}

/** Keeps what the rows show of the API itself. */
function noteFindings(findings: ApiFindings, rows: readonly ListedBackup[]): void {
  const zone = findProvenZone(rows);
  if (zone !== undefined) findings.zone = formatZone(zone);
  for (const { Remark, StartTime } of rows)
    if (readMarker(Remark) !== undefined && StartTime > (findings.newestMarker ?? ''))
      findings.newestMarker = StartTime;
}

/** What both lists say about one target; `at`: the sending of the last read. */
export function observe(
  { marker, run, since }: Pick<TargetRun, 'marker' | 'run' | 'since'>,
  backups: readonly ListedBackup[],
  tasks: readonly TaskRecord[],
  at: Moment,
  { zone }: Pick<TargetDeps, 'zone'>,
): SeenFact {
  const provenZoneMs = zone.isSet ? zone.ms : findProvenZone(backups);
  const { now } = at;
  // The zone may be another one: a day less covers every one.
  const start =
    since === undefined
      ? undefined
      : { earliest: since - DAY_MS, begun: since + (provenZoneMs ?? zone.ms) };
  const evidence = collectEvidence(backups, tasks, marker, { now, provenZoneMs }, start);
  const seen = { kind: 'seen' as const, evidence, at: { now, monotonic: at.monotonic } };
  const { good, latest } = findNewest(backups, tasks);
  if (good === undefined) return seen;
  const offset = provenZoneMs ?? zoneOffset(zone.ms, latest, now);
  const ageOf = ({ startedAt }: ListedBackup) => toAgeMs(startedAt, offset, now);
  const lasting = backups.filter((row) => lastsFor(row, run.skipStorageDays));
  const { good: recent } = findNewest(lasting, tasks);
  const skip =
    run.skipWithinHours === undefined || recent === undefined
      ? undefined
      : skipReason(run.skipWithinHours, recent, ageOf(recent));
  return { ...seen, lastGoodAgeMs: ageOf(good), ...(skip === undefined ? {} : { skip }) };
}

const toUnreadable = (action: string, failure: Failure): Fact => ({
  kind: 'unreadable',
  failure: { ...failure, message: `${action} failed, so nothing was sent: ${failure.message}` },
});

export interface TargetRun {
  readonly target: Target;
  readonly marker: Marker;
  readonly order: BackupOrder;
  readonly run: RunSettings;
  /** Epoch milliseconds before which the run cannot have begun, if its event says so. */
  readonly since?: number;
}

/** What a target shares with the others of its fleet. */
export interface FleetHooks {
  /** What a snapshot of the whole region proves about the target; never asked after a write of its own. */
  findProof?(targetRun: TargetRun): SeenFact | undefined;
  /** Called when the target sends, or waits for something: from then on it takes no room from those that look. */
  release(): void;
  /** Since when the target has been waiting for another run on its instance. */
  readonly waitingSince?: Moment;
}

/** Sends the one write, within its limits. */
async function send(
  { target, marker, order, run }: TargetRun,
  step: SendStep,
  api: RedisApi,
  { clock, limiter }: TargetDeps,
): Promise<Answer<Started>> {
  const { timeoutMs, look, withRemark } = step;
  const startedAt = clock.now();
  const lookAgeMs = () => (look === undefined ? 0 : maxAge(look, toInstant(clock)));
  const { maxLookAgeMs } = run.timing;
  const Remark = withRemark ? order.Remark : formatMarker(marker);
  const answer = await api.startBackup(
    target,
    { ...order, Remark },
    {
      timeoutMs,
      connectMs: Math.min(timeoutMs, Math.max(1, maxLookAgeMs - lookAgeMs())),
      mayLeave: () => lookAgeMs() <= maxLookAgeMs,
    },
  );
  const kind = !answer.ok && isLimited(answer.failure) ? 'throttled' : 'success';
  limiter.record(WRITE, { kind, tookMs: clock.now() - startedAt });
  return answer;
}

/** Backs up one target, or finds that it is backed up. Never rejects; ends before `run.deadline`. */
export async function backupTarget(
  targetRun: TargetRun,
  api: RedisApi,
  deps: TargetDeps,
  hooks: FleetHooks,
): Promise<TargetResult> {
  const { target, marker } = targetRun;
  const { clock, limiter, memory, leaseStore: store } = deps;
  const isNamed = targetRun.run.key !== 'none';
  const lease =
    isNamed && store !== undefined ? openLease(targetRun, { store, api, clock }) : undefined;
  const run = { ...targetRun.run, isLeased: lease !== undefined };
  const { waitingSince } = hooks;
  let state: State = { ...INITIAL_STATE, ...(waitingSince === undefined ? {} : { waitingSince }) };
  /** What another delivery to this process has done for the run, which may be at work at the same time. */
  const recall = (): Fact | undefined => {
    const remembered =
      isNamed && state.sent === undefined ? memory.find(marker, toInstant(clock)) : undefined;
    return remembered && { kind: 'begun', remembered };
  };
  let fact: Fact = recall() ?? { kind: 'begun' };
  const perform = async (step: Exclude<Step, { do: 'end' }>): Promise<Fact> => {
    switch (step.do) {
      case 'ask': {
        // A fleet that is run again has its snapshot, which costs no call.
        const proof = hooks.findProof?.(targetRun);
        if (proof !== undefined) return proof;
        const task = { TaskId: step.task.TaskId, Region: target.Region };
        const answer = await api.readTask(task, step.timeoutMs);
        return { kind: 'task', task: step.task, answer };
      }
      case 'look':
        return (
          recall() ??
          (state.sent === undefined ? hooks.findProof?.(targetRun) : undefined) ??
          readLists(targetRun, api, deps, step.until)
        );
      case 'queue': {
        if (!(await limiter.acquire(WRITE, step.until - clock.now()))) return { kind: 'no turn' };
        const recalled = recall();
        if (recalled !== undefined) limiter.cancel(WRITE);
        return recalled ?? { kind: 'turn' };
      }
      case 'lease':
        return lease === undefined
          ? { kind: 'no turn' }
          : { kind: 'lease', end: await lease.take(step.until) };
      case 'send': {
        hooks.release();
        const answer = await send(targetRun, step, api, deps);
        await lease?.settle(answer);
        return answer.ok
          ? { kind: 'started', started: answer.value }
          : { kind: 'not started', failure: answer.failure };
      }
      case 'wait':
        hooks.release();
        await clock.sleep(step.ms);
        return { kind: 'waited' };
      default:
        return step satisfies never;
    }
  };
  for (;;) {
    const next = transition(run, state, fact, toInstant(clock));
    const { step } = next;
    const hasTurn = fact.kind === 'turn' || fact.kind === 'lease';
    if (hasTurn && step.do !== 'send' && step.do !== 'lease') {
      limiter.cancel(WRITE);
      await lease?.giveBack();
    }
    reportFact(targetRun, state, fact, deps);
    state = next.state;
    if (isNamed) remember(marker, fact, state, deps);
    if (step.do === 'end') {
      const { outcome } = step;
      if (outcome.Outcome === 'accepted') await lease?.settle({ ok: true, value: outcome });
      return { ...target, ...outcome };
    }
    fact = await perform(step);
  }
}

/** Keeps what a redelivery to this process must know. */
function remember(
  marker: Marker,
  fact: Fact,
  { sent }: State,
  { memory, clock }: TargetDeps,
): void {
  if (fact.kind === 'started') memory.addStarted(marker, fact.started.TaskId, toInstant(clock));
  if (fact.kind === 'not started' && sent !== undefined)
    memory.addSent(marker, sent, toInstant(clock));
  const hasFailed = fact.kind === 'task' && fact.answer.ok && fact.answer.value.state === 'failed';
  const isListed = fact.kind === 'seen' && fact.evidence.ownBackup !== undefined;
  if (hasFailed || isListed) memory.forget(marker);
}

/** Tells what a fact shows beside what it decides. */
function reportFact(
  { target }: TargetRun,
  { sent, seen, isRemarkDropped, waitingSince }: State,
  fact: Fact,
  { onAge, onFinding, findings, clock }: TargetDeps,
): void {
  if (fact.kind === 'started' && isRemarkDropped) onFinding(target, { kind: 'remark dropped' });
  if (fact.kind !== 'seen') return;
  const { lastGoodAgeMs, evidence } = fact;
  if (lastGoodAgeMs !== undefined) onAge(lastGoodAgeMs);
  // Told at the first look, so that one that waits does not repeat it.
  if (evidence.duplicates.length > 0 && seen === undefined)
    onFinding(target, { kind: 'duplicate backups', BackupIds: evidence.duplicates });
  if (evidence.ownBackup !== undefined && sent !== undefined && waitingSince !== undefined)
    noteLag(findings, maxAge(waitingSince, toInstant(clock)));
}

/** Keeps the longest time that a backup of this function took to be listed. */
export function noteLag(findings: ApiFindings, lagMs: number): void {
  findings.longestLagMs = Math.max(findings.longestLagMs ?? 0, Math.round(lagMs));
}
