// Once, and only once: (run, state, fact, moment) → next. Pure; the loop that performs the steps is run-target.ts.
//
//   begun ──run key──▶ LOOK ──marker──────────────────────────────▶ adopted (422 when a caller reused the key)
//     │                 │  ├──another backup runs, or one is unlisted──▶ wait, LOOK … ▶ refused (409) / unknown
//     │                 │  └──can't be read──▶ wait, LOOK … ▶ refused
//     └──no run key──┐  ▼ nothing of ours
//                    └▶ QUEUE ─▶ SEND ──TaskId──────────────────────▶ accepted
//                        ▲        ├──a definite no, or locked───────▶ refused
//                        ├─wait───┤  never executed
//                        │        ▼ ambiguous: from here on never `refused`, and never a write without proof
//                        │      LOOK ──marker───────────────────────▶ accepted
//                        │        ├──a task that could be ours, or not settled──▶ wait, LOOK …
//                        └─once───┴──proof of absence (see provesAbsence)
//
//   Any arrow that no longer fits before the deadline: deferred before the first write, unknown after an ambiguous one.
import type { Failure } from './failure';
import { end, look, outOfTime, poll, refused, retry, unknown, usableMs } from './moves';
import { backupInProgress, backupUnlisted, keyReused } from './own-failures';
import type { Fact, Moment, Next, Run, Sent, State } from './run';

const looksFirst = (run: Run, state: State): boolean =>
  run.key !== 'none' || state.sent !== undefined;

const isFresh = (run: Run, state: State, now: number): boolean =>
  state.clearAt !== undefined && now - state.clearAt <= run.timing.freshMs;

/** A write is sent in its turn, on a fresh look, and only when it could still be read back. */
function send(run: Run, state: State, now: number): Next {
  // Also when no time is left for a write: what the look finds may make one needless.
  if (looksFirst(run, state) && !isFresh(run, state, now)) return look(run, state, now);
  const sendable = usableMs(run, now) - run.timing.readMs;
  if (sendable < run.timing.sendMs) return outOfTime(run, state);
  const { hasTurn, ...rest } = state;
  return hasTurn === true
    ? { state: rest, step: { do: 'send', timeoutMs: Math.min(run.timing.maxSendMs, sendable) } }
    : { state, step: { do: 'queue', until: now + sendable - run.timing.sendMs } };
}

/** Before any write: is this run made, in the making, or free to be made? */
function onLook(run: Run, state: State, fact: Fact & { kind: 'seen' }, now: number): Next {
  const { found, unfinished, unlisted } = fact.evidence;
  if (found !== undefined) {
    const { sameContent, ...proof } = found;
    return sameContent || run.key !== 'caller'
      ? end(state, { Outcome: 'adopted', ...proof })
      : refused(state, keyReused(found.BackupId));
  }
  const blocker = unfinished ?? unlisted;
  if (blocker === undefined) return send(run, { ...state, clearAt: now, reads: 0 }, now);
  const blocked = stillBlocked(state, now);
  if (hasPatience(run, blocked, now)) return poll(run, blocked, now);
  return blocker === unfinished
    ? refused(blocked, backupInProgress(blocker))
    : unknown(run, blocked, backupUnlisted(blocker));
}

/** A look that is not clear takes back an earlier one that was. */
function stillBlocked({ clearAt: _, ...state }: State, now: number): State {
  return { ...state, waitingSince: state.waitingSince ?? now };
}

/** Whether waiting for another backup to end is still worth it, and leaves time to read again. */
const hasPatience = (run: Run, { waitingSince = 0 }: State, now: number): boolean =>
  now - waitingSince < run.timing.patienceMs && usableMs(run, now) > run.timing.readMs;

/**
 * Whether the readings since an ambiguous write prove that it was not executed: two in a row show no marker, no running
 * backup and no unlisted one, the latter of them `settleMs` after the write ended, and the API has not called the
 * instance locked since. One empty list proves nothing: lists lag. Why this suffices: docs/once-only.md.
 */
const provesAbsence = ({ clear, at, locked }: Sent, run: Run, now: number): boolean =>
  clear >= 2 && !locked && now - at >= run.timing.settleMs;

/** After an ambiguous write: was it executed? */
function onReadBack(
  run: Run,
  state: State,
  sent: Sent,
  fact: Fact & { kind: 'seen' },
  now: number,
): Next {
  const { found, unfinished, unlisted } = fact.evidence;
  if (found !== undefined) {
    const { sameContent, ...proof } = found;
    return sameContent || run.key !== 'caller'
      ? end(state, { Outcome: 'accepted', ...proof })
      : unknown(run, state, keyReused(found.BackupId));
  }
  const isClear = unfinished === undefined && unlisted === undefined;
  const after = { ...state, sent: { ...sent, clear: isClear ? sent.clear + 1 : 0 } };
  if (!provesAbsence(after.sent, run, now)) return poll(run, after, now);
  return sent.times === 1
    ? send(run, { ...after, clearAt: now }, now)
    : unknown(run, after, sent.failure);
}

/** Reads are harmless: whatever is not a definite no is tried again. */
function onUnreadable(run: Run, state: State, failure: Failure, moment: Moment): Next {
  const { sent } = state;
  if (failure.meaning === 'refused')
    return sent === undefined ? refused(state, failure) : unknown(run, state, sent.failure);
  return sent === undefined
    ? retry(run, state, failure, moment, run.timing.readMs)
    : poll(run, state, moment.now);
}

function onNotStarted(run: Run, state: State, failure: Failure, moment: Moment): Next {
  const { sent } = state;
  const { now } = moment;
  switch (failure.meaning) {
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
      return failure.meaning satisfies never;
  }
}

/** After a wait: whatever the run was waiting for. */
const resume = (run: Run, state: State, now: number): Next =>
  state.sent === undefined ? send(run, state, now) : look(run, state, now);

/** The next step of a run. `moment.chance` is used for jitter alone. */
export function decide(run: Run, state: State, fact: Fact, moment: Moment): Next {
  const { now } = moment;
  switch (fact.kind) {
    case 'begun':
    case 'waited':
      return resume(run, state, now);
    case 'turn':
      return send(run, { ...state, hasTurn: true }, now);
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
