// What failed, as one compact object that fits a log line and a dead letter, whatever was asked for.
import type { Issue } from '../request/issues';
import { findFailures, type NamedFailure } from '../result';
import type { Processed } from './trigger';

interface ReportedFailure extends Omit<NamedFailure, 'message'> {
  /** The run key of the delivery; the log has its lines under it. */
  readonly runKey?: string;
  readonly message?: string;
  readonly issues?: readonly Issue[];
}

export interface ErrorReport {
  readonly failed: readonly ReportedFailure[];
  /** How many failures there are beyond these. */
  readonly more?: number;
  /** The run keys of the deliveries they belong to, as many as fit; the log has them all. */
  readonly alsoFailed?: readonly string[];
  /** The platform's id of this invocation. */
  readonly invocationId: string;
}

/** SCF shows the message of an error and stores it beside the event in the dead letter. */
const MAX_DETAILS = 20;
const MAX_ISSUES = 5;
const MAX_TEXT = 300;
/** Characters of JSON for the failures, and for the run keys behind them. */
const MAX_DETAILS_LENGTH = 6_000;
const MAX_KEYS_LENGTH = 2_000;

const cut = (text: string): string =>
  text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;

const shortenIssue = ({ path, message }: Issue): Issue => ({
  path: cut(path),
  message: cut(message),
});

function toReported({ delivery, result }: Processed): ReportedFailure[] {
  const name = delivery.runKey === undefined ? {} : { runKey: cut(delivery.runKey.value) };
  if (result.kind === 'rejected' && result.issues !== undefined) {
    const issues = result.issues.slice(0, MAX_ISSUES).map(shortenIssue);
    return [{ ...name, code: result.row.code, issues }];
  }
  return findFailures(result).map(({ message, ...failure }) => ({
    ...name,
    ...failure,
    message: cut(message),
  }));
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

const getLabel = ({ runKey, issues }: ReportedFailure): string => runKey ?? issues?.[0]?.path ?? '';

/** The report of deliveries that failed: the first in full, then run keys alone, then a number; at most 10,000 characters. */
export function toErrorReport(processed: readonly Processed[], invocationId: string): ErrorReport {
  const all = processed.flatMap(toReported);
  const failed = takeFitting(all.slice(0, MAX_DETAILS), MAX_DETAILS_LENGTH);
  const rest = all.slice(failed.length);
  if (rest.length === 0) return { failed, invocationId };
  const named = new Set(failed.map(getLabel));
  const others = [...new Set(rest.map(getLabel))].filter((label) => !named.has(label));
  return {
    failed,
    more: rest.length,
    alsoFailed: takeFitting(others, MAX_KEYS_LENGTH),
    invocationId,
  };
}
