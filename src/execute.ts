// A valid request → permission → the backups or the reading it asks for → its ending.
import { runBackup } from './backup/backup';
import type { Delivery } from './delivery';
import type { Result } from './ending';
import { toBackupRun } from './invocation';
import { logTarget } from './log-lines';
import { findForbidden } from './request/allow-list';
import type { BackupRequest } from './request/backup-request';
import type { QueryRequest } from './request/query-request';
import type { Session } from './stage';

/** Does what a request asks, as far as the settings allow it. */
export async function execute(
  request: BackupRequest | QueryRequest,
  delivery: Delivery,
  stage: Session,
): Promise<Result> {
  const issues = findForbidden(request, stage.config);
  if (issues.length > 0) return { kind: 'forbidden', issues };
  if (!('query' in request)) return executeBackup(request, delivery, stage);
  const { runQuery } = await import('./queries/queries');
  return runQuery(request, delivery, stage);
}

async function executeBackup(
  request: BackupRequest,
  { runKey, trigger: original }: Delivery,
  { invocation, trigger, deps, config, api, limits, metrics }: Session,
): Promise<Result> {
  const whose = toBackupRun(invocation, original ?? trigger, runKey, deps.uniqueText);
  const made = await runBackup(request, whose, {
    ...deps,
    api,
    limits,
    writesPerSecond: config.RATE_LIMIT_PER_SECOND,
    zoneMs: config.API_TIME_ZONE,
    allowed: config,
    onSelected: (targets) => deps.log.info('selected', { targets }),
    onResult: (result, durationMs) => logTarget(deps.log, result, runKey, durationMs),
    onSaved: metrics.addSavedCalls,
    onAge: metrics.addAge,
  });
  return made.kind === 'backed up' ? { ...made, form: request.form } : made;
}
