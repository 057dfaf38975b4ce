// SCF's cron: seven required fields, second minute hour day month weekday year.
// https://www.tencentcloud.com/document/product/583/9708
import { Cron } from 'croner';

/**
 * No page states the zone; scheduler code in the field computes with UTC+8, whatever the function's region. The
 * event's `Time` is UTC all the same.
 */
const ZONE_MINUTES = 480;

const sixty = '[0-5]?\\d';
const hour = '[01]?\\d|2[0-3]';
const day = '0?[1-9]|[12]\\d|3[01]';
const month = '0?[1-9]|1[0-2]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const weekday = '[0-6]|SUN|MON|TUE|WED|THU|FRI|SAT';
const year = '19[7-9]\\d|20\\d\\d';

/** What each field may hold, apart from lists with `,`. */
const FIELDS = [
  { name: 'second', item: span(sixty), allowed: '0-59 and , - * /' },
  { name: 'minute', item: span(sixty), allowed: '0-59 and , - * /' },
  { name: 'hour', item: span(hour), allowed: '0-23 and , - * /' },
  { name: 'day', item: `${span(day)}|\\?|LW?|(?:${day})W`, allowed: '1-31 and , - * / ? L W' },
  { name: 'month', item: span(month), allowed: '1-12, JAN-DEC and , - * /' },
  {
    name: 'weekday',
    item: `${span(weekday)}|\\?|(?:${weekday})?L|(?:${weekday})#[1-5]`,
    allowed: '0-6 (0 is Sunday), SUN-SAT and , - * / ? L #',
  },
  { name: 'year', item: span(year), allowed: '1970-2099 and , - * /' },
];
const WEEKDAY = 5;

function span(unit: string): string {
  return `(?:\\*|(?:${unit})(?:-(?:${unit}))?)(?:/\\d+)?`;
}

/**
 * The next times a timer fires, strictly after `after`; fewer than `count` when there are no more. When day and
 * weekday are both given, either is enough, as SCF has it.
 * @param zone another one than UTC+8, by its IANA name
 * @throws {Error} naming the field and what it may hold
 */
export function nextFires(expression: string, after: Date, count = 1, zone?: string): Date[] {
  return parse(expression, zone).nextRuns(count, after);
}

/** @throws {Error} as {@link nextFires} does */
export function checkCron(expression: string): void {
  parse(expression);
}

function parse(expression: string, zone?: string): Cron {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) {
    const names = FIELDS.map(({ name }) => name).join(' ');
    const meant = fields.length === 5 ? `; did you mean "0 ${fields.join(' ')} *"?` : '';
    throw new Error(`"${expression}" has ${fields.length} fields, not 7: ${names}${meant}`);
  }
  for (const [index, { name, item, allowed }] of FIELDS.entries()) {
    if (new RegExp(`^(?:${item})(?:,(?:${item}))*$`, 'i').test(fields[index] ?? '')) continue;
    throw new Error(`"${expression}": ${name} "${fields[index]}" is not made of ${allowed}`);
  }
  return toCroner(fields, expression, zone);
}

/** croner writes the last Friday 5L as SCF does, but has no bare L: the week's last day, as in Quartz (unverified). */
function toCroner(fields: string[], expression: string, timezone?: string): Cron {
  const pattern = fields.map((field, index) =>
    index === WEEKDAY ? field.replace(/(?<=^|,)L(?=,|$)/gi, '6') : field,
  );
  try {
    // Sloppy ranges are SCF's `1/10`: from 1, every 10.
    const zone = timezone === undefined ? { utcOffset: ZONE_MINUTES } : { timezone };
    const options = { mode: '7-part', ...zone, sloppyRanges: true } as const;
    return new Cron(pattern.join(' '), { ...options, paused: true });
  } catch (error) {
    throw new Error(`"${expression}": ${(error as Error).message.replace('CronPattern: ', '')}`);
  }
}
