// The whole flow on one page: event → trigger → door → request → permission → backups or reading → ending → reply.
import { type Calls, openGate, openPace } from './backup/pace';
import type { Ending } from './ending';
import { stopAtDoor } from './http/door';
import { questionOf } from './http/question';
import type { Invocation } from './invocation';
import { logCrash, logDelivery, logSummary } from './journal';
import { perform, type Stage } from './perform';
import { type Defaults, readQuestion, readRequest } from './request/read';
import { openTally } from './tally';
import { select } from './triggers/select';
import type { Delivery } from './triggers/trigger';
import type { World } from './world';

/**
 * Handles one event of SCF.
 *
 * @returns what the trigger's platform expects: an HTTP answer, or the results
 * @throws UnclaimedEventError for an event no trigger knows; BackupNotMadeError when a backup was not made and nobody
 *   waits for an answer
 */
export async function handle(event: unknown, run: Invocation, world: World): Promise<unknown> {
  const trigger = select(event);
  const { config, clock, log } = world;
  if (!config.ok) {
    const ending: Ending = { kind: 'misconfigured', issues: config.issues };
    return trigger.reply(
      trigger.read(event, run).map((delivery) => {
        logDelivery(log, { trigger: trigger.name, delivery, ending, durationMs: 0 });
        return ending;
      }),
      run,
    );
  }
  const startedAt = clock.now();
  const pace = openPace({ clock, writesPerSecond: config.value.RATE_LIMIT_PER_SECOND });
  const { gate, calls } = openGate(pace, clock);
  const opened = world.openApi(config.value, gate);
  const tally = openTally();
  const stage = { trigger: trigger.name, run, world, config: config.value, pace, tally };
  try {
    const deliveries = trigger.read(event, run);
    const endings = await Promise.all(
      deliveries.map((delivery) => settle(delivery, { ...stage, api: opened.api })),
    );
    const durationMs = clock.now() - startedAt;
    if (isWork(calls())) logSummary(log, endings, { ...tally, calls: calls(), durationMs });
    return trigger.reply(endings, run);
  } finally {
    opened.close();
  }
}

/** A caller who was turned away, or asked for the version, is not worth a summary. */
const isWork = ({ byAction }: Calls): boolean => Object.keys(byAction).length > 0;

/** One delivery to its ending, whatever happens: a fault in one never takes the others of its batch with it. */
async function settle(delivery: Delivery, stage: Stage): Promise<Ending> {
  const { clock, log } = stage.world;
  const startedAt = clock.now();
  const ending = await deliver(delivery, stage).catch(logCrash(log));
  const durationMs = clock.now() - startedAt;
  logDelivery(log, { trigger: stage.trigger, delivery, ending, durationMs });
  return ending;
}

async function deliver(delivery: Delivery, stage: Stage): Promise<Ending> {
  const { run, world, config } = stage;
  const stopped = delivery.http && stopAtDoor(delivery.http, config, world.version);
  if (stopped !== undefined) return stopped;
  const defaults: Defaults = {
    region: config.BACKUP_REGION ?? run.region,
    request: config.DEFAULT_REQUEST,
  };
  const question = delivery.http && questionOf(delivery.http);
  const request =
    question === undefined ? readRequest(delivery, defaults) : readQuestion(question, defaults);
  if (!request.ok) return { kind: 'invalid', issues: request.issues };
  return perform(request.value, delivery, stage);
}
