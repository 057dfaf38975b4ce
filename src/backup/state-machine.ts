// (run, state, fact, instant) → next state and step: at most one backup a run key. Pure; backup-target.ts acts on it.
//
//   begun ──run key──▶ LOOK ──marker──────────────────────────────▶ adopted (422 when a caller reused the key)
//     │                 │  ├──recent backup, or one in progress, if asked to skip──▶ skipped
//     │                 │  ├──another backup is in progress, or unlisted──▶ wait, LOOK … ▶ refused (409) / unknown
//     │                 │  └──can't be read──▶ wait, LOOK … ▶ refused
//     └──no run key──┐  ▼ nothing of ours ──dry run──────────────▶ skipped
//                    └▶ QUEUE ─▶ SEND ──TaskId──────────────────────▶ accepted
//                        ▲        ├──a definite no, or locked───────▶ refused
//                        ├─wait───┤  never executed
//                        │        ▼ ambiguous: from here on never `refused`, and never a write without proof
//                        │      LOOK ──marker───────────────────────▶ accepted
//                        │        ├──a task that could be ours, or too early──▶ wait, LOOK …
//                        └─once───┴──proof of absence (see provesAbsence)
//
//   An arrow that does not fit before the deadline: deferred before the first write, unknown after an ambiguous one.
import type { Failure, Outcome } from '../result';
import {
  backupInProgress,
  backupUnlisted,
  deadlineTooNear,
  keyReused,
  outcomeUnknown,
} from './failures';
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

/** Sends when the rate limiter allows it, the look is fresh, and enough time is left to read the write back. */
function trySend(run: RunSettings, state: State, now: number): Transition {
  const { hasTurn, ...rest } = state;
  // Looks even when no time is left for a write, because the look may find that none is needed. The permission to write
  // is returned: used after the look, it would add to the writes that are allowed at that moment.
  if (mustLookFirst(run, state) && !hasFreshLook(run, state, now)) return look(run, rest, now);
  const sendable = usableMs(run, now) - run.timing.readMs;
  if (sendable < run.timing.sendMs) return outOfTime(run, state);
  if (run.dryRun === true) return end(rest, { Outcome: 'skipped', Reason: 'dry run' });
  return hasTurn === true
    ? { state: rest, step: { do: 'send', timeoutMs: Math.min(run.timing.maxSendMs, sendable) } }
    : { state, step: { do: 'queue', until: now + sendable - run.timing.sendMs } };
}

/** Before any write: the run's backup exists, or another one blocks it, or it may be started. */
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
  const blocked = toBlocked(state, now);
  if (canWaitLonger(run, blocked, now)) return poll(run, blocked, now);
  return blocker === inProgress
    ? refused(blocked, backupInProgress(blocker))
    : unknown(run, blocked, backupUnlisted(blocker));
}

/** A look that shows a blocker cancels the proof of an earlier clear one. */
function toBlocked({ clearAt: _, ...state }: State, now: number): State {
  return { ...state, waitingSince: state.waitingSince ?? now };
}

/** Whether another backup may be waited for longer, with time left to read the lists again. */
const canWaitLonger = (run: RunSettings, { waitingSince = 0 }: State, now: number): boolean =>
  now - waitingSince < run.timing.maxBusyWaitMs && usableMs(run, now) > run.timing.readMs;

/**
 * Whether the looks since an ambiguous write prove that it was not executed. Two in a row must show no marker, no
 * backup in progress and none unlisted, because lists lag; the last must end `absenceProofMs` after the write or later;
 * and the API must not have called the instance locked since that write. Why this suffices: docs/once-only.md.
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

/** Reads change nothing, so every failure but a definite no is tried again. */
function onUnreadable(
  run: RunSettings,
  state: State,
  failure: Failure,
  instant: Instant,
): Transition {
  const { sent } = state;
  if (failure.failureClass === 'refused')
    return sent === undefined ? refused(state, failure) : unknown(run, state, sent.failure);
  return sent === undefined
    ? retry(run, state, failure, instant, run.timing.readMs)
    : poll(run, state, instant.now);
}

function onNotStarted(
  run: RunSettings,
  state: State,
  failure: Failure,
  instant: Instant,
): Transition {
  const { sent } = state;
  const { now } = instant;
  switch (failure.failureClass) {
    case 'not executed':
      return retry(run, state, failure, instant, run.timing.sendMs + run.timing.readMs);
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

/** After a wait: a target that has not sent tries to; one that has, looks for its backup. */
const resume = (run: RunSettings, state: State, now: number): Transition =>
  state.sent === undefined ? trySend(run, state, now) : look(run, state, now);

/** The next state and step of one target. `instant.random` is used for jitter alone. */
export function transition(
  run: RunSettings,
  state: State,
  fact: Fact,
  instant: Instant,
): Transition {
  const { now } = instant;
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
      return onUnreadable(run, state, fact.failure, instant);
    case 'started':
      return end(state, { Outcome: 'accepted', ...fact.started });
    case 'not started':
      return onNotStarted(run, state, fact.failure, instant);
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

/** With a run key, a repetition finds the backup, if there is one; without, it could start a second. */
export const unknown = (run: RunSettings, state: State, failure: Failure): Transition =>
  end(state, {
    Outcome: 'unknown',
    failure: run.key === 'none' ? outcomeUnknown(failure) : failure,
  });

/** Ends a target whose time is up: `unknown` if a write may have been executed, else `deferred` or `refused`. */
export function outOfTime(run: RunSettings, state: State, failure?: Failure): Transition {
  if (state.sent !== undefined) return unknown(run, state, state.sent.failure);
  return failure === undefined
    ? end(state, { Outcome: 'deferred', failure: deadlineTooNear() })
    : refused(state, failure);
}

/** Milliseconds left for calls, with the reply's reserve kept free. */
export const usableMs = ({ deadline, timing }: RunSettings, now: number): number =>
  deadline - timing.replyReserveMs - now;

export function look(run: RunSettings, state: State, now: number): Transition {
  const usable = usableMs(run, now);
  if (usable < run.timing.readMs) return outOfTime(run, state);
  return { state, step: { do: 'look', until: now + Math.min(run.timing.maxReadMs, usable) } };
}

/** Waits before the next look, and leaves time for that look. */
export function poll(run: RunSettings, state: State, now: number): Transition {
  const spare = usableMs(run, now) - run.timing.readMs;
  if (spare <= 0) return outOfTime(run, state);
  const ms = Math.min(toPollPause(run.timing, state.reads), spare);
  return { state: { ...state, reads: state.reads + 1 }, step: { do: 'wait', ms } };
}

/** Repeats a call that changed nothing, after a pause with full jitter; `neededMs` must be left after the pause. */
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
