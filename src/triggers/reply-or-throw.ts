// The reply of every trigger that has no caller waiting: the platform learns of a failure only from a throw.
import { failuresOf, isFine } from '../fine';
import { replyOf } from '../http/answer';
import { countOutcomes } from '../summary';
import type { FailureReport } from './failure-report';
import type { RunFacts, Settled, Trigger } from './trigger';

/** A backup was not made. The message is compact JSON, a {@link FailureReport}: what failed, under which key. */
export class BackupNotMadeError extends Error {
  override readonly name = 'BackupNotMadeError';
}

/** The platform logs what is returned; a list longer than this is summed up, since the log has each of them anyway. */
const LONGEST_LIST = 20;

function bodiesOf(settled: readonly Settled[], { requestId }: RunFacts): unknown {
  if (settled.length > LONGEST_LIST) {
    const Summary = countOutcomes(settled.map(({ ending }) => ending));
    return { Deliveries: settled.length, Summary };
  }
  const bodies = settled.map(({ ending }) => replyOf(ending, requestId).body);
  return bodies.length === 1 ? bodies[0] : bodies;
}

/** What is wrong, or undefined when nobody need look. */
async function failureOf(
  settled: readonly Settled[],
  { requestId }: RunFacts,
): Promise<FailureReport | undefined> {
  const failed = settled.filter(({ ending }) => !isFine(ending));
  if (failed.length === 0) return undefined;
  const { reportOf } = await import('./failure-report');
  return reportOf(failed, requestId);
}

/**
 * Returns the reply's body when everything is as it was asked to be.
 *
 * @throws BackupNotMadeError otherwise, so that SCF counts a function error and re-runs the event
 */
export const replyOrThrow: Trigger['reply'] = async (settled, run) => {
  const failure = await failureOf(settled, run);
  if (failure === undefined) return bodiesOf(settled, run);
  throw new BackupNotMadeError(JSON.stringify(failure));
};

/** Whether the same delivery can end otherwise when it is run again as it is. */
function canARerunHelp({ ending }: Settled): boolean {
  switch (ending.kind) {
    case 'backed up':
      return failuresOf(ending).some(({ retryable }) => retryable);
    case 'unread':
      return ending.failure.retryable;
    // The record is not at fault: once the setting is mended, it and all behind it can be backed up.
    case 'misconfigured':
    case 'deferred':
      return true;
    // Asking again makes nothing covered, nor does it give a selector instances.
    default:
      return false;
  }
}

/**
 * For a source that holds up everything behind a failed batch: what can't succeed is returned, and is in the log as an
 * error.
 *
 * @throws BackupNotMadeError when a re-run can help one of the deliveries at least
 */
export const throwIfARerunHelps: Trigger['reply'] = async (settled, run) =>
  settled.some(canARerunHelp)
    ? replyOrThrow(settled, run)
    : ((await failureOf(settled, run)) ?? bodiesOf(settled, run));
