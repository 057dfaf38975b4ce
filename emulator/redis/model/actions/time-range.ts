// BeginTime and EndTime of the list actions.

import { invalid } from '../errors';
import { parseTime } from '../time';

interface Range {
  begin: number;
  end: number;
}

/** The first and the last moment of [BeginTime, EndTime]; throws for a bad time, order or span. */
export function timeRange(
  { BeginTime, EndTime }: { BeginTime?: string; EndTime?: string },
  offsetMinutes: number,
  isTooLong: (spanMs: number) => boolean = () => false,
): Range {
  // Times have whole seconds: one that starts within the last named second is still inside.
  const begin = read('BeginTime', BeginTime, offsetMinutes) ?? Number.NEGATIVE_INFINITY;
  const end = (read('EndTime', EndTime, offsetMinutes) ?? Number.POSITIVE_INFINITY) + 999;
  if (begin > end) throw invalid('BeginTime is after EndTime.');
  const bounded = BeginTime !== undefined && EndTime !== undefined;
  if (bounded && isTooLong(end - 999 - begin)) throw invalid('The time range is too long.');
  return { begin, end };
}

function read(name: string, text: string | undefined, offsetMinutes: number): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseTime(text, offsetMinutes);
  if (ms === undefined) throw invalid(`${name} is not YYYY-MM-DD HH:mm:ss.`);
  return ms;
}
