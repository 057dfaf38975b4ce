// What a question is answered: bodies with the API's own names, the coverage as JSON or as a page.
import { toUnlistedProblem } from '../http/problem';
import type { Reply } from '../http/response';
import type { ListedBackup, TaskInfo } from '../redis-api';
import type { TaskRequest } from '../request/query-request';
import { type Coverage, compareUrgency, getOldestAgeHours, isCovered } from './coverage';
import { renderPage } from './page';

/** Without the fields that only this program's decisions use. */
const renderBackup = ({ startedAt: _, state: State, ...backup }: ListedBackup): object => ({
  ...backup,
  State,
});

/** The coverage as an object: totals first, then one row an instance, the most urgent first. */
function renderCoverage(coverage: Coverage, instance: string): object {
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
      : { Unlisted: coverage.unlisted.map((region) => toUnlistedProblem(region, instance)) }),
    Instances: [...coverage.rows].sort(compareUrgency).map(({ marks: _, ...row }) => row),
  };
}

/** @param pageAt epoch milliseconds at which it was judged, for a page; left out, nobody wants one */
export function toCoverageReply(coverage: Coverage, instance: string, pageAt?: number): Reply {
  const status = isCovered(coverage) ? 200 : 503;
  const body = renderCoverage(coverage, instance);
  return pageAt === undefined
    ? { status, body }
    : { status, body, page: () => renderPage(coverage, pageAt) };
}

export const toBackupsReply = (backups: readonly ListedBackup[]): Reply => ({
  status: 200,
  body: { Backups: backups.map(renderBackup) },
});

export const toTaskReply = (
  { TaskId, Region }: TaskRequest,
  { state: State, ...task }: TaskInfo,
): Reply => ({ status: 200, body: { TaskId, Region, State, ...task } });
