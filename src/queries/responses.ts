// What a query is answered: bodies with the API's own names; the coverage as JSON, as a page or as metrics.
import { zoneOffset } from '../backup/freshness';
import { type About, toUnlistedProblem } from '../http/problem';
import type { ListedBackup, TaskInfo } from '../redis-api';
import type { TaskRequest } from '../request/query-request';
import { type Answered, type NamedFailure, toRegionFailure } from '../result';
import {
  type Coverage,
  compareUrgency,
  countState,
  findUncovered,
  getOldestAgeHours,
  isCovered,
  isEmpty,
  type JudgedRow,
} from './coverage';
import type { Form } from './form';
import { toIsoTimes } from './iso-time';
import { renderMetrics } from './metrics';
import { type PageContext, renderPage } from './page';

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
const renderBackup = (
  {
    startedAt: _,
    expiresAt: _expiresAt,
    state: State,
    StartTime,
    EndTime,
    ExpireTime,
    ...backup
  }: ListedBackup,
  offsetMs: number,
): object => ({ ...backup, ...toIsoTimes({ StartTime, EndTime, ExpireTime }, offsetMs), State });

const renderRow = ({ marks, lastGoodAt, code, isTransient, ...row }: JudgedRow): object => row;

/** The coverage as an object: totals first, then one row an instance, the most urgent first. */
const renderCoverage = (coverage: Coverage, about: About): object => ({
  Covered: countState(coverage, 'covered'),
  Stale: countState(coverage, 'stale'),
  Never: countState(coverage, 'never'),
  Unreadable: countState(coverage, 'unreadable'),
  Missing: countState(coverage, 'missing'),
  Stopped: countState(coverage, 'stopped'),
  MaxAgeHours: coverage.MaxAgeHours,
  OldestAgeHours: getOldestAgeHours(coverage),
  ...coverage.selection,
  ...(coverage.unlisted.length === 0
    ? {}
    : { Unlisted: coverage.unlisted.map((region) => toUnlistedProblem(region, about)) }),
  Instances: [...coverage.rows].sort(compareUrgency).map(renderRow),
});

const NOTHING_TO_WATCH: NamedFailure = {
  code: 'NothingCovered',
  message: 'There is no running instance among them, so nothing is proved.',
};

function toFailures(coverage: Coverage): NamedFailure[] {
  const uncovered = findUncovered(coverage).map(
    ({ InstanceId, Region, State: outcome, code = 'Stale', Why: message }) => ({
      ...{ InstanceId, Region, outcome, code, message },
    }),
  );
  const found = [...coverage.unlisted.map(toRegionFailure), ...uncovered];
  return found.length === 0 && !isCovered(coverage) ? [NOTHING_TO_WATCH] : found;
}

/** Whether all that is wrong may be right at the next reading, as when a region could not be asked. */
const isTransient = (coverage: Coverage): boolean =>
  (!isEmpty(coverage) || coverage.unlisted.length > 0) &&
  findUncovered(coverage).every((row) => row.isTransient === true) &&
  coverage.unlisted.every(({ failure }) => failure.retryable);

const METRICS_TYPE = { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' };

function renderAs(
  coverage: Coverage,
  about: About,
  context: PageContext & { readonly form: Form },
) {
  switch (context.form) {
    case 'json':
      return { body: renderCoverage(coverage, about), headers: {} };
    case 'page':
      return renderPage(coverage, context);
    case 'metrics':
      return { body: renderMetrics(coverage), headers: METRICS_TYPE };
    default:
      return context.form satisfies never;
  }
}

/**
 * A scrape is a success whatever it shows, or Prometheus would throw it away; and its alerts tell what is wrong, so it
 * is no failure in the log either.
 */
export function answerCoverage(
  coverage: Coverage,
  about: About,
  context: PageContext & { readonly form: Form },
): Answered {
  const oldestAgeHours = getOldestAgeHours(coverage);
  const { body, headers } = renderAs(coverage, about, context);
  const isScrape = context.form === 'metrics';
  return {
    ...answer(isCovered(coverage) ? 'covered' : 'stale', body),
    status: isCovered(coverage) || isScrape ? 200 : 503,
    headers: { Vary: 'Accept', ...headers },
    failures: isScrape ? [] : toFailures(coverage),
    isTransient: isTransient(coverage),
    rows: coverage.rows,
    ...(oldestAgeHours === null ? {} : { oldestAgeHours }),
    ...(coverage.selection === undefined ? {} : { selection: coverage.selection }),
  };
}

/** The newest first. `zoneMs` is the assumed offset of the API's clock; the newest start may prove it too low. */
export function answerBackups(
  backups: readonly ListedBackup[],
  zoneMs: number,
  now: number,
): Answered {
  const sorted = [...backups].sort((a, b) => b.startedAt - a.startedAt);
  const offsetMs = zoneOffset(zoneMs, sorted[0]?.startedAt, now);
  return answer('backups', { Backups: sorted.map((backup) => renderBackup(backup, offsetMs)) });
}

export const answerTask = (
  { TaskId, Region }: TaskRequest,
  { state: State, StartTime, ...task }: TaskInfo,
  zoneMs: number,
): Answered =>
  answer('task', { TaskId, Region, State, ...task, ...toIsoTimes({ StartTime }, zoneMs) });
