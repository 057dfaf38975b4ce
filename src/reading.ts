// A valid question → what the API shows → its ending. Few invocations ask, so this is loaded with the first that does.

import { coverAll } from './backup/cover';
import { backupWindow } from './backup/run-target';
import type { Ending } from './ending';
import { wantsPage } from './http/question';
import { backupsReply, coverageReply, taskReply } from './http/reading-reply';
import type { Invocation } from './invocation';
import { isAllowed } from './request/permit';
import type { BackupsRequest, CoverageRequest, Reading, TaskRequest } from './request/reading';
import type { Stage } from './stage';
import type { Delivery } from './triggers/trigger';

const FOREIGN_TASK = 'is of an instance that is not allowed by the setting ALLOWED_INSTANCES';

/** A reading may not take longer than a browser waits. */
const READ_MS = 10_000;

/** Reads what is asked; the settings have let the question pass. */
export async function read(request: Reading, delivery: Delivery, stage: Stage): Promise<Ending> {
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

async function covered(
  request: CoverageRequest,
  { http }: Delivery,
  { run, world, config, api }: Stage,
): Promise<Ending> {
  const deps = { api, clock: world.clock, zoneMs: config.API_TIME_ZONE, allowed: config };
  const found = await coverAll(request, deps, run.deadline);
  if (found.kind !== 'coverage') return found;
  const pageAt = wantsPage(http) ? world.clock.now() : undefined;
  return { ...found, reply: (instance) => coverageReply(found.coverage, instance, pageAt) };
}

async function backupsOf(request: BackupsRequest, { run, world, api }: Stage): Promise<Ending> {
  const now = world.clock.now();
  const answer = await api.listBackups(request, backupWindow(now), timeOf(run, now));
  if (!answer.ok) return { kind: 'unread', failure: answer.failure };
  const newestFirst = [...answer.value.records].sort((a, b) => b.startedAt - a.startedAt);
  return { kind: 'backups', reply: () => backupsReply(newestFirst) };
}

async function taskOf(request: TaskRequest, { run, world, api, config }: Stage): Promise<Ending> {
  const answer = await api.readTask(request, timeOf(run, world.clock.now()));
  if (!answer.ok) return { kind: 'unread', failure: answer.failure };
  return isAllowed(answer.value.InstanceId, config)
    ? { kind: 'task', reply: () => taskReply(request, answer.value) }
    : { kind: 'forbidden', issues: [{ path: 'TaskId', message: FOREIGN_TASK }] };
}

const timeOf = ({ deadline }: Invocation, now: number): number =>
  Math.max(1, Math.min(READ_MS, deadline - now - 300));
