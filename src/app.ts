// The whole flow on one page: event → trigger → door → request → permission → backups → ending → reply.
import { backUp } from './backup/service';
import type { Config } from './config';
import type { Ending } from './ending';
import { type Entered, passDoor } from './http/door';
import { type Invocation, runOf } from './invocation';
import { logCrash, logDelivery, logTarget } from './journal';
import { forbidden } from './request/permit';
import { readRequest } from './request/read';
import { select } from './triggers/select';
import type { Delivery, Trigger } from './triggers/trigger';
import type { OpenApi, World } from './world';

interface Entrance {
  readonly trigger: string;
  readonly run: Invocation;
  readonly world: World;
}

/**
 * Handles one event of SCF.
 *
 * @returns what the trigger's platform expects: an HTTP answer, or the results
 * @throws UnclaimedEventError for an event no trigger knows; BackupNotMadeError when a backup was not made and nobody
 *   waits for an answer
 */
export async function handle(event: unknown, run: Invocation, world: World): Promise<unknown> {
  const trigger = select(event);
  const endings = await carryOut(event, trigger, { trigger: trigger.name, run, world }).catch(
    (thrown) => [logCrash(world.log)(thrown)],
  );
  return trigger.reply(endings, run);
}

async function carryOut(event: unknown, trigger: Trigger, at: Entrance): Promise<Ending[]> {
  const { run, world } = at;
  const deliveries = trigger.read(event, run);
  const { config } = world;
  if (!config.ok) {
    const ending: Ending = { kind: 'misconfigured', issues: config.issues };
    return deliveries.map((delivery) => logged(delivery, ending, 0, at));
  }
  const opened = world.openApi(config.value);
  try {
    return await Promise.all(
      deliveries.map((delivery) => settle(delivery, config.value, opened, at)),
    );
  } finally {
    opened.close();
  }
}

/** One delivery to its ending, whatever happens: a fault in one never takes the others of its batch with it. */
async function settle(
  delivery: Delivery,
  config: Config,
  opened: OpenApi,
  at: Entrance,
): Promise<Ending> {
  const { clock, log } = at.world;
  const startedAt = clock.now();
  let entered: Entered = delivery;
  const pass = async (): Promise<Ending> => {
    entered = passDoor(delivery, { settings: config, version: at.world.version, nowMs: startedAt });
    return entered.stopped ?? deliver(entered, config, opened, at);
  };
  const ending = await pass().catch(logCrash(log));
  return logged(entered, ending, clock.now() - startedAt, at);
}

async function deliver(
  delivery: Delivery,
  config: Config,
  { api }: OpenApi,
  at: Entrance,
): Promise<Ending> {
  const { run, world, trigger } = at;
  const request = readRequest(delivery, {
    region: config.BACKUP_REGION ?? run.region,
    request: config.DEFAULT_REQUEST,
  });
  if (!request.ok) return { kind: 'invalid', issues: request.issues };
  const issues = forbidden(request.value, config);
  if (issues.length > 0) return { kind: 'forbidden', issues };
  const results = await backUp(
    request.value,
    runOf(run, trigger, delivery.runKey, world.uniqueText),
    {
      ...world,
      api,
      writesPerSecond: config.RATE_LIMIT_PER_SECOND,
      onResult: (result, durationMs) => logTarget(world.log, result, durationMs),
    },
  );
  return { kind: 'backed up', form: request.value.form, results };
}

function logged(delivery: Entered, ending: Ending, durationMs: number, at: Entrance): Ending {
  logDelivery(at.world.log, { trigger: at.trigger, delivery, ending, durationMs });
  return ending;
}
