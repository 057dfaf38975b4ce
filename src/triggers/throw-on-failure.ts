// How every trigger without a waiting caller responds: the platform learns of a failure only from a throw.
import { escapeUnseen } from '../logger';
import { countOutcomes, isSuccess, isTargetSuccess, type Result } from '../result';
import type { ErrorReport } from './error-report';
import type { Processed, ReadContext, Trigger } from './trigger';

/** A backup was not made. The message is compact JSON, an {@link ErrorReport}: what failed, under which run key. */
export class BackupNotMadeError extends Error {
  override readonly name = 'BackupNotMadeError';
}

/** The platform logs what is returned; a list longer than this is summed up, since the log has each of them anyway. */
const MAX_LIST = 20;

function toReturnValue(processed: readonly Processed[]): unknown {
  if (processed.length > MAX_LIST) {
    const Summary = countOutcomes(processed.map(({ result }) => result));
    return { Deliveries: processed.length, Summary };
  }
  const bodies = processed.map(({ response }) => response.body);
  return bodies.length === 1 ? bodies[0] : bodies;
}

/** What failed, or undefined when nobody needs to look. */
async function reportFailures(
  processed: readonly Processed[],
  { invocationId }: ReadContext,
): Promise<ErrorReport | undefined> {
  const failed = processed.filter(({ result }) => !isSuccess(result));
  if (failed.length === 0) return undefined;
  const { toErrorReport } = await import('./error-report');
  return toErrorReport(failed, invocationId);
}

/**
 * Returns the body of the response when everything is as it was asked to be.
 *
 * @throws BackupNotMadeError otherwise, so that SCF counts a function error and re-runs the event
 */
export const throwOnFailure: Trigger['respond'] = async (processed, context) => {
  const report = await reportFailures(processed, context);
  if (report === undefined) return toReturnValue(processed);
  throw new BackupNotMadeError(escapeUnseen(JSON.stringify(report)));
};

/** Whether the same delivery can end otherwise when it is run again as it is. */
function canRerunHelp(result: Result): boolean {
  switch (result.kind) {
    case 'backedUp':
      return (
        result.unlisted.some(({ failure }) => failure.retryable) ||
        result.results.some((target) => !isTargetSuccess(target) && target.failure.retryable)
      );
    case 'rejected':
      // A bad setting is not the record's fault: once it is right, the record and all behind it can be backed up.
      return result.row.retryable || result.row.code === 'Misconfigured';
    // Asking again makes nothing covered, and a fault of this program would stop the partition for ever.
    case 'answered':
    case 'crashed':
      return false;
    default:
      return result satisfies never;
  }
}

/**
 * For a source that holds up everything behind a failed batch: what can't succeed is returned, and is in the log as an
 * error.
 *
 * @throws BackupNotMadeError when a re-run can help one of the deliveries at least
 */
export const throwIfRerunHelps: Trigger['respond'] = async (processed, context) =>
  processed.some(({ result }) => canRerunHelp(result))
    ? throwOnFailure(processed, context)
    : ((await reportFailures(processed, context)) ?? toReturnValue(processed));
