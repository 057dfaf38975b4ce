// The backups of one instance as a strip: days on its axis, now at the right.
import type { JudgedRow, Mark } from './coverage';
import type { Texts } from './page-texts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** The strip shows a week, or as much more as the greatest age that is allowed. */
const MIN_SHOWN_DAYS = 7;
const [WIDTH, HEIGHT, AXIS] = [280, 42, 28];
/** The most days that have a name on the axis. */
const MAX_LABELS = 7;

/** The band is the age that counts as covered. Shapes differ too, not the colours alone. */
export function renderTimeline(row: JudgedRow, maxAgeHours: number, texts: Texts): string {
  const span = Math.max(MIN_SHOWN_DAYS * DAY_MS, maxAgeHours * HOUR_MS * 1.25);
  const x = (age: number) => Math.round((WIDTH - 8) * (1 - age / span)) + 4;
  const marks = row.marks.filter(({ ageMs }) => ageMs <= span);
  const good = marks.filter(({ state }) => state === 'good').length;
  const label = texts.timeline(good, marks.length, Math.round(span / DAY_MS));
  const band = x(maxAgeHours * HOUR_MS);
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">`,
    `<rect class="band" x="${band}" y="0" width="${WIDTH - band}" height="${AXIS}"/>`,
    `<path class="axis" d="M0 ${AXIS - 1}H${WIDTH}"/>`,
    ...renderDays(span, x, texts),
    ...marks.map((mark) => renderMark(mark, x(mark.ageMs), texts)),
    '</svg>',
  ].join('');
}

function renderDays(span: number, x: (age: number) => number, texts: Texts): string[] {
  const days = Math.floor(span / DAY_MS);
  const step = Math.ceil(days / MAX_LABELS);
  const named = Array.from({ length: Math.floor(days / step) }, (_, n) => (n + 1) * step);
  const isRoomy = (at: number) => at > 8 && at < WIDTH - 30;
  return [
    ...named.flatMap((day) => {
      const at = x(day * DAY_MS);
      const line = `<path class="axis" d="M${at} ${AXIS - 8}v8"/>`;
      return isRoomy(at) ? [line, `<text x="${at}" y="40">${texts.daysAgo(day)}</text>`] : [line];
    }),
    `<text x="${WIDTH}" y="40" class="now">${texts.now}</text>`,
  ];
}

function renderMark({ state, ageMs }: Mark, x: number, { marks, hoursAgo }: Texts): string {
  const title = `<title>${hoursAgo(marks[state], (ageMs / HOUR_MS).toFixed(1))}</title>`;
  switch (state) {
    case 'good':
      return `<circle class="good" cx="${x}" cy="12" r="4">${title}</circle>`;
    case 'running':
      return `<circle class="running" cx="${x}" cy="12" r="3.5">${title}</circle>`;
    case 'gone':
      return `<path class="gone" d="M${x - 3} 9l6 6m0-6l-6 6">${title}</path>`;
    default:
      return state satisfies never;
  }
}
