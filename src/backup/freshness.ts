// How old is the newest good backup? The API's times have no zone: what is assumed about it, and how a wrong
// assumption is found out, is here and nowhere else (docs/decisions/0039-zone-only-raised.md).
import type { ApiTime, ListedBackup, TaskRecord } from '../redis-api';
import type { Skip } from '../result';

const HOUR_MS = 3_600_000;
/** So that a schedule that is a minute late one day never skips itself the next. */
export const TOLERANCE_MS = 5 * 60_000;

/** The newest good backup, and the newest start of any: the API's clock cannot be behind it. */
export interface Newest {
  readonly good?: ListedBackup;
  readonly latest?: ApiTime;
}

const isTimed = ({ startedAt }: { readonly startedAt: ApiTime }): boolean =>
  !Number.isNaN(startedAt);

const findLatest = <T extends { readonly startedAt: ApiTime }>(rows: readonly T[]): T | undefined =>
  rows
    .filter(isTimed)
    .reduce<T | undefined>(
      (newest, row) => (newest === undefined || row.startedAt > newest.startedAt ? row : newest),
      undefined,
    );

/** A backup that is running, expired or deleted is no good; automatic ones count like any other. */
export function findNewest(
  backups: readonly ListedBackup[],
  tasks: readonly { readonly startedAt: ApiTime }[] = [],
): Newest {
  const good = findLatest(backups.filter(({ state }) => state === 'good'));
  const latest = findLatest<{ readonly startedAt: ApiTime }>([...backups, ...tasks])?.startedAt;
  return { ...(good === undefined ? {} : { good }), ...(latest === undefined ? {} : { latest }) };
}

/**
 * The offset of the API's clock from UTC: the one assumed, or more when that would put `latest` into the future. No
 * clock shows a backup before it starts, so this only ever corrects what is certainly wrong, and only towards an older
 * age, never towards a false comfort: up to the next whole hour, as most zones are.
 */
export function zoneOffset(assumedMs: number, latest: ApiTime | undefined, now: number): number {
  if (latest === undefined || latest - assumedMs <= now + TOLERANCE_MS) return assumedMs;
  return Math.ceil((latest - now - TOLERANCE_MS) / HOUR_MS) * HOUR_MS;
}

/** The age of a time of the API in milliseconds, counted from the start of a backup: what it holds is of that moment. */
export const toAgeMs = (startedAt: ApiTime, offsetMs: number, now: number): number =>
  Math.max(0, now + offsetMs - startedAt);

/** Hours with one decimal place, for people and logs. */
export const toHours = (ms: number): number => Math.round((ms / HOUR_MS) * 10) / 10;

/** Whether a backup of this age is young enough for a target to be skipped. */
export const isRecent = (age: number, withinHours: number): boolean =>
  age < withinHours * HOUR_MS - TOLERANCE_MS;

/** What a skip is decided by. */
export interface SkipFacts {
  readonly withinHours: number;
  readonly good?: ListedBackup | undefined;
  /** The age of `good`. */
  readonly lastGoodAgeMs?: number;
  readonly unfinished: TaskRecord | undefined;
}

/** Why a target needs no backup now, if it does not: one is in progress, or the newest good one is young enough. */
export function skipReason({
  withinHours,
  good,
  lastGoodAgeMs,
  unfinished,
}: SkipFacts): Skip | undefined {
  if (unfinished !== undefined) return { Reason: 'backup in progress', TaskId: unfinished.TaskId };
  if (good === undefined || lastGoodAgeMs === undefined) return undefined;
  if (!isRecent(lastGoodAgeMs, withinHours)) return undefined;
  const { BackupId, StartTime } = good;
  return { Reason: 'backed up recently', BackupId, StartTime, AgeHours: toHours(lastGoodAgeMs) };
}
