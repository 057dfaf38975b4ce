// What a question is answered: bodies with the API's own names, the coverage as JSON or as a page.
import type { ListedBackup, TaskInfo } from '../backup/api';
import { byUrgency, type Coverage, isCovered, oldestAgeHours } from '../backup/coverage';
import type { TaskRequest } from '../request/reading';
import { coveragePage } from './page';
import { unlistedBody } from './problem';
import type { Reply } from './reply';

/** Without the fields that only this program's decisions use. */
const backupBody = ({ startedAt: _, state: State, ...backup }: ListedBackup): object => ({
  ...backup,
  State,
});

/** The coverage as an object: totals first, then one row an instance, the most urgent first. */
function coverageBody(coverage: Coverage, instance: string): object {
  const count = (state: string) => coverage.rows.filter(({ State }) => State === state).length;
  const OldestAgeHours = oldestAgeHours(coverage);
  return {
    Covered: count('covered'),
    Stale: count('stale'),
    Skipped: count('skipped'),
    MaxAgeHours: coverage.MaxAgeHours,
    ...(OldestAgeHours === undefined ? {} : { OldestAgeHours }),
    ...(coverage.notAllowed === 0 ? {} : { NotAllowed: coverage.notAllowed }),
    ...(coverage.unlisted.length === 0
      ? {}
      : { Unlisted: coverage.unlisted.map((region) => unlistedBody(region, instance)) }),
    Instances: [...coverage.rows].sort(byUrgency).map(({ marks: _, ...row }) => row),
  };
}

/** @param pageAt epoch milliseconds at which it was judged, for a page; left out, nobody wants one */
export function coverageReply(coverage: Coverage, instance: string, pageAt?: number): Reply {
  const status = isCovered(coverage) ? 200 : 503;
  const body = coverageBody(coverage, instance);
  return pageAt === undefined
    ? { status, body }
    : { status, body, page: () => coveragePage(coverage, pageAt) };
}

export const backupsReply = (backups: readonly ListedBackup[]): Reply => ({
  status: 200,
  body: { Backups: backups.map(backupBody) },
});

export const taskReply = (
  { TaskId, Region }: TaskRequest,
  { state: State, ...task }: TaskInfo,
): Reply => ({ status: 200, body: { TaskId, Region, State, ...task } });
