// The API's times are `YYYY-MM-DD HH:mm:ss`; no page says which zone is meant.
import type { ApiTime } from '../redis-api';

/** An epoch time as the API's text in UTC. The zone may be another one, so callers widen their windows by a day. */
export const toApiText = (epochMs: number): string =>
  new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ');

/** The API's text as a time on its own clock; undefined for `0000-00-00 00:00:00` and no text, which mean "not yet". */
export function fromApiText(text: unknown): ApiTime | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text))
    return undefined;
  const time = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(time) ? undefined : time;
}
