// The whole flow on one page: event → trigger → door → request → permission → backups or reading → ending → reply.
import type { Ending } from './ending';
import type { Entered } from './http/door';
import type { Invocation } from './invocation';
import { perform } from './perform';
import { type Defaults, readQuestion, readRequest } from './request/read';
import { settleAll } from './settle';
import type { Stage } from './stage';
import { select } from './triggers/select';
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
  const facts = { requestId: run.requestId, sha256: world.sha256 };
  const deliveries = trigger.read(event, facts);
  const settled = await settleAll(deliveries, { trigger: trigger.name, run, world }, deliver);
  return trigger.reply(settled, facts);
}

/** One delivery, from behind the door to its ending. */
async function deliver(entered: Entered, stage: Stage): Promise<Ending> {
  if (entered.stopped !== undefined) return entered.stopped;
  const defaults: Defaults = {
    region: stage.config.BACKUP_REGION ?? stage.run.region,
    request: stage.config.DEFAULT_REQUEST,
  };
  const request =
    entered.question === undefined
      ? readRequest(entered, defaults)
      : await readQuestion(entered.question, defaults);
  if (!request.ok) return { kind: 'invalid', issues: request.issues };
  return perform(request.value, entered, stage);
}
