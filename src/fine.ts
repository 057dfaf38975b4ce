// Whether an ending is one an operator need not look at, and what there is to look at of those that are about many.
import type { Result } from './ending';
import { type Coverage, findStale, isCovered } from './queries/coverage';
import type { Failure } from './result';
import { isTargetSuccess, type TargetResult, type UnlistedRegion } from './result';

/** Whether nobody need be told: what was asked for is done, or known to be as it should. */
export function isSuccess(ending: Result): boolean {
  switch (ending.kind) {
    case 'backed up':
      return findFailures(ending).length === 0;
    case 'coverage':
      return isCovered(ending.coverage);
    case 'healthy':
    case 'task':
    case 'backups':
      return true;
    default:
      return false;
  }
}

type BackedUp = Extract<Result, { kind: 'backed up' }>;

/** What failed of a request's backups: of targets, and of regions that could not be listed. */
export const findFailures = ({ results, unlisted = [] }: BackedUp): Failure[] => [
  ...unlisted.map(({ failure }) => failure),
  ...results.flatMap((result) => (isTargetSuccess(result) ? [] : [result.failure])),
];

/** A mistyped tag must not be a green run. */
export const NOTHING_SELECTED =
  'No instance has these tags and this name in these regions. If that is fine, set AllowEmpty to true.';

/** A failure as a trigger throws it. */
export interface ThrownFailure {
  readonly InstanceId?: string;
  readonly Region?: string;
  readonly outcome?: string;
  readonly code: string;
  readonly message: string;
}

const regionFailure = ({ Region, failure }: UnlistedRegion): ThrownFailure => ({
  Region,
  code: failure.code,
  message: `${Region} could not be listed, so instances may be missing: ${failure.message}`,
});

const targetFailures = (result: TargetResult): ThrownFailure[] => {
  if (isTargetSuccess(result)) return [];
  const { InstanceId, Outcome: outcome, failure } = result;
  return [{ InstanceId, outcome, code: failure.code, message: failure.message }];
};

/** The failures of an ending that is about several things; the most urgent first. */
export function toThrownFailures(ending: BackedUp | Extract<Result, { kind: 'coverage' }>) {
  return ending.kind === 'coverage'
    ? coverageFailures(ending.coverage)
    : [...(ending.unlisted ?? []).map(regionFailure), ...ending.results.flatMap(targetFailures)];
}

/** What is not covered, the most urgent first. */
const coverageFailures = (coverage: Coverage): ThrownFailure[] => [
  ...coverage.unlisted.map(regionFailure),
  ...findStale(coverage).map(({ InstanceId, Region, Why }) => ({
    InstanceId,
    Region,
    outcome: 'stale',
    code: 'Stale',
    message: Why,
  })),
];
