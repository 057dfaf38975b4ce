// The whole flow on one page: event → trigger → door → request → permission → backups → ending → reply.
import { mapAtOnce } from './backup/at-once';
import { backUp, openShared, type Shared } from './backup/service';
import { TIMING } from './backup/timing';
import { firstOf, isLastCall } from './batch';
import type { Config } from './config';
import type { Ending } from './ending';
import { type Entered, passDoor } from './http/door';
import { type Invocation, runOf } from './invocation';
import { logCrash, logDeferred, logDelivery, logTarget } from './journal';
import { forbidden } from './request/permit';
import { readRequest } from './request/read';
import { select } from './triggers/select';
import type { Delivery, Settled } from './triggers/trigger';
import type { OpenApi, World } from './world';

interface Entrance {
  readonly trigger: string;
  readonly run: Invocation;
  readonly world: World;
}

/** What the deliveries of one invocation share. */
interface Inside extends Entrance, Pick<OpenApi, 'api'> {
  readonly config: Config;
  readonly shared: Shared;
  readonly isBatch: boolean;
}

/** Deliveries under way at once: more than runs, so that many for one busy instance don't hold up those for others. */
const DELIVERIES_AT_ONCE = 200;

/**
 * Handles one event of SCF.
 *
 * @returns what the trigger's platform expects: an HTTP answer, or the results
 * @throws UnclaimedEventError for an event no trigger knows; BackupNotMadeError when a backup was not made and nobody
 *   waits for an answer
 */
export async function handle(event: unknown, run: Invocation, world: World): Promise<unknown> {
  const trigger = select(event);
  const facts = { requestId: run.requestId, sha256: world.sha256 };
  const deliveries = trigger.read(event, facts);
  const settled = await settleAll(deliveries, { trigger: trigger.name, run, world }).catch(
    (thrown: unknown) => {
      const ending = logCrash(world.log)(thrown);
      return deliveries.map((delivery) => ({ delivery, ending }));
    },
  );
  return trigger.reply(settled, facts);
}

async function settleAll(deliveries: readonly Delivery[], at: Entrance): Promise<Settled[]> {
  const { config, clock } = at.world;
  if (!config.ok) {
    const ending: Ending = { kind: 'misconfigured', issues: config.issues };
    return deliveries.map((delivery) => logged({ delivery, ending }, 0, at));
  }
  const opened = at.world.openApi(config.value);
  const perSecond = config.value.RATE_LIMIT_PER_SECOND;
  const inside: Inside = {
    ...at,
    config: config.value,
    api: opened.api,
    shared: openShared({ clock, writesPerSecond: perSecond }),
    isBatch: deliveries.length > 1,
  };
  const first = firstOf(deliveries.length, at.run.deadline, perSecond, clock);
  try {
    const work = (delivery: Delivery) => settle(delivery, inside);
    const settled = await mapAtOnce(deliveries, DELIVERIES_AT_ONCE, work, first);
    logDeferred(at.world.log, at.trigger, settled);
    return settled;
  } finally {
    opened.close();
  }
}

/** One delivery to its ending, whatever happens: a fault in one never takes the others of its batch with it. */
async function settle(delivery: Delivery, inside: Inside): Promise<Settled> {
  const { clock, log, version, timing = TIMING } = inside.world;
  const startedAt = clock.now();
  if (inside.isBatch && isLastCall(inside.run.deadline, startedAt, timing))
    return { delivery, ending: { kind: 'deferred' } };
  let entered: Entered = delivery;
  const pass = async (): Promise<Ending> => {
    entered = passDoor(delivery, { settings: inside.config, version, nowMs: startedAt });
    return entered.stopped ?? deliver(entered, inside);
  };
  const ending = await pass().catch(logCrash(log));
  return logged({ delivery: entered, ending }, clock.now() - startedAt, inside);
}

async function deliver(delivery: Delivery, inside: Inside): Promise<Ending> {
  const { run, world, config, api, shared } = inside;
  const request = readRequest(delivery, {
    region: config.BACKUP_REGION ?? run.region,
    request: config.DEFAULT_REQUEST,
  });
  if (!request.ok) return { kind: 'invalid', issues: request.issues };
  const issues = forbidden(request.value, config);
  if (issues.length > 0) return { kind: 'forbidden', issues };
  const trigger = delivery.trigger ?? inside.trigger;
  const results = await backUp(
    request.value,
    runOf(run, trigger, delivery.runKey, world.uniqueText),
    {
      ...world,
      api,
      shared,
      writesPerSecond: config.RATE_LIMIT_PER_SECOND,
      onResult: (result, ms) => logTarget(world.log, result, delivery.runKey, ms),
    },
  );
  return { kind: 'backed up', form: request.value.form, results };
}

function logged(settled: Settled, durationMs: number, at: Entrance): Settled {
  logDelivery(at.world.log, { trigger: at.trigger, ...settled, durationMs });
  return settled;
}
