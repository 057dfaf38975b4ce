// Every delivery of an invocation to its ending, whatever happens, and one summary of them all.
import { TIMING } from './backup/state';
import { isOutOfTime, startIndex } from './batch';
import type { Config } from './config';
import type { Delivery } from './delivery';
import type { Result } from './ending';
import { type GuardedDelivery, guard } from './http/guard';
import { logCrash, logDeferred, logDelivery } from './log-lines';
import { openMetrics } from './metrics';
import { mapConcurrent } from './rate-limit/concurrency';
import { openLimits } from './rate-limit/invocation-limits';
import { type Calls, openCallLimiter } from './rate-limit/rate-limiter';
import type { Session, SessionStart } from './stage';
import { logSummary } from './summary';
import type { Processed } from './triggers/trigger';

/** Deliveries under way at once: more than runs, so that many for one busy instance don't hold up those for others. */
const MAX_CONCURRENT_DELIVERIES = 200;

/** What is done with a delivery that has been to the door. */
type Deliver = (entered: GuardedDelivery, session: Session) => Promise<Result>;

/** Never rejects: a fault of this program is the ending of those it has met. */
export async function processAll(
  deliveries: readonly Delivery[],
  at: SessionStart,
  deliver: Deliver,
): Promise<Processed[]> {
  const { config, log } = at.deps;
  if (!config.ok) {
    const result: Result = { kind: 'misconfigured', issues: config.issues };
    return deliveries.map((delivery) => logged({ delivery, result }, 0, at));
  }
  return processEach(deliveries, at, config.value, deliver).catch((thrown: unknown) => {
    const result = logCrash(log)(thrown);
    return deliveries.map((delivery) => ({ delivery, result }));
  });
}

async function processEach(
  deliveries: readonly Delivery[],
  at: SessionStart,
  config: Config,
  deliver: Deliver,
): Promise<Processed[]> {
  const { clock, log } = at.deps;
  const startedAt = clock.now();
  const writesPerSecond = config.RATE_LIMIT_PER_SECOND;
  const shared = openLimits({ clock, writesPerSecond });
  const { gate, calls } = openCallLimiter(shared.rateLimiter, clock);
  const { api, close } = at.deps.openApi(config, gate);
  const tally = openMetrics();
  const session: Session = { ...at, config, api, limits: shared, metrics: tally };
  const first = startIndex(deliveries.length, at.invocation.deadline, writesPerSecond, clock);
  const isBatch = deliveries.length > 1;
  try {
    const work = (delivery: Delivery) => processOne(delivery, isBatch, session, deliver);
    const processed = await mapConcurrent(deliveries, MAX_CONCURRENT_DELIVERIES, work, first);
    logDeferred(log, at.trigger, processed);
    const durationMs = clock.now() - startedAt;
    const endings = processed.map(({ result }) => result);
    if (hasCalls(calls())) logSummary(log, endings, { ...tally, calls: calls(), durationMs });
    return processed;
  } finally {
    close();
  }
}

/** A caller who was turned away, or asked for the version, is not worth a summary. */
const hasCalls = ({ byAction }: Calls): boolean => Object.keys(byAction).length > 0;

/** One delivery to its ending: a fault in one never takes the others of its batch with it. */
async function processOne(
  delivery: Delivery,
  isBatch: boolean,
  session: Session,
  deliver: Deliver,
): Promise<Processed> {
  const { clock, log, version, timing = TIMING } = session.deps;
  const startedAt = clock.now();
  if (isBatch && isOutOfTime(session.invocation.deadline, startedAt, timing))
    return { delivery, result: { kind: 'deferred' } };
  let entered: GuardedDelivery = delivery;
  const pass = async (): Promise<Result> => {
    entered = guard(delivery, { settings: session.config, version, nowMs: startedAt });
    return deliver(entered, session);
  };
  const result = await pass().catch(logCrash(log));
  return logged({ delivery: entered, result }, clock.now() - startedAt, session);
}

function logged(processed: Processed, durationMs: number, at: SessionStart): Processed {
  logDelivery(at.deps.log, { trigger: at.trigger, ...processed, durationMs });
  return processed;
}
