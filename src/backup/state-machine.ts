// (run, state, fact, instant) → next state and step: at most one backup a run key. Pure; backup-target.ts acts on it.
//
//   begun ──started by this process──▶ ASK ──not failed──────────────▶ adopted (422 when a caller reused the key)
//     │                                 └──failed──┐
//     ├──run key──────────────────────────────────▶ LOOK ──marker────▶ adopted, or accepted after a write of ours
//     │                                              │  ├──recent backup, if asked to skip──▶ skipped
//     │                                              │  ├──another backup, or one unlisted──▶ wait, LOOK … ▶ refused / unknown
//     │                                              │  └──can't be read──▶ wait, LOOK … ▶ refused
//     └──no run key──────────┐                       ▼ clear ──dry run──▶ skipped
//                            └──────────────▶ QUEUE ─▶ SEND ──TaskId──▶ accepted
//                                               ▲       ├──the API says no──▶ refused (a remark of the user's: once without it)
//                                               │       ├──never executed──▶ wait ─▶ LOOK
//                                               │       ├──locked──▶ LOOK … until what held it has ended, or 5 min clear
//                                               │       └──ambiguous──▶ LOOK … until the marker shows, or 60 s clear
//                                               └───────────once more────────┘
//
//   In strict mode a LEASE stands before each SEND (lease.ts):
//
//                    QUEUE ─▶ LEASE ──leased─────────▶ SEND
//                               ├──made by another──▶ adopted
//                               ├──in progress──────▶ wait, LOOK … ▶ deferred, or unknown after a write of ours
//                               └──not leased───────▶ wait, LOOK … ▶ refused
//
//   From an ambiguous write on the target never ends as `refused`, and a third write is never sent. An arrow that does not
//   fit before the deadline: deferred before the first write, unknown after an ambiguous one.
import { type Failure, isLimited, type Outcome } from '../result';
import type { Evidence, UnlistedTask } from './evidence';
import {
  backupBare,
  backupGone,
  backupInProgress,
  backupUnlisted,
  deadlineTooNear,
  keyReused,
  outcomeUnknown,
} from './failures';
import type { LeaseEnd } from './lease';
import type {
  Fact,
  Instant,
  Moment,
  Remembered,
  RunSettings,
  SeenFact,
  Sent,
  State,
  Transition,
} from './state';
import { maxAge, minAge, toBackoffPause, toPollPause } from './state';

export const INITIAL_STATE: State = { watched: new Map(), reads: 0, tries: 0 };

/** Whether a look comes first. Without a run key there is no marker to find; a dry run, a skip or an earlier write needs the lists. */
const mustLook = (run: RunSettings, { sent, locked, limited }: State): boolean =>
  run.key !== 'none' ||
  run.dryRun === true ||
  run.skipWithinHours !== undefined ||
  sent !== undefined ||
  locked !== undefined ||
  limited !== undefined;

const isFresh = (run: RunSettings, look: Moment | undefined, instant: Instant): boolean =>
  look !== undefined && maxAge(look, instant) <= run.timing.maxLookAgeMs;

/** Milliseconds left for calls, with the reply's reserve kept free. */
export const usableMs = ({ deadline, timing }: RunSettings, now: number): number =>
  deadline - timing.replyReserveMs - now;

const end = (state: State, outcome: Outcome): Transition => ({
  state,
  step: { do: 'end', outcome },
});

const refused = (state: State, failure: Failure): Transition =>
  end(state, { Outcome: 'refused', failure });

/** With a run key, a repetition finds the backup, if there is one; without, it could start a second. */
const unknown = (run: RunSettings, state: State, failure: Failure): Transition =>
  end(state, {
    Outcome: 'unknown',
    failure: run.key === 'none' ? outcomeUnknown(failure) : failure,
  });

/** Whether a list shows a backup or a task without a marker that it did not show before a write. */
const hasNew = (
  { unmarkedBefore }: Pick<Sent, 'unmarkedBefore'>,
  unmarked: Evidence['unmarked'] = [],
): boolean => unmarked.some((id) => unmarkedBefore?.includes(id) !== true);

/** Ends a target that has nothing more to try: `unknown` if a write of ours may have been executed. */
function giveUp(run: RunSettings, state: State, failure: Failure): Transition {
  const { sent, limited, seen } = state;
  if (sent !== undefined) return unknown(run, state, sent.failure);
  return limited !== undefined && hasNew(limited, seen?.unmarked)
    ? unknown(run, state, limited.failure)
    : refused(state, failure);
}

