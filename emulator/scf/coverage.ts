// The timers of an operator's file → what a coverage query without targets is about, where one request can say it.
import { nextFires } from './cron';
import type { Timer } from './types';

/** Backups of one timer do not end at the same minute each time. */
const SLACK_HOURS = 2;
/** The most that a coverage request takes. */
const MAX_AGE_HOURS = 24 * 27;
const HOUR_MS = 3_600_000;
/** The pauses of a cron are counted from a fixed day, so that a second deploy of the same file changes nothing. */
const FROM = new Date('2026-01-01T00:00:00Z');
const FIRES = 500;

interface Watched {
  /** The target fields of a timer's request, as JSON. */
  readonly target: string;
  readonly maxAgeHours: number;
}

/** `{"Coverage":…}`; undefined where the timers need more than one request, or nothing can be said. */
export function coverageRequestOf(timers: readonly Timer[]): string | undefined {
  const each = timers.flatMap(watchedBy);
  const targets = [...new Set(each.map(({ target }) => target))];
  // Of timers with the same targets, the most frequent says how old a backup may be.
  const ages = targets.map((one) =>
    Math.min(...each.flatMap(({ target, maxAgeHours }) => (target === one ? maxAgeHours : []))),
  );
  const [age = Number.POSITIVE_INFINITY, ...others] = ages;
  const target = unionOf(targets.map((one) => JSON.parse(one)));
  if (target === undefined || age > MAX_AGE_HOURS || others.some((other) => other !== age))
    return undefined;
  return JSON.stringify({ Coverage: { MaxAgeHours: age, ...target } });
}

interface Target {
  readonly InstanceId?: string;
  readonly InstanceIds?: readonly string[];
  readonly Selector?: unknown;
  readonly Region?: string;
}

/** Only a request that starts a backup. */
function watchedBy({ cron, argument }: Timer): Watched[] {
  const { Coverage, DryRun, InstanceId, InstanceIds, Selector, Region } = requestIn(argument);
  const target = { InstanceId, InstanceIds, Selector };
  if (Coverage !== undefined || DryRun === true || JSON.stringify(target) === '{}') return [];
  return [{ target: JSON.stringify({ ...target, Region }), maxAgeHours: ageFor(cron) }];
}

function ageFor(cron: string): number {
  const fires = nextFires(cron, FROM, FIRES).map((time) => time.getTime());
  const pauses = fires.slice(1).map((time, index) => time - (fires[index] ?? 0));
  const longest = pauses.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...pauses);
  return Math.ceil(longest / HOUR_MS) + SLACK_HOURS;
}

/** One target that means all of them: ids of one region go together, anything else stands alone. */
function unionOf(targets: readonly Target[]): Target | undefined {
  const [first, ...others] = targets;
  if (others.length === 0) return first;
  if (targets.some(({ Selector, Region }) => Selector !== undefined || Region !== first?.Region))
    return undefined;
  const ids = targets.flatMap(({ InstanceId, InstanceIds }) => [
    InstanceId ?? [],
    InstanceIds ?? [],
  ]);
  return {
    InstanceIds: [...new Set(ids.flat())],
    ...(first?.Region ? { Region: first.Region } : {}),
  };
}

/** The coverage of a timer's argument, or `{}`. */
export function requestIn(argument: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(argument));
  } catch {
    // What is wrong with a request is for the preflight to say.
    return {};
  }
}
