// What is written down as it happens: one line a delivery and one a target; summary.ts has the one that sums up.
import { staleRows } from './backup/coverage';
import { type Fine, isMade, type TargetResult } from './backup/outcome';
import type { Ending } from './ending';
import { isFine } from './fine';
import { replyOf } from './http/answer';
import type { Entered } from './http/door';
import type { LogFields, Logger } from './log';
import { describe } from './request/backup-request';
import type { RunKey, Settled } from './triggers/trigger';

/** One line for a target. A backup that was not made is an error, one put off or unproven included. */
export function logTarget(
  log: Logger,
  result: TargetResult,
  runKey: RunKey | undefined,
  durationMs: number,
): void {
  const { InstanceId, Region, Outcome: outcome } = result;
  const about: LogFields = {
    ...named(runKey),
    InstanceId,
    Region,
    outcome,
    durationMs: Math.round(durationMs),
  };
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

const named = (runKey: RunKey | undefined): LogFields =>
  runKey === undefined ? {} : { runKey: runKey.value };

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
  'wrong media type': 'warn',
  'too large': 'warn',
  closed: 'error',
  misconfigured: 'error',
  deferred: 'error',
  crashed: 'error',
} as const satisfies Record<Exclude<Ending['kind'], 'backed up' | 'coverage'>, keyof Logger>;

/** A caller chooses the names of unknown fields; they are quoted, but not without end. */
const LONGEST = 1000;

const CLOSED =
  'the setting WEBHOOK_SECRETS holds no secret that WEBHOOK_AUTH makes use of, so no webhook is let in';

/** How a delivery ended: for one that ran, as its targets did, or `mixed`. */
function reasonOf(ending: Ending): LogFields {
  if ('issues' in ending)
    return { outcome: ending.kind, message: describe(ending.issues).slice(0, LONGEST) };
  switch (ending.kind) {
    case 'unauthenticated':
      return { outcome: ending.kind, message: ending.reason };
    case 'closed':
      return { outcome: ending.kind, message: CLOSED };
    case 'backed up': {
      const [outcome = 'none', ...others] = new Set(ending.results.map((result) => result.Outcome));
      return { outcome: others.length === 0 ? outcome : 'mixed', ...whatOf(ending.results) };
    }
    case 'coverage':
      return { outcome: isFine(ending) ? 'covered' : 'stale', ...whatOf(ending.coverage.rows) };
    case 'unread': {
      const { code, message } = ending.failure;
      return { outcome: ending.kind, code, message };
    }
    default:
      return { outcome: ending.kind };
  }
}

/** What was asked: the instance when it is one, else how many; each has its own line. */
function whatOf(all: readonly Pick<TargetResult, 'InstanceId' | 'Region'>[]): LogFields {
  const [only] = all;
  return all.length === 1 && only !== undefined
    ? { targets: 1, InstanceId: only.InstanceId, Region: only.Region }
    : { targets: all.length };
}

/** A caller's mistakes are warnings over HTTP; without a caller they are errors, like every backup that was not made. */
function levelOf(ending: Ending, hasCaller: boolean): keyof Logger {
  if (ending.kind === 'backed up' || ending.kind === 'coverage')
    return isFine(ending) ? 'info' : 'error';
  const level = LEVELS[ending.kind];
  return level === 'warn' && !hasCaller ? 'error' : level;
}

/** Who asked over HTTP, and where from. */
const whoOf = ({ caller, http }: Entered): LogFields =>
  defined({
    caller:
      caller === undefined || caller.by === 'platform'
        ? caller?.by
        : `${caller.by} ${caller.fingerprint}`,
    source: http?.source,
  });

interface Ended extends Settled {
  readonly delivery: Entered;
  readonly trigger: string;
  readonly durationMs: number;
}

/** A line for each region that could not be listed, and for each instance that is stale: each is for an operator. */
function logFailures(log: Logger, { delivery, ending }: Settled): void {
  const { unlisted = [] } =
    ending.kind === 'coverage' ? ending.coverage : ending.kind === 'backed up' ? ending : {};
  const about = named(delivery.runKey);
  for (const { Region, failure } of unlisted)
    log.error('region', { ...about, Region, code: failure.code, message: failure.message });
  if (ending.kind !== 'coverage') return;
  for (const { InstanceId, Region, Why } of staleRows(ending.coverage))
    log.error('stale', { ...about, InstanceId, Region, message: Why });
}

/** One line for a delivery. Issues name fields and settings, never values of secrets. */
export function logDelivery(log: Logger, { trigger, delivery, ending, durationMs }: Ended): void {
  logFailures(log, { delivery, ending });
  log[levelOf(ending, delivery.http !== undefined)]('delivery', {
    trigger: delivery.trigger ?? trigger,
    ...whoOf(delivery),
    ...reasonOf(ending),
    ...named(delivery.runKey),
    ...(delivery.http === undefined ? {} : { status: replyOf(ending, '').status }),
    durationMs: Math.round(durationMs),
  });
}

const LINE_LENGTH = 1_500;

/** Texts, as many to a line as fit. */
function linesOf(texts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const line = lines.at(-1);
    if (line === undefined || line.length + text.length > LINE_LENGTH) lines.push(text);
    else lines[lines.length - 1] = `${line} ${text}`;
  }
  return lines;
}

/** Deliveries that were not begun, many to a line: there may be thousands, and no time left to write a line for each. */
export function logDeferred(log: Logger, trigger: string, settled: readonly Settled[]): void {
  const keys = settled.flatMap(({ delivery, ending }) =>
    ending.kind === 'deferred' ? [delivery.runKey?.value ?? '?'] : [],
  );
  for (const message of linesOf(keys))
    log.error('deliveries', { trigger, outcome: 'deferred', message });
}

/** The ending of a delivery that met a fault of this program; its message goes to the log and nowhere else. */
export const logCrash =
  (log: Logger) =>
  (thrown: unknown): Ending => {
    log.error('crash', { message: thrown instanceof Error ? thrown.message : String(thrown) });
    return { kind: 'crashed' };
  };
