// A valid request → permission → the backups or the reading it asks for → its ending.
import type { RedisApi } from './backup/api';
import { backUpAll, coverAll } from './backup/fleet';
import { backupWindow } from './backup/run-target';
import type { Shared } from './backup/shared';
import type { Config } from './config';
import type { Ending } from './ending';
import { wantsPage } from './http/question';
import { type Invocation, runOf } from './invocation';
import { logTarget } from './journal';
import type { BackupRequest } from './request/backup-request';
import { forbidden, isAllowed } from './request/permit';
import type { BackupsRequest, CoverageRequest, Reading, TaskRequest } from './request/reading';
import type { Tally } from './tally';
import type { Delivery } from './triggers/trigger';
import type { World } from './world';

/** One invocation, before its settings are known to be good. */
export interface Entrance {
  readonly trigger: string;
  readonly run: Invocation;
  readonly world: World;
}

/** What every delivery of one invocation is handled with. */
export interface Stage extends Entrance {
  readonly config: Config;
  readonly api: RedisApi;
  readonly shared: Shared;
  readonly tally: Tally;
}

const FOREIGN_TASK = 'is of an instance that is not allowed by the setting ALLOWED_INSTANCES';

/** A reading may not take longer than a browser waits. */
const READ_MS = 10_000;

/** Does what a request asks, as far as the settings allow it. */
export async function perform(
  request: BackupRequest | Reading,
  delivery: Delivery,
  stage: Stage,
): Promise<Ending> {
  const issues = forbidden(request, stage.config);
  if (issues.length > 0) return { kind: 'forbidden', issues };
  if (!('read' in request)) return backedUp(request, delivery, stage);
  switch (request.read) {
    case 'coverage':
      return covered(request, delivery, stage);
    case 'backups':
      return backupsOf(request, stage);
    case 'task':
      return taskOf(request, stage);
    default:
      return request satisfies never;
  }
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

async function covered(
  request: CoverageRequest,
  { http }: Delivery,
  { run, world, config, api }: Stage,
): Promise<Ending> {
  const deps = { api, clock: world.clock, zoneMs: config.API_TIME_ZONE, allowed: config };
  const found = await coverAll(request, deps, run.deadline);
  return found.kind === 'coverage'
    ? { ...found, at: world.clock.now(), as: wantsPage(http) ? 'page' : 'json' }
    : found;
}

async function backupsOf(request: BackupsRequest, { run, world, api }: Stage): Promise<Ending> {
  const now = world.clock.now();
  const answer = await api.listBackups(request, backupWindow(now), timeOf(run, now));
  if (!answer.ok) return { kind: 'unread', failure: answer.failure };
  const backups = [...answer.value.records].sort((a, b) => b.startedAt - a.startedAt);
  return { kind: 'backups', backups };
}

async function taskOf(request: TaskRequest, { run, world, api, config }: Stage): Promise<Ending> {
  const answer = await api.readTask(request, timeOf(run, world.clock.now()));
  if (!answer.ok) return { kind: 'unread', failure: answer.failure };
  const { TaskId, Region } = request;
  return isAllowed(answer.value.InstanceId, config)
    ? { kind: 'task', TaskId, Region, task: answer.value }
    : { kind: 'forbidden', issues: [{ path: 'TaskId', message: FOREIGN_TASK }] };
}

const timeOf = ({ deadline }: Invocation, now: number): number =>
  Math.max(1, Math.min(READ_MS, deadline - now - 300));
