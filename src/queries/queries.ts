// A valid question → what the API shows → its ending. Few invocations ask, so this is loaded with the first that does.

import { toBackupWindow } from '../backup/backup-target';
import type { Delivery } from '../delivery';
import type { Result } from '../ending';
import { acceptsHtml } from '../http/query';
import type { InvocationContext } from '../invocation';
import { isAllowed } from '../request/allow-list';
import type {
  BackupsRequest,
  CoverageRequest,
  QueryRequest,
  TaskRequest,
} from '../request/query-request';
import type { Session } from '../stage';
import { toBackupsReply, toCoverageReply, toTaskReply } from './responses';
import { selectCoverage } from './select-coverage';

const FOREIGN_TASK = 'is of an instance that is not allowed by the setting ALLOWED_INSTANCES';

/** A reading may not take longer than a browser waits. */
const MAX_QUERY_MS = 10_000;

/** Reads what is asked; the settings have let the question pass. */
export async function runQuery(
  request: QueryRequest,
  delivery: Delivery,
  stage: Session,
): Promise<Result> {
  switch (request.query) {
    case 'coverage':
      return queryCoverage(request, delivery, stage);
    case 'backups':
      return queryBackups(request, stage);
    case 'task':
      return queryTask(request, stage);
    default:
      return request satisfies never;
  }
}

async function queryCoverage(
  request: CoverageRequest,
  { http }: Delivery,
  { invocation, deps, config, api }: Session,
): Promise<Result> {
  const { clock } = deps;
  const reading = { api, clock, zoneMs: config.API_TIME_ZONE, allowed: config };
  const found = await selectCoverage(request, reading, invocation.deadline);
  if (found.kind !== 'coverage') return found;
  const pageAt = acceptsHtml(http) ? clock.now() : undefined;
  return { ...found, reply: (instance) => toCoverageReply(found.coverage, instance, pageAt) };
}

async function queryBackups(
  request: BackupsRequest,
  { invocation, deps, api }: Session,
): Promise<Result> {
  const now = deps.clock.now();
  const answer = await api.listBackups(
    request,
    toBackupWindow(now),
    queryTimeoutMs(invocation, now),
  );
  if (!answer.ok) return { kind: 'unread', failure: answer.failure };
  const newestFirst = [...answer.value.records].sort((a, b) => b.startedAt - a.startedAt);
  return { kind: 'backups', reply: () => toBackupsReply(newestFirst) };
}

async function queryTask(
  request: TaskRequest,
  { invocation, deps, api, config }: Session,
): Promise<Result> {
  const answer = await api.readTask(request, queryTimeoutMs(invocation, deps.clock.now()));
  if (!answer.ok) return { kind: 'unread', failure: answer.failure };
  return isAllowed(answer.value.InstanceId, config)
    ? { kind: 'task', reply: () => toTaskReply(request, answer.value) }
    : { kind: 'forbidden', issues: [{ path: 'TaskId', message: FOREIGN_TASK }] };
}

const queryTimeoutMs = ({ deadline }: InvocationContext, now: number): number =>
  Math.max(1, Math.min(MAX_QUERY_MS, deadline - now - 300));
