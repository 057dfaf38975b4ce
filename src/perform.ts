// A valid request → permission → the backups or the reading it asks for → its ending.
import type { RedisApi } from './backup/api';
import { backUpAll, coverAll } from './backup/fleet';
import type { Pace } from './backup/pace';
import { backupWindow } from './backup/run-target';
import type { Config } from './config';
import type { Ending } from './ending';
import { wantsPage } from './http/question';
import { type Invocation, runOf } from './invocation';
import { logTarget } from './journal';
import type { BackupRequest, Issue } from './request/backup-request';
import { forbidden } from './request/permit';
import type { BackupsRequest, CoverageRequest, Reading, TaskRequest } from './request/reading';
import type { Tally } from './tally';
import type { Delivery } from './triggers/trigger';
import type { World } from './world';

/** What every delivery of one invocation is handled with. */
export interface Stage {
  readonly trigger: string;
  readonly run: Invocation;
  readonly world: World;
  readonly config: Config;
  readonly api: RedisApi;
  readonly pace: Pace;
  readonly tally: Tally;
}

/** A reading may not take longer than a browser waits. */
const READ_MS = 10_000;

function forbiddenFor(request: BackupRequest | Reading, config: Config): Issue[] {
  if (!('read' in request) || request.read === 'coverage') return forbidden(request, config);
  const InstanceIds = request.read === 'backups' ? [request.InstanceId] : [];
  return forbidden({ InstanceIds, Region: request.Region, form: 'one' }, config);
}

/** Does what a request asks, as far as the settings allow it. */
export async function perform(
  request: BackupRequest | Reading,
  delivery: Delivery,
  stage: Stage,
): Promise<Ending> {
  const issues = forbiddenFor(request, stage.config);
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
  delivery: Delivery,
  { run, trigger, world, config, api, pace, tally }: Stage,
): Promise<Ending> {
  const made = await backUpAll(request, runOf(run, trigger, delivery.runKey, world.uniqueText), {
    ...world,
    api,
    pace,
    writesPerSecond: config.RATE_LIMIT_PER_SECOND,
    zoneMs: config.API_TIME_ZONE,
    allowed: config,
    onSelected: (targets) => world.log.info('selected', { targets }),
    onResult: (result, durationMs) => logTarget(world.log, result, durationMs),
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

async function taskOf(request: TaskRequest, { run, world, api }: Stage): Promise<Ending> {
  const answer = await api.readTask(request, timeOf(run, world.clock.now()));
  const { TaskId, Region } = request;
  return answer.ok
    ? { kind: 'task', TaskId, Region, task: answer.value }
    : { kind: 'unread', failure: answer.failure };
}

const timeOf = ({ deadline }: Invocation, now: number): number =>
  Math.max(1, Math.min(READ_MS, deadline - now - 300));
