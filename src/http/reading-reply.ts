// What a question is answered: bodies with the API's own names, the coverage as JSON or as a page.
import type { ListedBackup } from '../backup/api';
import { byUrgency, type Coverage, isCovered, oldestAgeHours } from '../backup/coverage';
import type { Ending } from '../ending';
import { coveragePage } from './page';
import { CONTENT_TYPE, failureProblem, type Problem } from './problem';
import type { Reply } from './reply';

type Asked = Extract<Ending, { kind: 'coverage' | 'task' | 'backups' | 'unread' }>;

/** Without the fields that only this program's decisions use. */
const backupBody = ({ startedAt: _, state: State, ...backup }: ListedBackup): object => ({
  ...backup,
  State,
});

/** The coverage as an object: totals first, then one row an instance, the most urgent first. */
export function coverageBody(coverage: Coverage, instance: string): object {
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

/** A region that could not be read through: instances of it may be missing. */
export const unlistedBody = (
  { Region, failure }: Coverage['unlisted'][number],
  instance: string,
): Problem => ({ ...failureProblem(failure, instance), Region });

function coverageReply(ending: Asked & { kind: 'coverage' }, instance: string): Reply {
  const { coverage, as, at } = ending;
  const status = isCovered(coverage) ? 200 : 503;
  const body = coverageBody(coverage, instance);
  const page = () => coveragePage(coverage, at);
  return as === 'json' ? { status, body } : { status, body, page };
}

/** The reply to a question. */
export function readingReply(ending: Asked, instance: string): Reply {
  switch (ending.kind) {
    case 'coverage':
      return coverageReply(ending, instance);
    case 'task': {
      const { state: State, ...task } = ending.task;
      return {
        status: 200,
        body: { TaskId: ending.TaskId, Region: ending.Region, State, ...task },
      };
    }
    case 'backups':
      return { status: 200, body: { Backups: ending.backups.map(backupBody) } };
    case 'unread': {
      const { failure } = ending;
      const wait = failure.retryAfterSeconds;
      return {
        status: failure.status,
        body: failureProblem(failure, instance),
        headers: {
          'Content-Type': CONTENT_TYPE,
          ...(wait === undefined ? {} : { 'Retry-After': String(wait) }),
        },
      };
    }
    default:
      return ending satisfies never;
  }
}
