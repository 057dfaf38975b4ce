// Zone-less wall-clock times, the only kind this API knows: `YYYY-MM-DD HH:mm:ss`.

/** What the API prints where there is no time (sample CloseTime of DescribeInstances). */
export const NO_TIME = '0000-00-00 00:00:00';

const SHAPE = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

/** Unix milliseconds → wall clock in the zone `offsetMinutes` east of UTC; not finite → NO_TIME. */
export function formatTime(ms: number, offsetMinutes: number): string {
  if (!Number.isFinite(ms)) return NO_TIME;
  return new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** The reverse; undefined for another shape or a day that does not exist. */
export function parseTime(text: string, offsetMinutes: number): number | undefined {
  if (!SHAPE.test(text)) return undefined;
  const ms = Date.parse(`${text.replace(' ', 'T')}Z`) - offsetMinutes * 60_000;
  // Date.parse turns February 30th into March 2nd: only a round trip tells.
  return !Number.isNaN(ms) && formatTime(ms, offsetMinutes) === text ? ms : undefined;
}
