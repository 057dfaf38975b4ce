// The whole flow: select a trigger → read its deliveries → guard each → execute → respond.
import { runBackup } from './backup/backup';
import { ASSUMED_ZONE_MS } from './backup/freshness';
import { isOutOfTime, startIndex } from './batch';
import { type Deps, openSession, type Session, type SessionTrigger, toBackupRun } from './context';
import type { Delivery, Payload } from './delivery';
import { type GuardedDelivery, guard } from './http/guard';
import { toResponse } from './http/response';
import type { InvocationContext } from './invocation';
import { logFinding } from './log-findings';
import { logCrash, logDeferred, logDelivery, logSummary, logTarget } from './log-lines';
import { mapConcurrent } from './rate-limit/concurrency';
import { reject, rejectIssues } from './rejection';
import { findForbidden } from './request/allow-list';
import type { BackupRequest } from './request/backup-request';
import { toRegion } from './request/ids';
import { formatIssues } from './request/issues';
import { type Defaults, parsePayload } from './request/parse-request';
import type { Crashed, Result } from './result';
import { selectTrigger } from './triggers/select';
import type { Processed, ReadContext } from './triggers/trigger';

/**
 * Handles one event of SCF.
 *
 * @returns what the trigger's platform expects: an HTTP answer, or the results
 * @throws UnclaimedEventError for an event no trigger knows; BackupNotMadeError when a backup was not made and nobody
 *   waits for an answer
 */
export async function handle(
  event: unknown,
  invocation: InvocationContext,
  deps: Deps,
): Promise<unknown> {
  const trigger = selectTrigger(event, deps.log);
  const context: ReadContext = {
    invocationId: invocation.invocationId,
    sha256: deps.sha256,
    ageMs: (time) => deps.clock.now() - Date.parse(time),
  };
  const guarded = trigger.read(event, context).map((delivery) => guardDelivery(delivery, deps));
  const processed = await processAll(guarded, trigger, invocation, deps);
  return trigger.respond(await tell(event, trigger.name, processed, invocation, deps), context);
}

/** Once the results are known: a browser is shown an error as a page, a monitor is told how an event's run has ended. */
async function tell(
  event: unknown,
  trigger: string,
  processed: readonly Processed[],
  { deadline }: InvocationContext,
  { config, clock, log }: Deps,
): Promise<readonly Processed[]> {
  const http = processed[0]?.delivery.http;
  if (http === undefined) {
    const url = config.ok && config.value.PING_URL;
    if (url)
      await (await import('./ping')).ping(event, trigger, processed, { url, clock, deadline, log });
    return processed;
  }
  return http.headers.get('accept')?.includes('html')
    ? (await import('./queries/queries')).toErrorPages(processed)
    : processed;
}

/** Nothing is opened for a delivery that is turned away here, or that asks for the version alone. */
function guardDelivery(delivery: Delivery, { config, version, clock, log }: Deps): GuardedDelivery {
  if (!config.ok) {
    const reason = formatIssues(config.issues);
    return { ...delivery, result: reject('Misconfigured', { reason }) };
  }
  try {
    return guard(delivery, { settings: config.value, version, nowMs: clock.now() });
  } catch (thrown) {
    logCrash(log, thrown);
    return { ...delivery, result: CRASHED };
  }
}

/** Every delivery to its result, whatever happens. Never rejects: a fault of this program is the result of the deliveries that it met. */
async function processAll(
  deliveries: readonly GuardedDelivery[],
  trigger: SessionTrigger,
  invocation: InvocationContext,
  deps: Deps,
): Promise<readonly Processed[]> {
  const { log } = deps;
  const finish = (delivery: GuardedDelivery, result: Result, durationMs: number): Processed => {
    const processed = toProcessed(delivery, result, invocation);
    logDelivery(log, { ...processed, trigger: trigger.name, durationMs });
    return processed;
  };
  if (!deps.config.ok || deliveries.every(({ result }) => result !== undefined))
    return deliveries.map((delivery) => finish(delivery, delivery.result ?? CRASHED, 0));
  try {
    const session = openSession(trigger, invocation, deps, deps.config.value);
    return await processBatch(deliveries, session, finish).finally(session.close);
  } catch (thrown) {
    logCrash(log, thrown);
    return deliveries.map((delivery) => toProcessed(delivery, CRASHED, invocation));
  }
}

const CRASHED: Crashed = { kind: 'crashed' };

