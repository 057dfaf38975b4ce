// What is written down as it happens: one line a delivery and one a target; summary.ts has the one that sums up.

import type { RunKey } from './delivery';
import type { Result } from './ending';
import { isSuccess } from './fine';
import type { GuardedDelivery } from './http/guard';
import { toReply } from './http/response';
import type { LogFields, Logger } from './logger';
import { findStale } from './queries/coverage';
import { formatIssues } from './request/issues';
import { isTargetSuccess, type Success, type TargetResult } from './result';
import type { Processed } from './triggers/trigger';

/** One line for a target. A backup that was not made is an error, one put off or unproven included. */
export function logTarget(
  log: Logger,
  result: TargetResult,
  runKey: RunKey | undefined,
  durationMs: number,
): void {
  const { InstanceId, Region, Outcome: outcome } = result;
  const about: LogFields = {
    ...runKeyField(runKey),
    InstanceId,
    Region,
    outcome,
    durationMs: Math.round(durationMs),
  };
  if (isTargetSuccess(result)) {
    log.info('target', { ...about, ...proofFields(result) });
    return;
  }
  const { code, message, requestId: RequestId } = result.failure;
  log.error('target', { ...about, code, message, ...withoutUndefined({ RequestId }) });
}

function proofFields(result: Success): LogFields {
  if (result.Outcome !== 'skipped') {
    const { TaskId, BackupId, RequestId } = result;
    return withoutUndefined({ TaskId, BackupId, RequestId });
  }
  const state = result.Reason === 'not running' ? `: ${result.State}` : '';
  return { reason: `${result.Reason}${state}` };
}

const runKeyField = (runKey: RunKey | undefined): LogFields =>
  runKey === undefined ? {} : { runKey: runKey.value };

const withoutUndefined = (
  fields: { [Name in keyof LogFields]: LogFields[Name] | undefined },
): LogFields =>
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
  'wrong media type': 'warn',
  'too large': 'warn',
  closed: 'error',
  misconfigured: 'error',
  deferred: 'error',
  crashed: 'error',
} as const satisfies Record<Exclude<Result['kind'], 'backed up' | 'coverage'>, keyof Logger>;

/** A caller chooses the names of unknown fields; they are quoted, but not without end. */
const MAX_MESSAGE = 1000;

const CLOSED =
  'the setting WEBHOOK_SECRETS holds no secret that WEBHOOK_AUTH makes use of, so no webhook is let in';

/** How a delivery ended: for one that ran, as its targets did, or `mixed`. */
function resultFields(ending: Result): LogFields {
  if ('issues' in ending)
    return { outcome: ending.kind, message: formatIssues(ending.issues).slice(0, MAX_MESSAGE) };
  switch (ending.kind) {
    case 'unauthenticated':
      return { outcome: ending.kind, message: ending.reason };
    case 'closed':
      return { outcome: ending.kind, message: CLOSED };
    case 'backed up': {
      const [outcome = 'none', ...others] = new Set(ending.results.map((result) => result.Outcome));
      return { outcome: others.length === 0 ? outcome : 'mixed', ...targetFields(ending.results) };
    }
    case 'coverage':
      return {
        outcome: isSuccess(ending) ? 'covered' : 'stale',
        ...targetFields(ending.coverage.rows),
      };
    case 'unread': {
      const { code, message } = ending.failure;
      return { outcome: ending.kind, code, message };
    }
    default:
      return { outcome: ending.kind };
  }
}

/** What was asked: the instance when it is one, else how many; each has its own line. */
function targetFields(all: readonly Pick<TargetResult, 'InstanceId' | 'Region'>[]): LogFields {
  const [only] = all;
  return all.length === 1 && only !== undefined
    ? { targets: 1, InstanceId: only.InstanceId, Region: only.Region }
    : { targets: all.length };
}

/** A caller's mistakes are warnings over HTTP; without a caller they are errors, like every backup that was not made. */
function logLevel(ending: Result, hasCaller: boolean): keyof Logger {
  if (ending.kind === 'backed up' || ending.kind === 'coverage')
    return isSuccess(ending) ? 'info' : 'error';
  const level = LEVELS[ending.kind];
  return level === 'warn' && !hasCaller ? 'error' : level;
}

/** Who asked over HTTP, and where from. */
const callerFields = ({ caller, http }: GuardedDelivery): LogFields =>
  withoutUndefined({
    caller:
      caller === undefined || caller.by === 'platform'
        ? caller?.by
        : `${caller.by} ${caller.fingerprint}`,
    source: http?.source,
  });

interface ProcessedWithTime extends Processed {
  readonly delivery: GuardedDelivery;
  readonly trigger: string;
  readonly durationMs: number;
}

/** A line for each region that could not be listed, and for each instance that is stale: each is for an operator. */
function logFailures(log: Logger, { delivery, result }: Processed): void {
  const { unlisted = [] } =
    result.kind === 'coverage' ? result.coverage : result.kind === 'backed up' ? result : {};
  const about = runKeyField(delivery.runKey);
  for (const { Region, failure } of unlisted)
    log.error('region', { ...about, Region, code: failure.code, message: failure.message });
  if (result.kind !== 'coverage') return;
  for (const { InstanceId, Region, Why } of findStale(result.coverage))
    log.error('stale', { ...about, InstanceId, Region, message: Why });
}

/** One line for a delivery. Issues name fields and settings, never values of secrets. */
export function logDelivery(
  log: Logger,
  { trigger, delivery, result, durationMs }: ProcessedWithTime,
): void {
  logFailures(log, { delivery, result });
  log[logLevel(result, delivery.http !== undefined)]('delivery', {
    trigger: delivery.trigger ?? trigger,
    ...callerFields(delivery),
    ...resultFields(result),
    ...runKeyField(delivery.runKey),
    ...(delivery.http === undefined ? {} : { status: toReply(result, '').status }),
    durationMs: Math.round(durationMs),
  });
}

const MAX_LINE = 1_500;

/** Texts, as many to a line as fit. */
function joinLines(texts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const line = lines.at(-1);
    if (line === undefined || line.length + text.length > MAX_LINE) lines.push(text);
    else lines[lines.length - 1] = `${line} ${text}`;
  }
  return lines;
}

/** Deliveries that were not begun, many to a line: there may be thousands, and no time left to write a line for each. */
export function logDeferred(log: Logger, trigger: string, settled: readonly Processed[]): void {
  const keys = settled.flatMap(({ delivery, result }) =>
    result.kind === 'deferred' ? [delivery.runKey?.value ?? '?'] : [],
  );
  for (const message of joinLines(keys))
    log.error('deliveries', { trigger, outcome: 'deferred', message });
}

/** The ending of a delivery that met a fault of this program; its message goes to the log and nowhere else. */
export const logCrash =
  (log: Logger) =>
  (thrown: unknown): Result => {
    log.error('crash', { message: thrown instanceof Error ? thrown.message : String(thrown) });
    return { kind: 'crashed' };
  };
