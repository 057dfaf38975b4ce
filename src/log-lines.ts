// What is logged, and at which level: a line a target, a region, a delivery and an invocation.
import { toHours } from './backup/freshness';
import { toLogFields } from './backup/select-instances';
import type { RunKey } from './delivery';
import type { GuardedDelivery } from './http/guard';
import type { LogFields, Logger, LogLevel } from './logger';
import type { Calls } from './rate-limit/rate-limiter';
import type { ApiFindings } from './redis-api';
import {
  CRASH_CODE,
  countOutcomes,
  findFailures,
  isTargetSuccess,
  type NamedFailure,
  type Result,
  type Success,
  type Target,
  type TargetResult,
} from './result';
import type { Processed } from './triggers/trigger';

export const runKeyField = (runKey: RunKey | undefined): LogFields =>
  runKey === undefined ? {} : { runKey: runKey.value };

type MaybeFields = { [Name in keyof LogFields]: LogFields[Name] | undefined };

const withoutUndefined = (fields: MaybeFields): LogFields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** One line for a target. A backup that was not made is an error, one put off or unproven included. */
export function logTarget(
  log: Logger,
  result: TargetResult,
  runKey: RunKey | undefined,
  durationMs: number,
): void {
  const { InstanceId, Region, Outcome: outcome } = result;
  const target = { InstanceId, Region, outcome, durationMs: Math.round(durationMs) };
  const about: LogFields = { ...runKeyField(runKey), ...target };
  if (isTargetSuccess(result)) {
    log.info('target', { ...about, ...proofFields(result) });
    return;
  }
  const { code, message, requestId } = result.failure;
  log.error('target', { ...about, code, message, ...withoutUndefined({ requestId }) });
}

function proofFields(result: Success): LogFields {
  if (result.Outcome !== 'skipped') {
    const { TaskId, BackupId, RequestId: requestId } = result;
    return withoutUndefined({ TaskId, BackupId, requestId });
  }
  const state = result.Reason === 'not running' ? `: ${result.State}` : '';
  return { reason: `${result.Reason}${state}` };
}

/** Characters of a message: a caller chooses the names of unknown fields, and they are quoted. */
const MAX_MESSAGE = 1000;

/** How a delivery ended: for one that ran, as its targets did, or `mixed`. */
function resultFields(result: Result): LogFields {
  switch (result.kind) {
    case 'backedUp': {
      const [outcome = 'none', ...others] = new Set(result.results.map(({ Outcome }) => Outcome));
      return {
        outcome: others.length === 0 ? outcome : 'mixed',
        ...targetFields(result.results),
        ...(result.selection && toLogFields(result.selection)),
      };
    }
    case 'answered': {
      const isCoverage = result.outcome === 'covered' || result.outcome === 'stale';
      return {
        outcome: result.outcome,
        ...(isCoverage ? targetFields(result.rows) : {}),
        ...(result.selection && toLogFields(result.selection)),
      };
    }
    case 'rejected': {
      const { row, reason, detail, failure } = result;
      const message = (reason ?? detail).slice(0, MAX_MESSAGE);
      const requestId = failure?.requestId;
      return { outcome: result.kind, code: row.code, message, ...withoutUndefined({ requestId }) };
    }
    case 'crashed':
      return { outcome: result.kind, code: CRASH_CODE };
    default:
      return result satisfies never;
  }
}

/** What was asked: the instance when it is one, else how many; each has its own line. */
function targetFields(all: readonly Target[]): LogFields {
  const [only] = all;
  return all.length === 1 && only !== undefined
    ? { targets: 1, InstanceId: only.InstanceId, Region: only.Region }
    : { targets: all.length };
}

/**
 * What did not make a backup is an error, whatever the reason: without a caller, and from one who was let in. What a
 * stranger sends, or asks wrongly, is a warning.
 */
function toLogLevel(result: Result, isSuccess: boolean, delivery: GuardedDelivery): LogLevel {
  const { http, caller } = delivery;
  if (result.kind === 'answered' && result.outcome === 'healthy') return 'debug';
  if (isSuccess) return 'info';
  const wantsBackup = http === undefined || (http.method === 'POST' && caller !== undefined);
  return result.kind === 'rejected' && !wantsBackup ? result.row.logLevel : 'error';
}

