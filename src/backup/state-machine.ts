// Once, and only once: (run, state, fact, moment) → next. Pure; the loop that performs the steps is backup-target.ts.
//
//   begun ──run key──▶ LOOK ──marker──────────────────────────────▶ adopted (422 when a caller reused the key)
//     │                 │  ├──young enough, or one in progress, if that is asked for──▶ skipped
//     │                 │  ├──another backup runs, or one is unlisted──▶ wait, LOOK … ▶ refused (409) / unknown
//     │                 │  └──can't be read──▶ wait, LOOK … ▶ refused
//     └──no run key──┐  ▼ nothing of ours ──dry run──────────────▶ skipped
//                    └▶ QUEUE ─▶ SEND ──TaskId──────────────────────▶ accepted
//                        ▲        ├──a definite no, or locked───────▶ refused
//                        ├─wait───┤  never executed
//                        │        ▼ ambiguous: from here on never `refused`, and never a write without proof
//                        │      LOOK ──marker───────────────────────▶ accepted
//                        │        ├──a task that could be ours, or not settled──▶ wait, LOOK …
//                        └─once───┴──proof of absence (see provesAbsence)
//
//   Any arrow that no longer fits before the deadline: deferred before the first write, unknown after an ambiguous one.
import type { Failure, Outcome } from '../result';
import { isTransport } from '../result';
import { backupInProgress, backupUnlisted, deadlineTooNear, keyReused } from './failures';
import type { Fact, Instant, RunSettings, Sent, State, Transition } from './state';
import { toBackoffPause, toPollPause } from './state';

export const INITIAL_STATE: State = { reads: 0, tries: 0 };

/** Without a run key there is nothing to find; a dry run and a skip have something to learn all the same. */
const mustLookFirst = (run: RunSettings, state: State): boolean =>
  run.key !== 'none' ||
  run.dryRun === true ||
  run.skipWithinHours !== undefined ||
  state.sent !== undefined;

const hasFreshLook = (run: RunSettings, state: State, now: number): boolean =>
  state.clearAt !== undefined && now - state.clearAt <= run.timing.maxLookAgeMs;

/** A write is sent in its turn, on a fresh look, and only when it could still be read back. */
function trySend(run: RunSettings, state: State, now: number): Transition {
  const { hasTurn, ...rest } = state;
  // Also when no time is left for a write: what the look finds may make one needless. A turn that has become too old for
  // its look is given up: a write after the pace's moment would bunch with others.
  if (mustLookFirst(run, state) && !hasFreshLook(run, state, now)) return look(run, rest, now);
  const sendable = usableMs(run, now) - run.timing.readMs;
  if (sendable < run.timing.sendMs) return outOfTime(run, state);
  if (run.dryRun === true) return end(rest, { Outcome: 'skipped', Reason: 'dry run' });
  return hasTurn === true
    ? { state: rest, step: { do: 'send', timeoutMs: Math.min(run.timing.maxSendMs, sendable) } }
    : { state, step: { do: 'queue', until: now + sendable - run.timing.sendMs } };
}

/** Before any write: is this run made, in the making, or free to be made? */
function onLook(
  run: RunSettings,
  state: State,
  fact: Fact & { kind: 'seen' },
  now: number,
): Transition {
  const { ownBackup, inProgress, unlisted } = fact.evidence;
  if (ownBackup !== undefined) {
    const { sameContent, ...proof } = ownBackup;
    return sameContent || run.key !== 'caller'
      ? end(state, { Outcome: 'adopted', ...proof })
      : refused(state, keyReused(ownBackup.BackupId));
  }
  if (fact.skip !== undefined) return end(state, { Outcome: 'skipped', ...fact.skip });
  const blocker = inProgress ?? unlisted;
  if (blocker === undefined)
    return trySend(run, { ...state, clearAt: fact.asOf ?? now, reads: 0 }, now);
  const blocked = markBlocked(state, now);
  if (canWaitLonger(run, blocked, now)) return poll(run, blocked, now);
  return blocker === inProgress
    ? refused(blocked, backupInProgress(blocker))
    : unknown(run, blocked, backupUnlisted(blocker));
}

/** A look that is not clear takes back an earlier one that was. */
function markBlocked({ clearAt: _, ...state }: State, now: number): State {
  return { ...state, waitingSince: state.waitingSince ?? now };
}

/** Whether waiting for another backup to end is still worth it, and leaves time to read again. */
const canWaitLonger = (run: RunSettings, { waitingSince = 0 }: State, now: number): boolean =>
  now - waitingSince < run.timing.maxBusyWaitMs && usableMs(run, now) > run.timing.readMs;

/**
 * Whether the readings since an ambiguous write prove that it was not executed: two in a row show no marker, no running
 * backup and no unlisted one, the latter of them `absenceProofMs` after the write ended, and the API has not called the
 * instance locked since. One empty list proves nothing: lists lag. Why this suffices: docs/once-only.md.
 */
const provesAbsence = ({ clear, at, locked }: Sent, run: RunSettings, now: number): boolean =>
  clear >= 2 && !locked && now - at >= run.timing.absenceProofMs;

