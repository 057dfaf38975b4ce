// What is written down: one line a delivery, one a target, and one that sums up the invocation.
import { oldestAgeHours, staleRows } from './backup/coverage';
import { type Fine, isMade, type TargetResult } from './backup/outcome';
import type { Calls } from './backup/pace';
import type { Ending } from './ending';
import { isFine } from './fine';
import { replyOf } from './http/answer';
import type { LogFields, Logger } from './log';
import { describe } from './request/backup-request';
import type { Delivery } from './triggers/trigger';

/** One line for a target. A backup that was not made is an error, one put off or unproven included. */
export function logTarget(log: Logger, result: TargetResult, durationMs: number): void {
  const { InstanceId, Region, Outcome: outcome } = result;
  const about: LogFields = { InstanceId, Region, outcome, durationMs: Math.round(durationMs) };
  if (isMade(result)) {
    log.info('target', { ...about, ...proofOf(result) });
    return;
  }
  const { code, message, requestId: RequestId } = result.failure;
  log.error('target', { ...about, code, message, ...defined({ RequestId }) });
}

function proofOf(result: Fine): LogFields {
  if (result.Outcome !== 'skipped') {
    const { TaskId, BackupId, RequestId } = result;
    return defined({ TaskId, BackupId, RequestId });
  }
  const state = result.Reason === 'not running' ? `: ${result.State}` : '';
  return { reason: `${result.Reason}${state}` };
}

const defined = (fields: { [Name in keyof LogFields]: LogFields[Name] | undefined }): LogFields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Endings that say that something needs an operator; a caller's own mistakes are warnings. */
const LEVELS = {
  healthy: 'debug',
  task: 'info',
  backups: 'info',
  unread: 'error',
  'nothing selected': 'warn',
  invalid: 'warn',
  forbidden: 'warn',
  unauthenticated: 'warn',
  'no such route': 'warn',
  'wrong method': 'warn',
  closed: 'error',
  misconfigured: 'error',
  crashed: 'error',
} as const satisfies Record<Exclude<Ending['kind'], 'backed up' | 'coverage'>, keyof Logger>;

const CLOSED =
  'the setting WEBHOOK_SECRETS is empty, so no webhook is let in; set a token of 24 characters or more';

/** How a delivery ended: for one that ran, as its targets did, or `mixed`. */
function reasonOf(ending: Ending): LogFields {
  if ('issues' in ending) return { outcome: ending.kind, message: describe(ending.issues) };
  switch (ending.kind) {
    case 'closed':
      return { outcome: ending.kind, message: CLOSED };
    case 'backed up': {
      const [outcome = 'none', ...others] = new Set(ending.results.map((result) => result.Outcome));
      return { outcome: others.length === 0 ? outcome : 'mixed', targets: ending.results.length };
    }
    case 'coverage':
      return {
        outcome: isFine(ending) ? 'covered' : 'stale',
        targets: ending.coverage.rows.length,
      };
    case 'unread':
      return {
        outcome: ending.kind,
        code: ending.failure.code,
        message: ending.failure.message,
      };
    default:
      return { outcome: ending.kind };
  }
}

/** A line for each region that could not be listed, and for each instance that is stale: each is for an operator. */
function logFailures(log: Logger, ending: Ending): void {
  const { unlisted = [] } =
    ending.kind === 'coverage' ? ending.coverage : ending.kind === 'backed up' ? ending : {};
  for (const { Region, failure } of unlisted)
    log.error('region', { Region, code: failure.code, message: failure.message });
  if (ending.kind !== 'coverage') return;
  for (const { InstanceId, Region, Why } of staleRows(ending.coverage))
    log.error('stale', { InstanceId, Region, message: Why });
}

/** A caller's mistakes are warnings over HTTP; without a caller they are errors, like every backup that was not made. */
function levelOf(ending: Ending, hasCaller: boolean): keyof Logger {
  if (ending.kind === 'backed up' || ending.kind === 'coverage')
    return isFine(ending) ? 'info' : 'error';
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
  logFailures(log, ending);
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

/** What an invocation adds up to beside its endings. */
export interface Totals {
  readonly calls: Calls;
  readonly savedCalls: number;
  /** The greatest age of a last good backup that any look has shown, hours. */
  readonly lastGoodAgeHours: number | undefined;
  readonly durationMs: number;
}

/** How many targets, and instances judged for their coverage, ended how. */
function outcomesOf(endings: readonly Ending[]): Record<string, number> {
  const all = endings.flatMap((ending) => {
    if (ending.kind === 'backed up') return ending.results.map(({ Outcome }) => Outcome as string);
    return ending.kind === 'coverage' ? ending.coverage.rows.map(({ State }) => State) : [];
  });
  const counts: Record<string, number> = {};
  for (const outcome of all) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

function failuresOf(ending: Ending): number {
  if (ending.kind === 'coverage')
    return staleRows(ending.coverage).length + ending.coverage.unlisted.length;
  if (ending.kind !== 'backed up') return isFine(ending) ? 0 : 1;
  const { results, unlisted = [] } = ending;
  return results.filter((result) => !isMade(result)).length + unlisted.length;
}

const agesOf = (ending: Ending): number[] => {
  const age = ending.kind === 'coverage' ? oldestAgeHours(ending.coverage) : undefined;
  return age === undefined ? [] : [age];
};

/** One line an invocation, for an index and its alarms: docs/monitoring.md has both. */
export function logSummary(log: Logger, endings: readonly Ending[], totals: Totals): void {
  const { calls, savedCalls, lastGoodAgeHours, durationMs } = totals;
  const outcomes = outcomesOf(endings);
  const ages = [...endings.flatMap(agesOf), lastGoodAgeHours].filter((age) => age !== undefined);
  log.info('summary', {
    targets: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    outcomes,
    failures: endings.reduce((sum, ending) => sum + failuresOf(ending), 0),
    calls: calls.byAction,
    limitedCalls: calls.limited,
    savedCalls,
    ...(ages.length === 0 ? {} : { lastGoodAgeHours: Math.max(...ages) }),
    durationMs: Math.round(durationMs),
  });
}
