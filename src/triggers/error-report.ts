// What failed, as one compact object that fits a log line and a dead letter, whatever was asked for.
import { NOTHING_SELECTED, type ThrownFailure, toThrownFailures } from '../fine';
import type { Issue } from '../request/issues';
import type { Processed } from './trigger';

interface NamedFailure extends Omit<ThrownFailure, 'message'> {
  /** The run key of the delivery; the log has its lines under it. */
  readonly key?: string;
  readonly message?: string;
  readonly issues?: readonly Issue[];
}

export interface ErrorReport {
  readonly failed: readonly NamedFailure[];
  /** How many failures there are beyond these. */
  readonly more?: number;
  /** The keys of the deliveries they belong to, as many as fit; the log has them all. */
  readonly alsoFailed?: readonly string[];
  readonly requestId: string;
}

/** SCF shows the message of an error and stores it beside the event in the dead letter. */
const MAX_DETAILS = 20;
const MAX_ISSUES = 5;
const MAX_TEXT = 300;
/** Characters of JSON for the failures, and for the keys behind them. */
const MAX_DETAILS_LENGTH = 6_000;
const MAX_KEYS_LENGTH = 2_000;

const cut = (text: string): string =>
  text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;

const shortenIssue = ({ path, message }: Issue): Issue => ({
  path: cut(path),
  message: cut(message),
});

function toNamedFailures({ delivery, result }: Processed): NamedFailure[] {
  const name = delivery.runKey === undefined ? {} : { key: cut(delivery.runKey.value) };
  switch (result.kind) {
    case 'backed up':
    case 'coverage':
      return toThrownFailures(result).map(({ message, ...failure }) => ({
        ...name,
        ...failure,
        message: cut(message),
      }));
    case 'deferred':
      return [{ ...name, outcome: 'deferred', code: 'DeadlineTooNear' }];
    case 'nothing selected':
      return [{ ...name, code: result.kind, message: NOTHING_SELECTED }];
    case 'unread':
      return [{ ...name, code: result.failure.code, message: cut(result.failure.message) }];
    default: {
      const issues = 'issues' in result ? result.issues.slice(0, MAX_ISSUES).map(shortenIssue) : [];
      return [{ ...name, code: result.kind, ...(issues.length === 0 ? {} : { issues }) }];
    }
  }
}

/** As many from the front as fit into so many characters of JSON. */
function takeFitting<T>(items: readonly T[], characters: number): readonly T[] {
  let left = characters;
  const end = items.findIndex((item) => {
    left -= JSON.stringify(item).length + 1;
    return left < 0;
  });
  return end < 0 ? items : items.slice(0, end);
}

const getLabel = ({ key, issues }: NamedFailure): string => key ?? issues?.[0]?.path ?? '';

/** The report of deliveries that failed: the first in full, then keys alone, then a number; never over 10,000 characters. */
export function toErrorReport(failures: readonly Processed[], requestId: string): ErrorReport {
  const all = failures.flatMap(toNamedFailures);
  const failed = takeFitting(all.slice(0, MAX_DETAILS), MAX_DETAILS_LENGTH);
  const rest = all.slice(failed.length);
  if (rest.length === 0) return { failed, requestId };
  const named = new Set(failed.map(getLabel));
  const others = [...new Set(rest.map(getLabel))].filter((label) => !named.has(label));
  return { failed, more: rest.length, alsoFailed: takeFitting(others, MAX_KEYS_LENGTH), requestId };
}