function toProcessed(
  delivery: GuardedDelivery,
  result: Result,
  { invocationId: instance }: InvocationContext,
): Processed {
  const { runKey } = delivery;
  const about = runKey === undefined ? { instance } : { instance, runKey: runKey.value };
  return { delivery, result, response: toResponse(result, about) };
}

/** Many at a time; each run begins at another place. What there is no time for is deferred, and logged many to a line. */
async function processBatch(
  deliveries: readonly GuardedDelivery[],
  session: Session,
  finish: (delivery: GuardedDelivery, result: Result, durationMs: number) => Processed,
): Promise<readonly Processed[]> {
  const { clock, log, timing, invocation, limits, metrics, findings, settings, trigger } = session;
  const beganAt = clock.now();
  const isBatch = deliveries.length > 1;
  const deferred: Processed[] = [];
  const process = async (delivery: GuardedDelivery): Promise<Processed> => {
    const release = await limits.deliveries.acquire();
    const startedAt = clock.now();
    if (isBatch && isOutOfTime(invocation.deadline, startedAt, timing)) {
      release();
      const processed = toProcessed(delivery, reject('DeadlineTooNear'), invocation);
      deferred.push(processed);
      return processed;
    }
    const result = delivery.result ?? (await execute(delivery, session, release).catch(crash));
    release();
    return finish(delivery, result, clock.now() - startedAt);
  };
  const crash = (thrown: unknown): Result => {
    logCrash(log, thrown);
    return CRASHED;
  };
  const first = isBatch
    ? startIndex(deliveries.length, invocation.deadline, settings.RATE_LIMIT_PER_SECOND, clock)
    : 0;
  const processed = await mapConcurrent(deliveries, deliveries.length, process, first);
  if (deferred.length > 0) logDeferred(log, trigger.name, deferred);
  const calls = limits.rateLimiter.calls();
  const totals = { metrics, calls, findings, durationMs: clock.now() - beganAt };
  // What was refused before any call is not worth a summary.
  if (Object.keys(calls.byAction).length > 0)
    logSummary(
      log,
      processed.map(({ result }) => result),
      totals,
    );
  return processed;
}

/** Does what a delivery asks, as far as the settings allow it. The read side is loaded with the first that needs it. */
async function execute(
  delivery: GuardedDelivery,
  session: Session,
  onWait: () => void,
): Promise<Result> {
  const { settings, invocation } = session;
  const region = settings.BACKUP_REGION ?? toRegion(invocation.region);
  const defaults: Defaults = {
    region,
    request: settings.DEFAULT_REQUEST,
    coverage: settings.COVERAGE_REQUEST,
  };
  const request =
    delivery.query === undefined
      ? parsePayload(delivery, defaults)
      : (await import('./queries/queries')).parseQuery(delivery.query, defaults);
  if (!request.ok) return rejectIssues(toRejectionCode(delivery.payload), request.issues);
  const issues = findForbidden(request.value, settings);
  if (issues.length > 0) return rejectIssues('NotAllowed', issues);
  if (!('query' in request.value)) return executeBackup(request.value, delivery, session, onWait);
  const { runQuery } = await import('./queries/queries');
  return runQuery(request.value, delivery.http, session);
}

const toRejectionCode = (payload: Payload) =>
  (payload.from === 'unreadable' && payload.code) || 'ValidationFailed';

function executeBackup(
  request: BackupRequest,
  delivery: GuardedDelivery,
  session: Session,
  onWait: () => void,
): Promise<Result> {
  const { runKey, trigger: name = session.trigger.name } = delivery;
  const { log, settings, metrics } = session;
  const trigger = { ...session.trigger, name };
  const run = toBackupRun(session.invocation, trigger, delivery, session.uniqueText);
  const { API_TIME_ZONE: zoneMs } = settings;
  return runBackup(request, run, {
    ...session,
    zone: { ms: zoneMs ?? ASSUMED_ZONE_MS, isSet: zoneMs !== undefined },
    allowed: settings,
    onWait,
    onFinding: (target, finding) => logFinding(log, target, finding, runKey),
    onSelected: (targets) => log.info('selected', { targets }),
    onResult: (result, durationMs) => logTarget(log, result, runKey, durationMs),
    onSaved: (calls) => {
      metrics.savedCalls += calls;
    },
    onAge: (ageMs) => {
      metrics.oldestAgeMs = Math.max(metrics.oldestAgeMs ?? ageMs, ageMs);
    },
  });
}
