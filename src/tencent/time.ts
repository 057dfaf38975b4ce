// The API's times: `YYYY-MM-DD HH:mm:ss` without a zone, and no page says which zone is meant.
import type { ApiTime } from '../redis-api';

/** An epoch time as the API's text, written as if its zone were UTC; callers widen their windows by a day for that. */
export const toApiText = (epochMs: number): string =>
  new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ');

/** The API's text on its own clock; undefined for an empty one and for `0000-00-00 00:00:00`, which mean "not yet". */
export function fromApiText(text: unknown): ApiTime | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text))
    return undefined;
  const time = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(time) ? undefined : time;
}
