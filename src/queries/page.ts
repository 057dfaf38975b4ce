// The coverage as one page for a person: no script, no asset, nothing but text of ours and escaped text of others.
import { type Coverage, compareUrgency, findStale, getOldestAgeHours, isCovered } from './coverage';
import { PAGE_STYLE } from './page-style';

type Row = Coverage['rows'][number];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text fit for an element's content and for a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** The timeline shows a week, or as much more as the greatest age that is allowed. */
const MIN_SHOWN_DAYS = 7;
const [WIDTH, HEIGHT] = [280, 28];

const toShownMs = ({ MaxAgeHours }: Coverage): number =>
  Math.max(MIN_SHOWN_DAYS * DAY_MS, MaxAgeHours * HOUR_MS * 1.25);

const DESCRIPTIONS = { good: 'good', running: 'in progress', gone: 'expired or deleted' };

/** Now is at the right; the band is the age that counts as covered. Shapes differ too, not the colours alone. */
function renderTimeline(row: Row, coverage: Coverage): string {
  const span = toShownMs(coverage);
  const x = (age: number) => Math.round((WIDTH - 8) * (1 - age / span)) + 4;
  const marks = row.marks.filter(({ ageMs }) => ageMs <= span);
  const days = Array.from({ length: Math.floor(span / DAY_MS) }, (_, day) => x((day + 1) * DAY_MS));
  const good = marks.filter(({ state }) => state === 'good').length;
  const label = `${good} good of ${marks.length} backups in ${Math.round(span / DAY_MS)} days`;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">`,
    `<rect class="band" x="${x(coverage.MaxAgeHours * HOUR_MS)}" y="0" width="${WIDTH - x(coverage.MaxAgeHours * HOUR_MS)}" height="${HEIGHT}"/>`,
    ...days.map((at) => `<line class="day" x1="${at}" x2="${at}" y1="18" y2="${HEIGHT}"/>`),
    `<line class="axis" x1="0" x2="${WIDTH}" y1="${HEIGHT - 1}" y2="${HEIGHT - 1}"/>`,
    ...marks.map(({ state, ageMs }) => renderMark(state, x(ageMs), ageMs)),
    '</svg>',
  ].join('');
}

function renderMark(state: Row['marks'][number]['state'], x: number, ageMs: number): string {
  const title = `<title>${DESCRIPTIONS[state]}, ${(ageMs / HOUR_MS).toFixed(1)} h ago</title>`;
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

const renderRow = (row: Row, coverage: Coverage): string =>
  [
    `<li class="${row.State}">`,
    `<div class="who"><b>${escapeHtml(row.Name ?? row.InstanceId)}</b>`,
    `<span>${escapeHtml(row.InstanceId)} · ${escapeHtml(row.Region)}</span></div>`,
    `<div class="state"><em>${row.State}</em><span>${escapeHtml(row.Why)}</span></div>`,
    renderTimeline(row, coverage),
    '</li>',
  ].join('');

function toHeadline(coverage: Coverage): string {
  const stale = findStale(coverage).length;
  const watched = coverage.rows.filter(({ State }) => State !== 'skipped').length;
  if (!isCovered(coverage) && stale === 0) return 'Not every region could be read';
  return stale === 0
    ? `All ${watched} covered`
    : `${stale} of ${watched} ${stale === 1 ? 'is' : 'are'} stale`;
}

const renderNotes = (coverage: Coverage): string[] => [
  ...coverage.unlisted.map(
    ({ Region, failure }) =>
      `<p class="note">${escapeHtml(Region)} could not be read through: ${escapeHtml(failure.code)}. Instances of it may be missing here.</p>`,
  ),
  ...(coverage.notAllowed === 0
    ? []
    : [`<p class="note">${coverage.notAllowed} instances are outside ALLOWED_INSTANCES.</p>`]),
];

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  // Nothing of the page can run or load, whatever an instance is called.
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

export interface Page {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The whole document.
 *
 * @param at when the coverage was judged, epoch milliseconds
 */
export function renderPage(coverage: Coverage, at: number): Page {
  const oldest = getOldestAgeHours(coverage);
  const facts = [
    `a last good backup may be ${coverage.MaxAgeHours} h old`,
    ...(oldest === undefined ? [] : [`the oldest is ${oldest} h`]),
    `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  ];
  const state = isCovered(coverage) ? 'covered' : 'stale';
  const body = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">',
    `<title>${toHeadline(coverage)} · Redis backups</title><style>${PAGE_STYLE}</style></head><body>`,
    `<header class="${state}"><h1>${toHeadline(coverage)}</h1><p>${facts.join(' · ')}</p></header>`,
    ...renderNotes(coverage),
    '<p class="key"><i class="good"></i>good<i class="running"></i>in progress<i class="gone"></i>expired or deleted<i class="band"></i>young enough</p>',
    `<main><ol>${[...coverage.rows]
      .sort(compareUrgency)
      .map((row) => renderRow(row, coverage))
      .join('')}</ol></main>`,
    '</body></html>',
  ].join('\n');
  return { body, headers: HEADERS };
}