/** After an ambiguous write: was it executed? */
function onReadBack(
  run: RunSettings,
  state: State,
  sent: Sent,
  fact: Fact & { kind: 'seen' },
  now: number,
): Transition {
  const { ownBackup, inProgress, unlisted } = fact.evidence;
  if (ownBackup !== undefined) {
    const { sameContent, ...proof } = ownBackup;
    return sameContent || run.key !== 'caller'
      ? end(state, { Outcome: 'accepted', ...proof })
      : unknown(run, state, keyReused(ownBackup.BackupId));
  }
  const isClear = inProgress === undefined && unlisted === undefined;
  const after = { ...state, sent: { ...sent, clear: isClear ? sent.clear + 1 : 0 } };
  if (!provesAbsence(after.sent, run, now)) return poll(run, after, now);
  return sent.times === 1
    ? trySend(run, { ...after, clearAt: now }, now)
    : unknown(run, after, sent.failure);
}

/** Reads are harmless: whatever is not a definite no is tried again. */
function onUnreadable(
  run: RunSettings,
  state: State,
  failure: Failure,
  moment: Instant,
): Transition {
  const { sent } = state;
  if (failure.failureClass === 'refused')
    return sent === undefined ? refused(state, failure) : unknown(run, state, sent.failure);
  return sent === undefined
    ? retry(run, state, failure, moment, run.timing.readMs)
    : poll(run, state, moment.now);
}

function onNotStarted(
  run: RunSettings,
  state: State,
  failure: Failure,
  moment: Instant,
): Transition {
  const { sent } = state;
  const { now } = moment;
  switch (failure.failureClass) {
    case 'not executed':
      return retry(run, state, failure, moment, run.timing.sendMs + run.timing.readMs);
    case 'ambiguous': {
      const times = (sent?.times ?? 0) + 1;
      const ambiguous: Sent = { times, at: now, failure, clear: 0, locked: false };
      return look(run, { ...state, reads: 0, sent: ambiguous }, now);
    }
    case 'busy':
      if (sent === undefined) return refused(state, failure);
      return poll(run, { ...state, sent: { ...sent, locked: true, clear: 0 } }, now);
    case 'refused':
      return sent === undefined ? refused(state, failure) : unknown(run, state, sent.failure);
    default:
      return failure.failureClass satisfies never;
  }
}

/** After a wait: whatever the run was waiting for. */
const resume = (run: RunSettings, state: State, now: number): Transition =>
  state.sent === undefined ? trySend(run, state, now) : look(run, state, now);

/** The next step of a run. `moment.chance` is used for jitter alone. */
export function transition(
  run: RunSettings,
  state: State,
  fact: Fact,
  moment: Instant,
): Transition {
  const { now } = moment;
  switch (fact.kind) {
    case 'begun':
    case 'waited':
      return resume(run, state, now);
    case 'turn':
      return trySend(run, { ...state, hasTurn: true }, now);
    case 'no turn':
      return outOfTime(run, state);
    case 'seen':
      return state.sent === undefined
        ? onLook(run, state, fact, now)
        : onReadBack(run, state, state.sent, fact, now);
    case 'unreadable':
      return onUnreadable(run, state, fact.failure, moment);
    case 'started':
      return end(state, { Outcome: 'accepted', ...fact.started });
    case 'not started':
      return onNotStarted(run, state, fact.failure, moment);
    default:
      return fact satisfies never;
  }
}

export const end = (state: State, outcome: Outcome): Transition => ({
  state,
  step: { do: 'end', outcome },
});

export const refused = (state: State, failure: Failure): Transition =>
  end(state, { Outcome: 'refused', failure });

/**
 * Without a run key a caller who repeats an unanswered request may start a second backup. What the API did answer keeps
 * the word of its row: the error table is a contract.
 */
export const unknown = (run: RunSettings, state: State, failure: Failure): Transition =>
  end(state, {
    Outcome: 'unknown',
    failure: isTransport(failure) ? { ...failure, retryable: run.key !== 'none' } : failure,
  });

/** The run's ending when its time is up: what is true depends only on whether something may have been sent. */
export function outOfTime(run: RunSettings, state: State, failure?: Failure): Transition {
  if (state.sent !== undefined) return unknown(run, state, state.sent.failure);
  return failure === undefined
    ? end(state, { Outcome: 'deferred', failure: deadlineTooNear() })
    : refused(state, failure);
}

/** What is left for calls once the reply has its share. */
export const usableMs = ({ deadline, timing }: RunSettings, now: number): number =>
  deadline - timing.replyReserveMs - now;

export function look(run: RunSettings, state: State, now: number): Transition {
  const usable = usableMs(run, now);
  if (usable < run.timing.readMs) return outOfTime(run, state);
  return { state, step: { do: 'look', until: now + Math.min(run.timing.maxReadMs, usable) } };
}

/** Waits before the next reading, but no longer than leaves time for it. */
export function poll(run: RunSettings, state: State, now: number): Transition {
  const spare = usableMs(run, now) - run.timing.readMs;
  if (spare <= 0) return outOfTime(run, state);
  const ms = Math.min(toPollPause(run.timing, state.reads), spare);
  return { state: { ...state, reads: state.reads + 1 }, step: { do: 'wait', ms } };
}

/** Repeats, after a pause with full jitter, a call that changed nothing; `neededMs` must be left behind the pause. */
export function retry(
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
