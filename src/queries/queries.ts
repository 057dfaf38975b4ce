// The read side: a valid query → what the API shows → its answer. Few invocations ask, so it is loaded with the first.
import { toBackupWindow } from '../backup/backup-target';
import { ASSUMED_ZONE_MS } from '../backup/freshness';
import { selectFor } from '../backup/select-instances';
import type { HttpRequest } from '../delivery';
import type { InvocationContext } from '../invocation';
import type { RedisApi } from '../redis-api';
import { reject, rejectIssues, rejectUnread } from '../rejection';
import { isAllowed, type Limits } from '../request/allow-list';
import type {
  BackupsRequest,
  CoverageRequest,
  QueryRequest,
  TaskRequest,
} from '../request/query-request';
import { hasSelector } from '../request/targets';
import type { Answered, Rejected } from '../result';
import type { Coverage } from './coverage';
import { type Form, toForm } from './form';
import { type InstanceRef, readCoverage, TIMELINE_DAYS } from './read-coverage';
import { answerBackups, answerCoverage, answerTask } from './responses';

export { parseQuery } from '../request/query-string';
export { toErrorPages } from './error-page';

/** What queries need of an invocation. */
export interface QueryDeps {
  readonly api: RedisApi;
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  readonly invocation: Pick<InvocationContext, 'deadline' | 'invocationId' | 'functionName'>;
  readonly settings: Pick<Limits, 'ALLOWED_INSTANCES' | 'ALLOWED_REGIONS'> & {
    readonly API_TIME_ZONE: number | undefined;
  };
}

/** The zone of the API's times, as it is set or else assumed. */
const getZoneMs = ({ API_TIME_ZONE }: QueryDeps['settings']): number =>
  API_TIME_ZONE ?? ASSUMED_ZONE_MS;

const FOREIGN_TASK = 'is of an instance that is not allowed by the setting ALLOWED_INSTANCES';

/** A query may not take longer than a browser waits. */
const MAX_QUERY_MS = 10_000;
/** What Prometheus waits for a scrape unless it is told otherwise, less the way. */
const MAX_SCRAPE_MS = 9_000;
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

type Found = Omit<Coverage, 'MaxAgeHours' | 'rows'> & {
  readonly instances: readonly InstanceRef[];
};

/** The instances a request names, or what its selector finds; a rejection when that is nothing and must not be. */
async function findInstances(
  request: CoverageRequest,
  deadline: number,
  { api, clock, settings }: QueryDeps,
): Promise<Found | Rejected> {
  const mayBeEmpty = request.AllowEmpty === true;
  if (!hasSelector(request)) {
    const { InstanceIds, Region } = request;
    const instances = InstanceIds.map((InstanceId) => ({ InstanceId, Region }));
    return { instances, unlisted: [], mayBeEmpty };
  }
  const selected = await selectFor(request, { api, clock, allowed: settings }, deadline);
  if ('kind' in selected) return selected;
  return { ...selected, mayBeEmpty };
}

/** When reading ends. */
const toDeadline = (form: Form, { clock, invocation }: QueryDeps): number =>
  form === 'metrics'
    ? Math.min(clock.now() + MAX_SCRAPE_MS, invocation.deadline)
    : invocation.deadline;

async function queryCoverage(
  request: CoverageRequest,
  http: HttpRequest | undefined,
  deps: QueryDeps,
): Promise<Answered | Rejected> {
  const { api, clock, settings, invocation } = deps;
  const form = toForm(http);
  const deadline = toDeadline(form, deps);
  const found = await findInstances(request, deadline, deps);
  if ('kind' in found) return found;
  const { instances, ...rest } = found;
  const until = deadline - COVERAGE_RESERVE_MS;
  // A scrape shows no time line, so it reads no more days than its verdicts need.
  const minDays = form === 'metrics' ? 1 : TIMELINE_DAYS;
  const reading = { api, clock, zoneMs: getZoneMs(settings), until, minDays };
  const coverage = await readCoverage(request, instances, rest, reading);
  if (form === 'metrics' && clock.now() >= until) return rejectLate(instances.length);
  const { invocationId: instance, functionName } = invocation;
  return answerCoverage(
    coverage,
    { instance },
    { form, request, functionName, http, at: clock.now() },
  );
}

/** Half a scrape would show instances as uncovered that are fine. */
const rejectLate = (instances: number): Rejected =>
  reject('DeadlineTooNear', {
    detail: `${instances} instances could not be read within ${MAX_SCRAPE_MS / 1_000} s; ask for fewer regions a scrape.`,
  });

async function queryBackups(
  request: BackupsRequest,
  deps: QueryDeps,
): Promise<Answered | Rejected> {
  const now = deps.clock.now();
  const answer = await deps.api.listBackups(request, toBackupWindow(now), getTimeoutMs(deps));
  return answer.ok
    ? answerBackups(answer.value.records, getZoneMs(deps.settings), now)
    : rejectUnread(answer.failure);
}

async function queryTask(request: TaskRequest, deps: QueryDeps): Promise<Answered | Rejected> {
  const answer = await deps.api.readTask(request, getTimeoutMs(deps));
  if (!answer.ok) return rejectUnread(answer.failure);
  return isAllowed(answer.value.InstanceId, deps.settings)
    ? answerTask(request, answer.value, getZoneMs(deps.settings))
    : rejectIssues('NotAllowed', [{ path: 'TaskId', message: FOREIGN_TASK }]);
}

const getTimeoutMs = ({ invocation, clock }: QueryDeps): number =>
  Math.max(1, Math.min(MAX_QUERY_MS, invocation.deadline - clock.now() - RESPONSE_RESERVE_MS));
