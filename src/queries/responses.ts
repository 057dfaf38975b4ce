// What a query is answered: bodies with the API's own names, the coverage as JSON or as a page.
import { type About, toUnlistedProblem } from '../http/problem';
import type { ListedBackup, TaskInfo } from '../redis-api';
import type { TaskRequest } from '../request/query-request';
import { type Answered, toRegionFailure } from '../result';
import { type Coverage, compareUrgency, findStale, getOldestAgeHours, isCovered } from './coverage';
import { renderPage } from './page';

const answer = (outcome: Answered['outcome'], body: unknown): Answered => ({
  kind: 'answered',
  outcome,
  status: 200,
  body,
  headers: {},
  failures: [],
  rows: [],
});

/** Without the fields that only this program's decisions use. */
const renderBackup = ({
  startedAt: _,
  expiresAt: _expiresAt,
  state: State,
  ...backup
}: ListedBackup): object => ({
  ...backup,
  State,
});

/** The coverage as an object: totals first, then one row an instance, the most urgent first. */
function renderCoverage(coverage: Coverage, about: About): object {
  const count = (state: string) => coverage.rows.filter(({ State }) => State === state).length;
  const OldestAgeHours = getOldestAgeHours(coverage);
  return {
    Covered: count('covered'),
    Stale: count('stale'),
    Skipped: count('skipped'),
    MaxAgeHours: coverage.MaxAgeHours,
    ...(OldestAgeHours === undefined ? {} : { OldestAgeHours }),
    ...(coverage.notAllowed === 0 ? {} : { NotAllowed: coverage.notAllowed }),
    ...(coverage.unlisted.length === 0
      ? {}
      : { Unlisted: coverage.unlisted.map((region) => toUnlistedProblem(region, about)) }),
    Instances: [...coverage.rows].sort(compareUrgency).map(({ marks: _, ...row }) => row),
  };
}

/** @param pageAt epoch milliseconds at which it was judged, for a page; undefined, JSON is wanted */
export function answerCoverage(
  coverage: Coverage,
  about: About,
  pageAt: number | undefined,
): Answered {
  const oldestAgeHours = getOldestAgeHours(coverage);
  const { body, headers } =
    pageAt === undefined
      ? { body: renderCoverage(coverage, about), headers: {} }
      : renderPage(coverage, pageAt);
  const stale = findStale(coverage).map(({ InstanceId, Region, Why }) => ({
    InstanceId,
    Region,
    outcome: 'stale',
    code: 'Stale',
    message: Why,
  }));
  return {
    ...answer(isCovered(coverage) ? 'covered' : 'stale', body),
    status: isCovered(coverage) ? 200 : 503,
    headers: { ...headers, Vary: 'Accept' },
    failures: [...coverage.unlisted.map(toRegionFailure), ...stale],
    rows: coverage.rows,
    ...(oldestAgeHours === undefined ? {} : { oldestAgeHours }),
  };
}

/** The newest first. */
export const answerBackups = (backups: readonly ListedBackup[]): Answered =>
  answer('backups', {
    Backups: [...backups].sort((a, b) => b.startedAt - a.startedAt).map(renderBackup),
  });

export const answerTask = (
  { TaskId, Region }: TaskRequest,
  { state: State, ...task }: TaskInfo,
): Answered => answer('task', { TaskId, Region, State, ...task });
