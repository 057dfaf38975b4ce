// The reply of every trigger that has no caller waiting: the platform learns of a failure only from a throw.
import { isMade } from '../backup/outcome';
import type { Ending } from '../ending';
import { replyOf } from '../http/answer';
import type { RunFacts } from './trigger';

/** SCF shows and stores the message; what does not fit is counted, and the log has more of it. */
const LONGEST_LIST = 20;
const LONGEST_TEXT = 300;

/** A backup was not made. The message is compact JSON: what failed, and how the rest ended. */
export class BackupNotMadeError extends Error {
  override readonly name = 'BackupNotMadeError';
}

const isFine = (ending: Ending): boolean =>
  ending.kind === 'healthy' || (ending.kind === 'backed up' && ending.results.every(isMade));

function failuresOf(ending: Ending): object[] {
  if (ending.kind !== 'backed up')
    return [
      {
        code: ending.kind,
        ...('issues' in ending ? { issues: ending.issues.slice(0, LONGEST_LIST) } : {}),
      },
    ];
  return ending.results.flatMap((result) =>
    isMade(result)
      ? []
      : [
          {
            InstanceId: result.InstanceId,
            outcome: result.Outcome,
            code: result.failure.code,
            message: result.failure.message,
          },
        ],
  );
}

/**
 * Returns the reply's body when every backup exists.
 *
 * @throws BackupNotMadeError otherwise, so that SCF counts a function error and re-runs the event
 */
export function replyOrThrow(endings: readonly Ending[], { requestId }: RunFacts): unknown {
  const failures = endings.filter((ending) => !isFine(ending)).flatMap(failuresOf);
  if (failures.length === 0) {
    const bodies = endings.map((ending) => replyOf(ending, requestId).body);
    return bodies.length === 1 ? bodies[0] : bodies;
  }
  const told = {
    failed: failures.slice(0, LONGEST_LIST),
    ...(failures.length > LONGEST_LIST ? { more: failures.length - LONGEST_LIST } : {}),
    requestId,
  };
  throw new BackupNotMadeError(
    JSON.stringify(told, (_, value) =>
      typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : value,
    ),
  );
}
