// What may become of the one write between its being taken in and its answer.

import type { Dialect } from '../dialect';
import { ApiError } from './errors';
import { answersAfterMs } from './state';

export const WRITE = 'ManualBackupInstance';

/** The fields of a reply without RequestId. */
export type Fields = Readonly<Record<string, unknown>>;

export type Reply = { ok: true; fields: Fields } | { ok: false; error: ApiError };

/** What became of a call; `executed`: it has run and was not refused, whatever the reply says. */
export interface Outcome {
  reply: Reply;
  executed: boolean;
  /** How long after the call the reply is sent. */
  afterMs: number;
}

export const refused = (error: ApiError): Outcome => ({
  reply: { ok: false, error },
  executed: false,
  afterMs: 0,
});

/** How long after its connection broke a write is carried out; 0: before it broke. */
export function lateByMs(dialect: Dialect, random: () => number): number {
  const isLate = dialect['late-write'] === 'executed 1 to 60 s after the connection broke';
  return isLate ? 1_000 + Math.floor(random() * 59_001) : 0;
}

/** Under which a lost request is carried out once more: both came so close that no lock was seen. */
export function dialectOfRepetition(dialect: Dialect): Dialect | undefined {
  return dialect['late-write'] === 'executed twice when the connection broke'
    ? { ...dialect, lock: 'no lock' }
    : undefined;
}

/** The answer that the caller of a write gets. */
export function answerOf(outcome: Outcome, dialect: Dialect): Outcome {
  const [code, ending] = dialect['late-write'].split(' ');
  const isDenied = outcome.executed && ending === 'though' && code !== undefined;
  return {
    reply: isDenied ? { ok: false, error: new ApiError(code) } : outcome.reply,
    executed: outcome.executed,
    afterMs: answersAfterMs(dialect),
  };
}
