// The read side: a valid query → what the API shows → its answer. Few invocations ask, so it is loaded with the first.
import { toBackupWindow } from '../backup/backup-target';
import { selectFor } from '../backup/select-instances';
import type { HttpRequest } from '../delivery';
import type { InvocationContext } from '../invocation';
import type { RedisApi } from '../redis-api';
import { nothingSelected, rejectIssues, rejectUnread } from '../rejection';
import { isAllowed, type Limits } from '../request/allow-list';
import type {
  BackupsRequest,
  CoverageRequest,
  QueryRequest,
  TaskRequest,
} from '../request/query-request';
import { hasSelector } from '../request/targets';
import type { Answered, Rejected, UnlistedRegion } from '../result';
import { preferredType } from './accept';
import { type InstanceRef, readCoverage } from './read-coverage';
import { answerBackups, answerCoverage, answerTask } from './responses';

export { parseQuery } from '../request/query-string';

/** What queries need of an invocation. */
export interface QueryDeps {
  readonly api: RedisApi;
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  readonly invocation: Pick<InvocationContext, 'deadline' | 'invocationId'>;
  readonly settings: Pick<Limits, 'ALLOWED_INSTANCES'> & { readonly API_TIME_ZONE: number };
}

const FOREIGN_TASK = 'is of an instance that is not allowed by the setting ALLOWED_INSTANCES';

/** A query may not take longer than a browser waits. */
const MAX_QUERY_MS = 10_000;
/** Kept free for the answer to leave. */
const RESPONSE_RESERVE_MS = 300;
const COVERAGE_RESERVE_MS = 500;

/** Reads what is asked; the settings have let the query pass. `http` is the request, where a caller waits. */
export async function runQuery(
  request: QueryRequest,
  http: HttpRequest | undefined,
  deps: QueryDeps,
): Promise<Answered | Rejected> {
  switch (request.query) {
    case 'coverage':
      return queryCoverage(request, http, deps);
    case 'backups':
      return queryBackups(request, deps);
    case 'task':
      return queryTask(request, deps);
    default:
      return request satisfies never;
  }
}

interface Selection {
  readonly instances: readonly InstanceRef[];
  readonly unlisted: readonly UnlistedRegion[];
  readonly notAllowed: number;
}

/** The instances a request names, or what its selector finds; undefined when that is nothing and must not be. */
async function findInstances(
  request: CoverageRequest,
  { api, clock, settings, invocation }: QueryDeps,
): Promise<Selection | undefined> {
  if (!hasSelector(request)) {
    const { InstanceIds, Region } = request;
    const instances = InstanceIds.map((InstanceId) => ({ InstanceId, Region }));
    return { instances, unlisted: [], notAllowed: 0 };
  }
  const selected = await selectFor(request, { api, clock }, invocation.deadline);
  if (selected === undefined) return undefined;
  const all = selected.instances;
  const instances = all.filter(({ InstanceId }) => isAllowed(InstanceId, settings));
  return { instances, unlisted: selected.unlisted, notAllowed: all.length - instances.length };
}

async function queryCoverage(
  request: CoverageRequest,
  http: HttpRequest | undefined,
  deps: QueryDeps,
): Promise<Answered | Rejected> {
  const { api, clock, settings, invocation } = deps;
  const selection = await findInstances(request, deps);
  if (selection === undefined) return nothingSelected();
  const until = invocation.deadline - COVERAGE_RESERVE_MS;
  const reading = { api, clock, zoneMs: settings.API_TIME_ZONE, until };
  const coverage = await readCoverage(request, selection.instances, selection, reading);
  const accept = http?.headers.get('accept');
  const isPage = preferredType(accept, ['application/json', 'text/html']) === 'text/html';
  const pageAt = isPage ? clock.now() : undefined;
  return answerCoverage(coverage, { instance: invocation.invocationId }, pageAt);
}

async function queryBackups(
  request: BackupsRequest,
  deps: QueryDeps,
): Promise<Answered | Rejected> {
  const window = toBackupWindow(deps.clock.now());
  const answer = await deps.api.listBackups(request, window, getTimeoutMs(deps));
  return answer.ok ? answerBackups(answer.value.records) : rejectUnread(answer.failure);
}

async function queryTask(request: TaskRequest, deps: QueryDeps): Promise<Answered | Rejected> {
  const answer = await deps.api.readTask(request, getTimeoutMs(deps));
  if (!answer.ok) return rejectUnread(answer.failure);
  return isAllowed(answer.value.InstanceId, deps.settings)
    ? answerTask(request, answer.value)
    : rejectIssues('NotAllowed', [{ path: 'TaskId', message: FOREIGN_TASK }]);
}

const getTimeoutMs = ({ invocation, clock }: QueryDeps): number =>
  Math.max(1, Math.min(MAX_QUERY_MS, invocation.deadline - clock.now() - RESPONSE_RESERVE_MS));
