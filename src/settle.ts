// Every delivery of an invocation to its ending, whatever happens, and one summary of them all.
import { mapAtOnce } from './backup/at-once';
import { type Calls, openGate } from './backup/pace';
import { openShared } from './backup/shared';
import { TIMING } from './backup/timing';
import { firstOf, isLastCall } from './batch';
import type { Config } from './config';
import type { Ending } from './ending';
import { type Entered, passDoor } from './http/door';
import { logCrash, logDeferred, logDelivery } from './journal';
import type { Entrance, Stage } from './stage';
import { logSummary } from './summary';
import { openTally } from './tally';
import type { Delivery, Settled } from './triggers/trigger';

/** Deliveries under way at once: more than runs, so that many for one busy instance don't hold up those for others. */
const DELIVERIES_AT_ONCE = 200;

/** What is done with a delivery that has been to the door. */
type Deliver = (entered: Entered, stage: Stage) => Promise<Ending>;

/** Never rejects: a fault of this program is the ending of those it has met. */
export async function settleAll(
  deliveries: readonly Delivery[],
  at: Entrance,
  deliver: Deliver,
): Promise<Settled[]> {
  const { config, log } = at.world;
  if (!config.ok) {
    const ending: Ending = { kind: 'misconfigured', issues: config.issues };
    return deliveries.map((delivery) => logged({ delivery, ending }, 0, at));
  }
  return settleEach(deliveries, at, config.value, deliver).catch((thrown: unknown) => {
    const ending = logCrash(log)(thrown);
    return deliveries.map((delivery) => ({ delivery, ending }));
  });
}

async function settleEach(
  deliveries: readonly Delivery[],
  at: Entrance,
  config: Config,
  deliver: Deliver,
): Promise<Settled[]> {
  const { clock, log } = at.world;
  const startedAt = clock.now();
  const writesPerSecond = config.RATE_LIMIT_PER_SECOND;
  const shared = openShared({ clock, writesPerSecond });
  const { gate, calls } = openGate(shared.pace, clock);
  const { api, close } = at.world.openApi(config, gate);
  const tally = openTally();
  const stage: Stage = { ...at, config, api, shared, tally };
  const first = firstOf(deliveries.length, at.run.deadline, writesPerSecond, clock);
  const isBatch = deliveries.length > 1;
  try {
    const work = (delivery: Delivery) => settle(delivery, isBatch, stage, deliver);
    const settled = await mapAtOnce(deliveries, DELIVERIES_AT_ONCE, work, first);
    logDeferred(log, at.trigger, settled);
    const durationMs = clock.now() - startedAt;
    const endings = settled.map(({ ending }) => ending);
    if (isWork(calls())) logSummary(log, endings, { ...tally, calls: calls(), durationMs });
    return settled;
  } finally {
    close();
  }
}

/** A caller who was turned away, or asked for the version, is not worth a summary. */
const isWork = ({ byAction }: Calls): boolean => Object.keys(byAction).length > 0;

/** One delivery to its ending: a fault in one never takes the others of its batch with it. */
async function settle(
  delivery: Delivery,
  isBatch: boolean,
  stage: Stage,
  deliver: Deliver,
): Promise<Settled> {
  const { clock, log, version, timing = TIMING } = stage.world;
  const startedAt = clock.now();
  if (isBatch && isLastCall(stage.run.deadline, startedAt, timing))
    return { delivery, ending: { kind: 'deferred' } };
  let entered: Entered = delivery;
  const pass = async (): Promise<Ending> => {
    entered = passDoor(delivery, { settings: stage.config, version, nowMs: startedAt });
    return deliver(entered, stage);
  };
  const ending = await pass().catch(logCrash(log));
  return logged({ delivery: entered, ending }, clock.now() - startedAt, stage);
}

function logged(settled: Settled, durationMs: number, at: Entrance): Settled {
  logDelivery(at.world.log, { trigger: at.trigger, ...settled, durationMs });
  return settled;
}
