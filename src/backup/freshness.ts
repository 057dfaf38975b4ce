// How old is the newest good backup? The API's times have no zone; only this file assumes one, and corrects an
// assumption that cannot be true (docs/decisions/0039-zone-only-raised.md).
import type { ApiTime, ListedBackup, TaskRecord } from '../redis-api';
import type { Skip } from '../result';
import { findGood } from './evidence';

const HOUR_MS = 3_600_000;
/** A daily backup that is a few minutes late one day must not make the next day's count as recent. */
export const TOLERANCE_MS = 5 * 60_000;

/** China's zone: each document of this cloud that names a zone names this one. */
export const ASSUMED_ZONE_MS = 8 * HOUR_MS;

/** The newest good backup, and the newest start of any row, which the API's clock has certainly reached. */
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

const DAY_MS = 24 * HOUR_MS;
/** Whether the days count from the start of a backup or from its end is not documented. */
const LIFE_TOLERANCE_MS = HOUR_MS;

/**
 * Whether a backup is kept as long as the request would keep its own: `days` after its start. Without days the request asks
 * for none. One whose times can't be read is not.
 */
export const lastsFor = (
  { startedAt, expiresAt }: Pick<ListedBackup, 'startedAt' | 'expiresAt'>,
  days = 0,
): boolean => days === 0 || expiresAt - startedAt >= days * DAY_MS - LIFE_TOLERANCE_MS;

/** Finds the newest backup that could be restored: not running, expired or deleted. Automatic ones count. */
export function findNewest(
  backups: readonly ListedBackup[],
  tasks: readonly TaskRecord[] = [],
): Newest {
  const good = findLatest(findGood(backups, tasks));
  const latest = findLatest<{ readonly startedAt: ApiTime }>([...backups, ...tasks])?.startedAt;
  return { ...(good === undefined ? {} : { good }), ...(latest === undefined ? {} : { latest }) };
}

/**
 * The offset of the API's clock from UTC: the assumed one, or more when that would put `latest` into the future. The
 * correction can only make an age older, so a stale backup never looks recent. It rounds up to a whole hour, which most
 * zones are.
 */
export function zoneOffset(assumedMs: number, latest: ApiTime | undefined, now: number): number {
  if (latest === undefined || latest - assumedMs <= now + TOLERANCE_MS) return assumedMs;
  return Math.ceil((latest - now - TOLERANCE_MS) / HOUR_MS) * HOUR_MS;
}

/** A backup's age in milliseconds, from its start: it holds the data of that moment. */
export const toAgeMs = (startedAt: ApiTime, offsetMs: number, now: number): number =>
  Math.max(0, now + offsetMs - startedAt);

/** Hours with one decimal place. */
export const toHours = (ms: number): number => Math.round((ms / HOUR_MS) * 10) / 10;

/** Whether a backup of this age, in milliseconds, lets its target be skipped. */
export const isRecent = (ageMs: number, withinHours: number): boolean =>
  ageMs < withinHours * HOUR_MS - TOLERANCE_MS;

/** Why a target is skipped: its newest good backup is recent. Undefined: it is not. */
export function skipReason(
  withinHours: number,
  { BackupId, StartTime }: ListedBackup,
  ageMs: number,
): Skip | undefined {
  if (!isRecent(ageMs, withinHours)) return undefined;
  return { Reason: 'backed up recently', BackupId, StartTime, AgeHours: toHours(ageMs) };
}