/** Ends a target whose time is up: `deferred` when nothing was tried. */
const outOfTime = (
  run: RunSettings,
  state: State,
  failure: Failure | undefined = (state.locked ?? state.limited)?.failure,
): Transition =>
  state.sent === undefined && failure === undefined
    ? end(state, { Outcome: 'deferred', failure: state.unleased ?? deadlineTooNear() })
    : giveUp(run, state, failure ?? deadlineTooNear());

function look(run: RunSettings, state: State, { now }: Instant): Transition {
  const usable = usableMs(run, now);
  if (usable < run.timing.readMs) return outOfTime(run, state);
  return { state, step: { do: 'look', until: now + Math.min(run.timing.maxReadMs, usable) } };
}

/** Sends when the rate limiter allows it, the look is fresh, and enough time is left to read the write back. */
function trySend(
  run: RunSettings,
  given: State,
  instant: Instant,
  hasTurn = false,
  hasLease = run.isLeased !== true,
): Transition {
  const { now } = instant;
  // Looks even when no time is left for a write, because the look may find that none is needed. The permission to write
  // is returned: used after the look, it would add to the writes that are allowed at that moment.
  if (mustLook(run, given) && !isFresh(run, given.clear, instant)) return look(run, given, instant);
  const sendable = usableMs(run, now) - run.timing.readMs;
  if (sendable < run.timing.sendMs) return outOfTime(run, given);
  const { locked: _, ...state } = given;
  if (run.dryRun === true) return end(state, { Outcome: 'skipped', Reason: 'dry run' });
  if (!hasTurn)
    return { state: given, step: { do: 'queue', until: now + sendable - run.timing.sendMs } };
  if (!hasLease)
    return {
      state: given,
      step: { do: 'lease', until: now + Math.min(run.timing.maxReadMs, sendable) },
    };
  const timeoutMs = Math.min(run.timing.maxSendMs, sendable);
  const withRemark = state.isRemarkDropped !== true;
  const dated = mustLook(run, given) && state.clear !== undefined ? { look: state.clear } : {};
  return { state, step: { do: 'send', timeoutMs, withRemark, ...dated } };
}

/** A write, or a look that shows something in the way, ends a row of clear looks. */
const withoutClear = ({ clear: _, clearSince: __, ...state }: State): State => state;

/** Repeats a call that changed nothing, after a pause with full jitter; `neededMs` must be left after the pause. */
function retry(
  run: RunSettings,
  state: State,
  failure: Failure,
  { now, random }: Instant,
  neededMs: number,
): Transition {
  const pause = toBackoffPause(run.timing, state.tries, random);
  if (state.tries >= run.timing.maxTries || usableMs(run, now) - pause < neededMs)
    return outOfTime(run, state, failure);
  return { state: { ...state, tries: state.tries + 1 }, step: { do: 'wait', ms: pause } };
}

/** Waits before the next look, with time left for it; `giveUp` ends a target that has waited long enough. */
function waitOr(
  run: RunSettings,
  given: State,
  instant: Instant,
  endWith: (state: State) => Transition,
): Transition {
  const state = { ...given, waitingSince: given.waitingSince ?? instant };
  const ms = Math.min(
    toPollPause(run.timing, state.reads),
    run.maxWaitMs - maxAge(state.waitingSince, instant),
    usableMs(run, instant.now) - run.timing.readMs,
  );
  if (ms <= 0) return endWith(state);
  return { state: { ...state, reads: state.reads + 1 }, step: { do: 'wait', ms } };
}

/** Whether this delivery has sent a write that may have been executed. */
const isOurs = ({ sent }: State): boolean => sent !== undefined && sent.isEarlier !== true;

/** The run's own backup is listed. */
function onOwnBackup(
  run: RunSettings,
  state: State,
  { isGone, sameContent, ...proof }: NonNullable<Evidence['ownBackup']>,
): Transition {
  const failure = sameContent
    ? isGone && backupGone(proof.BackupId)
    : keyReused(proof.BackupId, run.key);
  if (failure === false)
    return end(state, { Outcome: isOurs(state) ? 'accepted' : 'adopted', ...proof });
  return isOurs(state) ? unknown(run, state, failure) : refused(state, failure);
}

/**
 * Whether a succeeded task without its backup may still be this run's. Watched for minutes, it is settled; so it is when
 * two looks show its backup as running, because an API may never list that one as ended.
 */
const isDoubtful = (run: RunSettings, { watched }: State, instant: Instant) => {
  return ({ TaskId, hasRunningRow }: UnlistedTask): boolean => {
    const since = watched.get(TaskId);
    if (since === undefined) return true;
    return !hasRunningRow && minAge(since, instant) < run.timing.maxLagMs;
  };
};

