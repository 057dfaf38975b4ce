// What is written down: one line a delivery, one line a target.
import { isMade, type TargetResult } from './backup/outcome';
import type { Ending } from './ending';
import { replyOf } from './http/answer';
import type { Entered } from './http/door';
import type { LogFields, Logger } from './log';
import { describe } from './request/backup-request';

/** One line for a target. A backup that was not made is an error, one put off or unproven included. */
export function logTarget(log: Logger, result: TargetResult, durationMs: number): void {
  const { InstanceId, Region, Outcome: outcome } = result;
  const about: LogFields = { InstanceId, Region, outcome, durationMs: Math.round(durationMs) };
  if (isMade(result)) {
    const { TaskId, BackupId, RequestId } = result;
    log.info('target', { ...about, ...defined({ TaskId, BackupId, RequestId }) });
    return;
  }
  const { code, message, requestId: RequestId } = result.failure;
  log.error('target', { ...about, code, message, ...defined({ RequestId }) });
}

const defined = (fields: { [Name in keyof LogFields]: LogFields[Name] | undefined }): LogFields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Endings that say that something needs an operator; a caller's own mistakes are warnings. */
const LEVELS = {
  'backed up': 'info',
  healthy: 'debug',
  invalid: 'warn',
  forbidden: 'warn',
  unauthenticated: 'warn',
  'no such route': 'warn',
  'wrong method': 'warn',
  'wrong media type': 'warn',
  'too large': 'warn',
  closed: 'error',
  misconfigured: 'error',
  crashed: 'error',
} as const satisfies Record<Ending['kind'], keyof Logger>;

/** A caller chooses the names of unknown fields; they are quoted, but not without end. */
const LONGEST = 1000;

const CLOSED =
  'the setting WEBHOOK_SECRETS holds no secret that WEBHOOK_AUTH makes use of, so no webhook is let in';

function reasonOf(ending: Ending): LogFields {
  if ('issues' in ending) return { message: describe(ending.issues).slice(0, LONGEST) };
  if (ending.kind === 'unauthenticated') return { message: ending.reason };
  if (ending.kind === 'closed') return { message: CLOSED };
  return ending.kind === 'backed up' ? whatOf(ending.results) : {};
}

/** What was asked: the instance when it is one, else how many; each has its own line. */
const whatOf = (results: readonly TargetResult[]): LogFields => {
  const [only] = results;
  return results.length === 1 && only !== undefined
    ? { targets: 1, InstanceId: only.InstanceId, Region: only.Region }
    : { targets: results.length };
};

/** Who asked over HTTP, and where from. */
const whoOf = ({ caller, http }: Entered): LogFields =>
  defined({
    caller:
      caller === undefined || caller.by === 'platform'
        ? caller?.by
        : `${caller.by} ${caller.fingerprint}`,
    source: http?.source,
  });

/** One line for a delivery. Issues name fields and settings, never values of secrets. */
export function logDelivery(
  log: Logger,
  {
    trigger,
    delivery,
    ending,
    durationMs,
  }: { trigger: string; delivery: Entered; ending: Ending; durationMs: number },
): void {
  // An event nobody waits for and that brought no backup is an error, whatever it is over HTTP.
  const level =
    delivery.http === undefined && LEVELS[ending.kind] === 'warn' ? 'error' : LEVELS[ending.kind];
  log[level]('delivery', {
    trigger,
    ...whoOf(delivery),
    outcome: ending.kind,
    ...reasonOf(ending),
    ...(delivery.runKey === undefined ? {} : { runKey: delivery.runKey.value }),
    ...(delivery.http === undefined ? {} : { status: replyOf(ending, '').status }),
    durationMs: Math.round(durationMs),
  });
}

/** The ending of a delivery that met a fault of this program; its message goes to the log and nowhere else. */
export const logCrash =
  (log: Logger) =>
  (thrown: unknown): Ending => {
    log.error('crash', { message: thrown instanceof Error ? thrown.message : String(thrown) });
    return { kind: 'crashed' };
  };
