// The whole flow on one page: event → trigger → door → request → permission → backups or reading → ending → reply.

import type { Deps } from './context';
import type { Result } from './ending';
import { execute } from './execute';
import type { GuardedDelivery } from './http/guard';
import type { InvocationContext } from './invocation';
import { processAll } from './process-all';
import { type Defaults, parsePayload, parseQuery } from './request/parse-request';
import type { Session } from './stage';
import { selectTrigger } from './triggers/select';

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
  const trigger = selectTrigger(event);
  const readContext = { invocationId: invocation.invocationId, sha256: deps.sha256 };
  const deliveries = trigger.read(event, readContext);
  const processed = await processAll(
    deliveries,
    { trigger: trigger.name, invocation, deps },
    deliver,
  );
  return trigger.respond(processed, readContext);
}

/** One delivery, from behind the door to its ending. */
async function deliver(entered: GuardedDelivery, session: Session): Promise<Result> {
  if (entered.rejected !== undefined) return entered.rejected;
  const defaults: Defaults = {
    region: session.config.BACKUP_REGION ?? session.invocation.region,
    request: session.config.DEFAULT_REQUEST,
  };
  const request =
    entered.query === undefined
      ? parsePayload(entered, defaults)
      : await parseQuery(entered.query, defaults);
  if (!request.ok) return { kind: 'invalid', issues: request.issues };
  return execute(request.value, entered, session);
}
