// What a failed call says about the world: the one question is whether a backup may have been started.

/**
 * - `refused`: a definite no; the API looked and declined.
 * - `busy`: a definite no for now; the instance is locked by another process, which may be our own earlier send.
 * - `not executed`: the request never reached the service (throttled at the gate, or never connected). Safe to repeat.
 * - `ambiguous`: the write may have been executed. Never repeated before a proof of absence.
 */
export type Meaning = 'refused' | 'busy' | 'not executed' | 'ambiguous';

/** What is known of a code: the row of a table, whether Tencent's codes or our own. */
export interface CodeRow {
  /** The code, or a prefix ending in `*`. */
  readonly code: string;
  readonly meaning: Meaning;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Whether the same request, repeated later, can succeed. */
  readonly retryable: boolean;
  readonly retryAfterSeconds?: number;
  /** One sentence for people; the `title` of the problem. */
  readonly title: string;
}

/** One failed call or decision. `message` is for the log and for callers below 500; it holds no secret. */
export interface Failure extends CodeRow {
  readonly message: string;
  /** Tencent's RequestId, when the API answered. */
  readonly requestId?: string;
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export const failed = (failure: Failure): Answer<never> => ({ ok: false, failure });

/** Whether it was one call too many in a second: stopped at the gate, never executed. */
export const isLimited = ({ code }: Failure): boolean => code.startsWith('RequestLimitExceeded');

/** Whether it happened between this function and the API, so that no API answer stands behind it. */
export const isTransport = ({ code }: Failure): boolean => code.startsWith('ClientError.');
