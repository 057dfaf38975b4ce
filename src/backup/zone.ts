// The zone of the API's times, where it is certain. The texts carry none, and the pages name none.
import type { ApiTime } from '../redis-api';

/** 100 ns ticks from 1582-10-15, the epoch of UUIDs (RFC 9562 §5.1), to 1970-01-01. */
const UUID_EPOCH_TICKS = 122_192_928_000_000_000n;
const TICKS_PER_MS = 10_000n;
const QUARTER_MS = 15 * 60_000;
/** How far an id may be made from the start of its backup; two published samples show 5.6 and 5.7 s. */
const MAX_ID_LAG_MS = 60_000;

const VERSION_1 = /^([0-9a-f]{8})-([0-9a-f]{4})-1([0-9a-f]{3})-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The time in a version 1 UUID, epoch milliseconds; undefined for any other id. */
function readUuidTime(id: string): number | undefined {
  const [, low, middle, high] = VERSION_1.exec(id) ?? [];
  if (high === undefined) return undefined;
  const ticks = BigInt(`0x${high}${middle}${low}`) - UUID_EPOCH_TICKS;
  return Number(ticks / TICKS_PER_MS);
}

interface Row {
  readonly BackupId: string;
  readonly startedAt: ApiTime;
}

/**
 * The offset of the API's times from UTC, milliseconds, proved by an id that carries the time in UTC; zones are whole
 * quarters of an hour. Undefined where no id proves it.
 */
export function findProvenZone(rows: readonly Row[]): number | undefined {
  for (const { BackupId, startedAt } of rows) {
    const offset = startedAt - (readUuidTime(BackupId) ?? Number.NaN);
    const zone = Math.round(offset / QUARTER_MS) * QUARTER_MS;
    if (Math.abs(offset - zone) <= MAX_ID_LAG_MS) return zone;
  }
  return undefined;
}

/** `+08:00` */
export function formatZone(offsetMs: number): string {
  const minutes = Math.abs(offsetMs / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${pad(hours)}:${pad(rest)}`;
}