/** Why no write may go out now, whatever this run has done before. */
function findBlocker(
  run: RunSettings,
  state: State,
  { inProgress, change, unlisted }: Evidence,
  instant: Instant,
): Failure | undefined {
  const holder = inProgress ?? (state.locked === undefined ? undefined : change);
  if (holder !== undefined) return backupInProgress(holder);
  const doubt = unlisted.find(isDoubtful(run, state, instant));
  return doubt === undefined ? undefined : backupUnlisted(doubt.TaskId);
}

/**
 * Whether a clear look allows the write after what happened before: docs/once-only.md.
 *
 * - After a lock: a list has shown that what held the instance has ended, or all looks were clear for five minutes.
 * - After an ambiguous write: all looks were clear for a minute, nothing new may be our backup with its marker lost, and
 *   the API has not called the instance locked since.
 */
function mayWrite(
  run: RunSettings,
  {
    sent,
    locked,
    clear,
    clearSince,
  }: State & { readonly clear: Moment; readonly clearSince: Moment },
  evidence: Evidence,
): boolean {
  const clearMs = minAge(clearSince, clear);
  if (sent !== undefined) {
    const { times, unmarkedBefore } = sent;
    const isProved = clearMs >= run.timing.absenceProofMs && !hasNew(sent, evidence.unmarked);
    return isProved && unmarkedBefore !== undefined && times === 1 && locked === undefined;
  }
  if (locked === undefined) return true;
  const { endedBefore } = locked;
  const hasEnded = evidence.ended.some((id) => endedBefore?.includes(id) === false);
  return hasEnded || clearMs >= run.timing.lockProofMs;
}

/** A look at both lists: the run's backup exists, or something is in the way, or a write may go out. */
function onSeen(run: RunSettings, given: State, fact: SeenFact, instant: Instant): Transition {
  const { evidence, at, skip } = fact;
  const { ended, unmarked, unlisted, ownBackup, startedBackup } = evidence;
  if (ownBackup !== undefined) return onOwnBackup(run, given, ownBackup);
  // After a write of this delivery its marker says that it was executed, whatever becomes of it.
  if (startedBackup !== undefined && given.sent !== undefined && given.sent.isEarlier !== true)
    return onOwnBackup(run, given, { ...startedBackup, isGone: false });
  if (skip !== undefined && given.sent === undefined)
    return end(given, { Outcome: 'skipped', ...skip });
  const blocker = findBlocker(run, given, evidence, instant);
  const watched = new Map(
    unlisted.map(({ TaskId }) => [TaskId, given.watched.get(TaskId) ?? instant]),
  );
  const { locked } = given;
  const seen = {
    ...given,
    watched,
    seen: { ended, unmarked: startedBackup ? [...unmarked, startedBackup.BackupId] : unmarked },
    ...(locked === undefined ? {} : { locked: { endedBefore: ended, ...locked } }),
  };
  if (blocker !== undefined)
    return waitOr(run, withoutClear(seen), instant, (state) =>
      blocker.failureClass === 'ambiguous' && state.sent === undefined
        ? unknown(run, state, blocker)
        : giveUp(run, state, blocker),
    );
  if (evidence.bare !== undefined && given.sent === undefined)
    return unknown(run, seen, backupBare(evidence.bare));
  const state = { ...seen, clear: at, clearSince: given.clearSince ?? at };
  if (mayWrite(run, state, evidence)) return trySend(run, { ...state, reads: 0 }, instant);
  return waitOr(run, state, instant, (waited) =>
    giveUp(run, waited, locked?.failure ?? deadlineTooNear()),
  );
}

/** Reads change nothing, so every failure but a refusal is tried again. */
function onUnreadable(
  run: RunSettings,
  state: State,
  failure: Failure,
  instant: Instant,
): Transition {
  if (failure.failureClass === 'refused') return giveUp(run, state, failure);
  return state.waitingSince === undefined
    ? retry(run, state, failure, instant, run.timing.readMs)
    : waitOr(run, state, instant, (waited) => giveUp(run, waited, failure));
}

