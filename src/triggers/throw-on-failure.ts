// The reply of every trigger that has no caller waiting: the platform learns of a failure only from a throw.
import { findFailures, isSuccess } from '../fine';
import { toReply } from '../http/response';
import { countOutcomes } from '../summary';
import type { ErrorReport } from './error-report';
import type { Processed, ReadContext, Trigger } from './trigger';

/** A backup was not made. The message is compact JSON, a {@link ErrorReport}: what failed, under which key. */
export class BackupNotMadeError extends Error {
  override readonly name = 'BackupNotMadeError';
}

/** The platform logs what is returned; a list longer than this is summed up, since the log has each of them anyway. */
const MAX_LIST = 20;

function toReturnValue(settled: readonly Processed[], { invocationId }: ReadContext): unknown {
  if (settled.length > MAX_LIST) {
    const Summary = countOutcomes(settled.map(({ result }) => result));
    return { Deliveries: settled.length, Summary };
  }
  const bodies = settled.map(({ result }) => toReply(result, invocationId).body);
  return bodies.length === 1 ? bodies[0] : bodies;
}

/** What is wrong, or undefined when nobody need look. */
async function toFailureReport(
  settled: readonly Processed[],
  { invocationId }: ReadContext,
): Promise<ErrorReport | undefined> {
  const failed = settled.filter(({ result }) => !isSuccess(result));
  if (failed.length === 0) return undefined;
  const { toErrorReport } = await import('./error-report');
  return toErrorReport(failed, invocationId);
}

/**
 * Returns the reply's body when everything is as it was asked to be.
 *
 * @throws BackupNotMadeError otherwise, so that SCF counts a function error and re-runs the event
 */
export const throwOnFailure: Trigger['respond'] = async (settled, run) => {
  const failure = await toFailureReport(settled, run);
  if (failure === undefined) return toReturnValue(settled, run);
  throw new BackupNotMadeError(JSON.stringify(failure));
};

/** Whether the same delivery can end otherwise when it is run again as it is. */
function canRerunHelp({ result }: Processed): boolean {
  switch (result.kind) {
    case 'backed up':
      return findFailures(result).some(({ retryable }) => retryable);
    case 'unread':
      return result.failure.retryable;
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
export const throwIfRerunHelps: Trigger['respond'] = async (settled, run) =>
  settled.some(canRerunHelp)
    ? throwOnFailure(settled, run)
    : ((await toFailureReport(settled, run)) ?? toReturnValue(settled, run));
