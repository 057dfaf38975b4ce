// The API's texts of times, which have no zone, as ISO 8601 with an offset.

/** `+08:00`. */
function formatOffset(offsetMs: number): string {
  const minutes = Math.abs(Math.round(offsetMs / 60_000));
  const two = (count: number) => String(count).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** `2026-01-02 11:00:00` of a clock that is so far ahead of UTC; undefined for a text that is no time. */
export const toIsoTime = (text: string, offsetMs: number): string | undefined =>
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)
    ? `${text.replace(' ', 'T')}${formatOffset(offsetMs)}`
    : undefined;

const NAMES = ['StartTime', 'EndTime', 'ExpireTime'] as const;
type TimeTexts = { readonly [Name in (typeof NAMES)[number]]?: string };

/** The times of a backup or a task; one that the API does not give is left out. */
export function toIsoTimes(texts: TimeTexts, offsetMs: number): TimeTexts {
  const times = NAMES.map((name) => [name, toIsoTime(texts[name] ?? '', offsetMs)] as const);
  return Object.fromEntries(times.filter(([, time]) => time !== undefined));
}
