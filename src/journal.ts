// What is written down: one line a delivery, one line a target.
import { isMade, type TargetResult } from './backup/outcome';
import type { Ending } from './ending';
import { replyOf } from './http/answer';
import type { LogFields, Logger } from './log';
import { describe } from './request/backup-request';
import type { Delivery } from './triggers/trigger';

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
  healthy: 'debug',
  invalid: 'warn',
  forbidden: 'warn',
  unauthenticated: 'warn',
  'no such route': 'warn',
  'wrong method': 'warn',
  closed: 'error',
  misconfigured: 'error',
  crashed: 'error',
} as const satisfies Record<Exclude<Ending['kind'], 'backed up'>, keyof Logger>;

const CLOSED =
  'the setting WEBHOOK_SECRETS is empty, so no webhook is let in; set a token of 24 characters or more';

/** How a delivery ended: for one that ran, as its targets did, or `mixed`. */
function reasonOf(ending: Ending): LogFields {
  if ('issues' in ending) return { outcome: ending.kind, message: describe(ending.issues) };
  if (ending.kind === 'closed') return { outcome: ending.kind, message: CLOSED };
  if (ending.kind !== 'backed up') return { outcome: ending.kind };
  const [outcome = 'none', ...others] = new Set(ending.results.map((result) => result.Outcome));
  return { outcome: others.length === 0 ? outcome : 'mixed', targets: ending.results.length };
}

/** A caller's mistakes are warnings over HTTP; without a caller they are errors, like every backup that was not made. */
function levelOf(ending: Ending, hasCaller: boolean): keyof Logger {
  if (ending.kind === 'backed up') return ending.results.every(isMade) ? 'info' : 'error';
  const level = LEVELS[ending.kind];
  return level === 'warn' && !hasCaller ? 'error' : level;
}

/** One line for a delivery. Issues name fields and settings, never values of secrets. */
export function logDelivery(
  log: Logger,
  {
    trigger,
    delivery,
    ending,
    durationMs,
  }: { trigger: string; delivery: Delivery; ending: Ending; durationMs: number },
): void {
  log[levelOf(ending, delivery.http !== undefined)]('delivery', {
    trigger,
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
