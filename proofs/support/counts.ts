// What became of a proof, in the three numbers of CI's last line.
import { NOT_QUIET } from './quiet';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Says nothing, because it needs a quiet machine and had none. */
  readonly busy: number;
  /** Not run, because this machine lacks something that the test names. */
  readonly skipped: number;
}

const NONE: Counts = { passed: 0, failed: 0, busy: 0, skipped: 0 };

export const sum = (all: readonly Counts[]): Counts =>
  all.reduce(
    (total, { passed, failed, busy, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      busy: total.busy + busy,
      skipped: total.skipped + skipped,
    }),
    NONE,
  );

/** Of a command: one proof. */
export function countsOfExit(status: unknown): Counts {
  if (status === 0) return { ...NONE, passed: 1 };
  return status === NOT_QUIET ? { ...NONE, busy: 1 } : { ...NONE, failed: 1 };
}

interface JestReport {
  readonly numPassedTests?: number;
  readonly numPendingTests?: number;
  readonly testResults?: readonly {
    readonly assertionResults: readonly {
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const NOT_QUIET_ERROR = /^NotQuiet\b/;
const TIMEOUT = /Exceeded timeout of \d+ ms/;

/**
 * Of jest: each test. A file that could not start, or whose end failed, has no failed test and must not look green.
 * @param quiet whether the machine is: on a busy one, a time limit of jest's that has passed says nothing
 */
export function countsOfJest(report: unknown, status: unknown, quiet: boolean): Counts {
  const isBusy = (message: string): boolean =>
    NOT_QUIET_ERROR.test(message) || (!quiet && TIMEOUT.test(message));
  const {
    numPassedTests: passed = 0,
    numPendingTests: skipped = 0,
    testResults = [],
  } = report as JestReport;
  const failures = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status: ended }) => ended === 'failed');
  const busy = failures.filter(({ failureMessages }) => failureMessages.every(isBusy)).length;
  const failed = failures.length - busy;
  const isSilent = status !== 0 && failures.length === 0;
  return { passed, failed: failed + (isSilent ? 1 : 0), busy, skipped };
}
