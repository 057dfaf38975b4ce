// What failed, as one compact object that fits a log line and a dead letter, whatever was asked for.
import { NOTHING_SELECTED, type ThrownFailure, thrownFailures } from '../fine';
import type { Issue } from '../request/backup-request';
import type { Settled } from './trigger';

interface NamedFailure extends Omit<ThrownFailure, 'message'> {
  /** The run key of the delivery; the log has its lines under it. */
  readonly key?: string;
  readonly message?: string;
  readonly issues?: readonly Issue[];
}

export interface FailureReport {
  readonly failed: readonly NamedFailure[];
  /** How many failures there are beyond these. */
  readonly more?: number;
  /** The keys of the deliveries they belong to, as many as fit; the log has them all. */
  readonly alsoFailed?: readonly string[];
  readonly requestId: string;
}

/** SCF shows the message of an error and stores it beside the event in the dead letter. */
const MOST_DETAILS = 20;
const MOST_ISSUES = 5;
const LONGEST_TEXT = 300;
/** Characters of JSON for the failures, and for the keys behind them. */
const DETAILS_LENGTH = 6_000;
const KEYS_LENGTH = 2_000;

const cut = (text: string): string =>
  text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;

const shortened = ({ path, message }: Issue): Issue => ({ path: cut(path), message: cut(message) });

function failuresOf({ delivery, ending }: Settled): NamedFailure[] {
  const name = delivery.runKey === undefined ? {} : { key: cut(delivery.runKey.value) };
  switch (ending.kind) {
    case 'backed up':
    case 'coverage':
      return thrownFailures(ending).map(({ message, ...failure }) => ({
        ...name,
        ...failure,
        message: cut(message),
      }));
    case 'deferred':
      return [{ ...name, outcome: 'deferred', code: 'DeadlineTooNear' }];
    case 'nothing selected':
      return [{ ...name, code: ending.kind, message: NOTHING_SELECTED }];
    case 'unread':
      return [{ ...name, code: ending.failure.code, message: cut(ending.failure.message) }];
    default: {
      const issues = 'issues' in ending ? ending.issues.slice(0, MOST_ISSUES).map(shortened) : [];
      return [{ ...name, code: ending.kind, ...(issues.length === 0 ? {} : { issues }) }];
    }
  }
}

/** As many from the front as fit into so many characters of JSON. */
function fitting<T>(items: readonly T[], characters: number): readonly T[] {
  let left = characters;
  const end = items.findIndex((item) => {
    left -= JSON.stringify(item).length + 1;
    return left < 0;
  });
  return end < 0 ? items : items.slice(0, end);
}

const labelOf = ({ key, issues }: NamedFailure): string => key ?? issues?.[0]?.path ?? '';

/** The report of deliveries that failed: the first in full, then keys alone, then a number; never over 10,000 characters. */
export function reportOf(failures: readonly Settled[], requestId: string): FailureReport {
  const all = failures.flatMap(failuresOf);
  const failed = fitting(all.slice(0, MOST_DETAILS), DETAILS_LENGTH);
  const rest = all.slice(failed.length);
  if (rest.length === 0) return { failed, requestId };
  const named = new Set(failed.map(labelOf));
  const others = [...new Set(rest.map(labelOf))].filter((label) => !named.has(label));
  return { failed, more: rest.length, alsoFailed: fitting(others, KEYS_LENGTH), requestId };
}
