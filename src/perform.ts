// A valid request → permission → the backups or the reading it asks for → its ending.
import { backUpAll } from './backup/fleet';
import type { Ending } from './ending';
import { runOf } from './invocation';
import { logTarget } from './journal';
import type { BackupRequest } from './request/backup-request';
import { forbidden } from './request/permit';
import type { Reading } from './request/reading';
import type { Stage } from './stage';
import type { Delivery } from './triggers/trigger';

/** Does what a request asks, as far as the settings allow it. */
export async function perform(
  request: BackupRequest | Reading,
  delivery: Delivery,
  stage: Stage,
): Promise<Ending> {
  const issues = forbidden(request, stage.config);
  if (issues.length > 0) return { kind: 'forbidden', issues };
  if (!('read' in request)) return backedUp(request, delivery, stage);
  const { read } = await import('./reading');
  return read(request, delivery, stage);
}

async function backedUp(
  request: BackupRequest,
  { runKey, trigger: original }: Delivery,
  { run, trigger, world, config, api, shared, tally }: Stage,
): Promise<Ending> {
  const whose = runOf(run, original ?? trigger, runKey, world.uniqueText);
  const made = await backUpAll(request, whose, {
    ...world,
    api,
    shared,
    writesPerSecond: config.RATE_LIMIT_PER_SECOND,
    zoneMs: config.API_TIME_ZONE,
    allowed: config,
    onSelected: (targets) => world.log.info('selected', { targets }),
    onResult: (result, durationMs) => logTarget(world.log, result, runKey, durationMs),
    onSaved: tally.save,
    onAge: tally.see,
  });
  return made.kind === 'backed up' ? { ...made, form: request.form } : made;
}