/** Whoever has no lease sends nothing: the lists are looked at again, and then the leases. */
function onLease(run: RunSettings, state: State, how: LeaseEnd, instant: Instant): Transition {
  switch (how.kind) {
    case 'leased':
      return trySend(run, state, instant, true, true);
    case 'made':
      return end(state, { Outcome: isOurs(state) ? 'accepted' : 'adopted', ...how.proof });
    case 'in progress': {
      const { clear: _, ...waiting } = { ...state, unleased: how.failure };
      return waitOr(run, waiting, instant, (waited) => outOfTime(run, waited));
    }
    case 'not leased':
      return onUnreadable(run, state, how.failure, instant);
    default:
      return how satisfies never;
  }
}

/** Whether the API has refused a parameter, and the user's text in the remark may be why. */
const mayDropRemark = (run: RunSettings, state: State, { code, status }: Failure): boolean =>
  run.hasRemark &&
  state.isRemarkDropped !== true &&
  status === 400 &&
  code.startsWith('InvalidParameter');

function onNotStarted(
  run: RunSettings,
  state: State,
  failure: Failure,
  instant: Instant,
): Transition {
  const { sent, seen } = state;
  switch (failure.failureClass) {
    case 'not executed': {
      // A look comes first where the API may have executed it all the same, or the lease is spent: a list can show it.
      const limited = { failure, ...(seen === undefined ? {} : { unmarkedBefore: seen.unmarked }) };
      const looked = run.isLeased === true ? withoutClear(state) : state;
      const next = isLimited(failure) ? { limited, ...withoutClear(state) } : looked;
      return retry(run, next, failure, instant, run.timing.sendMs + run.timing.readMs);
    }
    case 'ambiguous': {
      const ambiguous: Sent = {
        times: (sent?.times ?? 0) + 1,
        failure,
        ...(seen === undefined ? {} : { unmarkedBefore: seen.unmarked }),
      };
      const next = { ...withoutClear(state), sent: ambiguous, waitingSince: instant };
      return look(run, next, instant);
    }
    case 'busy': {
      const locked = { failure, ...(seen === undefined ? {} : { endedBefore: seen.ended }) };
      return waitOr(run, { ...withoutClear(state), locked }, instant, (waited) =>
        giveUp(run, waited, failure),
      );
    }
    case 'refused':
      return mayDropRemark(run, state, failure)
        ? trySend(run, { ...state, isRemarkDropped: true }, instant)
        : giveUp(run, state, failure);
    default:
      return failure.failureClass satisfies never;
  }
}

/** After a pause: a target that has sent, or met a lock, looks; another one tries to send. */
const resume = (run: RunSettings, state: State, instant: Instant): Transition =>
  state.sent === undefined && state.locked === undefined
    ? trySend(run, state, instant)
    : look(run, state, instant);

/** What this process knows of an earlier delivery comes before anything that a list shows. */
function begin(
  run: RunSettings,
  state: State,
  remembered: Remembered | undefined,
  instant: Instant,
): Transition {
  if (remembered?.kind === 'sent')
    return look(run, { ...state, sent: remembered.sent, waitingSince: instant }, instant);
  const timeoutMs = Math.min(run.timing.maxReadMs, usableMs(run, instant.now));
  return remembered !== undefined && timeoutMs > 0
    ? { state, step: { do: 'ask', task: remembered, timeoutMs } }
    : resume(run, state, instant);
}

/** A task that cannot be read has been started all the same: this process was given its TaskId. */
function onTask(
  run: RunSettings,
  state: State,
  { task, answer }: Fact & { readonly kind: 'task' },
  instant: Instant,
): Transition {
  if (answer.ok && answer.value.state === 'failed') return resume(run, state, instant);
  const { TaskId, sameContent } = task;
  return sameContent
    ? end(state, { Outcome: 'adopted', TaskId })
    : refused(state, keyReused(`of task ${TaskId}`, run.key));
}

/** The next state and step of one target. `instant.random` is used for jitter alone. */
export function transition(
  run: RunSettings,
  state: State,
  fact: Fact,
  instant: Instant,
): Transition {
  switch (fact.kind) {
    case 'begun':
      return begin(run, state, fact.remembered, instant);
    case 'waited':
      return resume(run, state, instant);
    case 'task':
      return onTask(run, state, fact, instant);
    case 'turn':
      return trySend(run, state, instant, true);
    case 'no turn':
      return outOfTime(run, state);
    case 'lease':
      return onLease(run, state, fact.end, instant);
    case 'seen':
      return onSeen(run, state, fact, instant);
    case 'unreadable':
      return onUnreadable(run, state, fact.failure, instant);
    case 'started':
      return end(state, { Outcome: 'accepted', ...fact.started });
    case 'not started':
      return onNotStarted(run, state, fact.failure, instant);
    default:
      return fact satisfies never;
  }
}
