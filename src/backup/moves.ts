// The moves of a run: how it ends, looks, waits and tries again, each inside the deadline. decide.ts chooses among them.
import { type Failure, isTransport } from './failure';
import type { Outcome } from './outcome';
import { deadlineTooNear } from './own-failures';
import type { Moment, Next, Run, State } from './run';
import { backoffPause, pollPause } from './timing';

export const end = (state: State, outcome: Outcome): Next => ({
  state,
  step: { do: 'end', outcome },
});

export const refused = (state: State, failure: Failure): Next =>
  end(state, { Outcome: 'refused', failure });

/**
 * Without a run key a caller who repeats an unanswered request may start a second backup. What the API did answer keeps
 * the word of its row: the error table is a contract.
 */
export const unknown = (run: Run, state: State, failure: Failure): Next =>
  end(state, {
    Outcome: 'unknown',
    failure: isTransport(failure) ? { ...failure, retryable: run.key !== 'none' } : failure,
  });

/** The run's ending when its time is up: what is true depends only on whether something may have been sent. */
export function outOfTime(run: Run, state: State, failure?: Failure): Next {
  if (state.sent !== undefined) return unknown(run, state, state.sent.failure);
  return failure === undefined
    ? end(state, { Outcome: 'deferred', failure: deadlineTooNear() })
    : refused(state, failure);
}

/** What is left for calls once the reply has its share. */
export const usableMs = ({ deadline, timing }: Run, now: number): number =>
  deadline - timing.replyMs - now;

export function look(run: Run, state: State, now: number): Next {
  const usable = usableMs(run, now);
  if (usable < run.timing.readMs) return outOfTime(run, state);
  return { state, step: { do: 'look', until: now + Math.min(run.timing.maxReadMs, usable) } };
}

/** Waits before the next reading, but no longer than leaves time for it. */
export function poll(run: Run, state: State, now: number): Next {
  const spare = usableMs(run, now) - run.timing.readMs;
  if (spare <= 0) return outOfTime(run, state);
  const ms = Math.min(pollPause(run.timing, state.reads), spare);
  return { state: { ...state, reads: state.reads + 1 }, step: { do: 'wait', ms } };
}

/** Repeats, after a pause with full jitter, a call that changed nothing; `neededMs` must be left behind the pause. */
export function retry(
  run: Run,
  state: State,
  failure: Failure,
  { now, chance }: Moment,
  neededMs: number,
): Next {
  const pause = backoffPause(run.timing, state.tries, chance);
  if (state.tries >= run.timing.maxTries || usableMs(run, now) - pause < neededMs)
    return outOfTime(run, state, failure);
  return { state: { ...state, tries: state.tries + 1 }, step: { do: 'wait', ms: pause } };
}
