// Whether an ending is one an operator need not look at, and what there is to look at of those that are about many.
import { type Coverage, isCovered, staleRows } from './backup/coverage';
import { isMade, type UnlistedRegion } from './backup/outcome';
import type { Ending } from './ending';

/** Whether nobody need be told: what was asked for is done, or known to be as it should. */
export function isFine(ending: Ending): boolean {
  switch (ending.kind) {
    case 'backed up':
      return ending.results.every(isMade) && (ending.unlisted ?? []).length === 0;
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

/** A failure as a trigger throws it. */
export interface ThrownFailure {
  readonly InstanceId?: string;
  readonly Region?: string;
  readonly outcome?: string;
  readonly code: string;
  readonly message: string;
}

/** A region that could not be read through. */
export const regionFailure = ({ Region, failure }: UnlistedRegion): ThrownFailure => ({
  Region,
  code: failure.code,
  message: `${Region} could not be listed, so instances may be missing: ${failure.message}`,
});

/** What is not covered, the most urgent first. */
export const coverageFailures = (coverage: Coverage): ThrownFailure[] => [
  ...coverage.unlisted.map(regionFailure),
  ...staleRows(coverage).map(({ InstanceId, Region, Why }) => ({
    InstanceId,
    Region,
    outcome: 'stale',
    code: 'Stale',
    message: Why,
  })),
];
