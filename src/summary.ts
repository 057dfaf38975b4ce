// What an invocation adds up to: one line in the log, and the counts that stand for a list too long to be returned.
import type { Result } from './ending';
import { isSuccess } from './fine';
import type { Logger } from './logger';
import { findStale, getOldestAgeHours } from './queries/coverage';
import type { Calls } from './rate-limit/rate-limiter';
import { isTargetSuccess } from './result';

/** What an invocation adds up to beside its endings. */
export interface Totals {
  readonly calls: Calls;
  readonly savedCalls: number;
  /** The greatest age of a last good backup that any look has shown, hours. */
  readonly lastGoodAgeHours: number | undefined;
  readonly durationMs: number;
}

/** How often each word is there: `{"accepted":2,"refused":1}`. */
export function countWords(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** How many targets, and instances judged for their coverage, ended how. */
export const countOutcomes = (endings: readonly Result[]): Record<string, number> =>
  countWords(
    endings.flatMap((ending): readonly string[] => {
      if (ending.kind === 'backed up') return ending.results.map(({ Outcome }) => Outcome);
      return ending.kind === 'coverage' ? ending.coverage.rows.map(({ State }) => State) : [];
    }),
  );

function countFailures(ending: Result): number {
  if (ending.kind === 'coverage')
    return findStale(ending.coverage).length + ending.coverage.unlisted.length;
  if (ending.kind !== 'backed up') return isSuccess(ending) ? 0 : 1;
  const { results, unlisted = [] } = ending;
  return results.filter((result) => !isTargetSuccess(result)).length + unlisted.length;
}

const oldestAges = (ending: Result): number[] => {
  const age = ending.kind === 'coverage' ? getOldestAgeHours(ending.coverage) : undefined;
  return age === undefined ? [] : [age];
};

/** One line an invocation, for an index and its alarms: docs/monitoring.md has both. */
export function logSummary(log: Logger, endings: readonly Result[], totals: Totals): void {
  const { calls, savedCalls, lastGoodAgeHours, durationMs } = totals;
  const outcomes = countOutcomes(endings);
  const ages = [...endings.flatMap(oldestAges), lastGoodAgeHours].filter(
    (age) => age !== undefined,
  );
  log.info('summary', {
    targets: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    outcomes,
    failures: endings.reduce((sum, ending) => sum + countFailures(ending), 0),
    calls: calls.byAction,
    limitedCalls: calls.limited,
    savedCalls,
    ...(ages.length === 0 ? {} : { lastGoodAgeHours: Math.max(...ages) }),
    durationMs: Math.round(durationMs),
  });
}