/** Who asked over HTTP, and where from. */
function callerFields({ caller, http }: GuardedDelivery): LogFields {
  const isKnown = caller !== undefined && caller.by !== 'platform';
  return withoutUndefined({
    caller: isKnown ? `${caller.by} ${caller.fingerprint}` : caller?.by,
    source: http?.source,
  });
}

/** A line for each region that could not be listed, and for each instance that is stale: each is for an operator. */
function logFailures(
  log: Logger,
  { delivery, result }: Processed,
  failures: readonly NamedFailure[],
): void {
  const unlisted = ({ InstanceId }: NamedFailure) => InstanceId === undefined;
  const about = runKeyField(delivery.runKey);
  const isCoverage = result.kind === 'answered';
  if (!isCoverage && result.kind !== 'backedUp') return;
  for (const { InstanceId, Region, code, message } of failures.filter(unlisted))
    log.error('region', { ...about, ...withoutUndefined({ InstanceId, Region }), code, message });
  if (!isCoverage) return;
  for (const { outcome, InstanceId, Region, code, message } of failures.filter(
    (failure) => !unlisted(failure),
  ))
    log.error('stale', {
      ...about,
      ...withoutUndefined({ outcome, InstanceId, Region }),
      code,
      message,
    });
}

interface DeliveryLine extends Processed {
  readonly delivery: GuardedDelivery;
  readonly trigger: string;
  readonly durationMs: number;
}

/** One line for a delivery. Issues name fields and settings, never values of secrets. */
export function logDelivery(log: Logger, line: DeliveryLine): void {
  const { trigger, delivery, result, response, durationMs } = line;
  const failures = findFailures(result);
  logFailures(log, line, failures);
  log[toLogLevel(result, failures.length === 0, delivery)]('delivery', {
    trigger: delivery.trigger ?? trigger,
    ...callerFields(delivery),
    ...resultFields(result),
    ...runKeyField(delivery.runKey),
    ...(delivery.http === undefined ? {} : { status: response.status }),
    durationMs: Math.round(durationMs),
  });
}

const MAX_LINE = 1_500;
const SEPARATOR = '; ';

/** Texts, as many to a line as fit. */
function joinLines(texts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const line = lines.at(-1);
    if (line === undefined || line.length + SEPARATOR.length + text.length > MAX_LINE)
      lines.push(text);
    else lines[lines.length - 1] = `${line}${SEPARATOR}${text}`;
  }
  return lines;
}

/** Deliveries that were not begun, many to a line: there may be thousands, and no time left to write a line for each. */
export function logDeferred(log: Logger, trigger: string, deferred: readonly Processed[]): void {
  const keys = deferred.map(({ delivery }) => delivery.runKey?.value ?? '?');
  for (const message of joinLines(keys))
    log.error('deliveries', { trigger, outcome: 'deferred', code: 'DeadlineTooNear', message });
}

/** A fault of this program: its message goes to the log and nowhere else. */
export function logCrash(log: Logger, thrown: unknown): void {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  log.error('crash', { code: CRASH_CODE, message });
}

/** What an invocation adds up to beside its results. */
export interface Totals {
  readonly metrics: { readonly savedCalls: number; readonly oldestAgeMs?: number };
  readonly calls: Calls;
  readonly findings: ApiFindings;
  readonly durationMs: number;
}

/** One line an invocation, for an index and its alarms: docs/monitoring.md has both. */
export function logSummary(log: Logger, results: readonly Result[], totals: Totals): void {
  const { metrics, calls, findings, durationMs } = totals;
  const outcomes = countOutcomes(results);
  const ages = [
    ...results.map((result) => (result.kind === 'answered' ? result.oldestAgeHours : undefined)),
    metrics.oldestAgeMs === undefined ? undefined : toHours(metrics.oldestAgeMs),
  ].filter((age) => age !== undefined);
  log.info('summary', {
    targets: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    outcomes,
    failures: results.reduce((sum, result) => sum + findFailures(result).length, 0),
    calls: calls.byAction,
    limitedCalls: calls.limited,
    savedCalls: metrics.savedCalls,
    api: { ...findings },
    ...(ages.length === 0 ? {} : { lastGoodAgeHours: Math.max(...ages) }),
    durationMs: Math.round(durationMs),
  });
}
