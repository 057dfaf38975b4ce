// The coverage as one page for a person who was woken: what is wrong first, what it is about, and what to do next.
import type { HttpRequest } from '../delivery';
import type { CoverageRequest } from '../request/query-request';
import { ALL_REGIONS } from '../request/selector';
import {
  type Coverage,
  type CoverageState,
  compareUrgency,
  countState,
  findUncovered,
  getOldestAgeHours,
  isCovered,
  isEmpty,
  type JudgedRow,
  STATES,
} from './coverage';
import { escapeHtml, type Page, renderDocument, type Tone } from './document';
import { renderTimeline } from './timeline';

/** What a page says beside the coverage. */
export interface PageContext {
  readonly request: CoverageRequest;
  readonly functionName: string;
  /** The request that asked for it: a backup is started at the same address. */
  readonly http: HttpRequest | undefined;
  /** When it was judged, epoch milliseconds. */
  readonly at: number;
}

const WORDS: Readonly<Record<CoverageState, string>> = {
  never: 'never backed up',
  missing: 'missing',
  unreadable: 'unreadable',
  stale: 'stale',
  covered: 'covered',
  stopped: 'stopped',
};

/** As many get a time line and a command; of more, one line each, so that a page of thousands stays small. */
const MAX_CARDS = 60;

/** The list of instances: the console documents no address of a single one, so its search box takes the id. */
const CONSOLE = 'https://console.cloud.tencent.com/redis/instance/list';

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function toHeadline(coverage: Coverage): string {
  const bad = findUncovered(coverage);
  const stopped = countState(coverage, 'stopped');
  const watched = coverage.rows.length - stopped;
  if (bad.length > 0) {
    const counts = STATES.filter((state) => bad.some(({ State }) => State === state));
    const words = counts.map((state) => `${countState(coverage, state)} ${WORDS[state]}`);
    return `${bad.length} of ${watched} not covered: ${words.join(', ')}`;
  }
  if (coverage.unlisted.length > 0) return 'Not every region could be read';
  if (coverage.rows.length === 0) return 'Nothing is selected';
  return isEmpty(coverage)
    ? `None of ${plural(stopped, 'instance')} is running`
    : `All ${watched} covered`;
}

function toTone(coverage: Coverage): Tone {
  if (!isCovered(coverage)) return 'bad';
  return isEmpty(coverage) ? 'none' : 'good';
}

const tagWords = (tags: readonly { TagKey: string; TagValue?: string | undefined }[] = []) =>
  tags.map(
    ({ TagKey, TagValue }) => `tag ${TagKey}${TagValue === undefined ? '' : `:${TagValue}`}`,
  );

/** What the request asks about, in words. */
function describeTargets({ Selector, InstanceIds }: CoverageRequest): string {
  if (Selector === undefined) return InstanceIds.join(', ');
  const { Tags, ExcludeTags, NamePrefix, ExcludeNamePrefix } = Selector;
  const named = (prefix: string | undefined) => (prefix === undefined ? [] : [`name ${prefix}…`]);
  const wanted = [...tagWords(Tags), ...named(NamePrefix)];
  const not = [...tagWords(ExcludeTags), ...named(ExcludeNamePrefix)];
  const all = wanted.length === 0 ? 'every instance' : `instances with ${wanted.join(' and ')}`;
  return not.length === 0 ? all : `${all}, but for ${not.join(' or ')}`;
}

function describeRegions({ selection }: Coverage, { Region, Selector }: CoverageRequest): string {
  const regions = selection?.Regions ?? [Region];
  const all = Selector?.Regions === ALL_REGIONS ? `all, these ${regions.length}: ` : '';
  return all + regions.join(', ');
}

function renderFacts(coverage: Coverage, { request, functionName, at }: PageContext): string {
  const { selection } = coverage;
  const oldest = getOldestAgeHours(coverage);
  const leftOut = (selection?.RegionsLeftOut ?? []).map(
    ({ Region, Reason }) => `${Region} (${Reason})`,
  );
  const facts: [name: string, value: string][] = [
    ['Covers', describeTargets(request)],
    ['Regions', describeRegions(coverage, request)],
    ...(leftOut.length === 0 ? [] : [['Left out', leftOut.join(', ')] satisfies [string, string]]),
    [
      'Not watched',
      `${selection?.Excluded ?? 0} excluded, ${countState(coverage, 'stopped')} stopped, ${selection?.NotAllowed ?? 0} outside ALLOWED_INSTANCES`,
    ],
    [
      'Rule',
      `the last good backup is at most ${coverage.MaxAgeHours} h old${oldest === null ? '' : `; the oldest is ${oldest} h`}`,
    ],
    ['Function', functionName],
    ['Read', `${new Date(at).toISOString().slice(0, 19)}Z`],
  ];
  const rows = facts.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`);
  return `<dl>${rows.join('')}</dl>`;
}

const HOST = /^[\w.-]+(:\d{1,5})?$/;
const PATH = /^[\w./~-]*$/;
const LOOPBACK = /^(127\.|localhost)/;

/** Where this function takes a POST, as the browser has reached it; a variable where that is not plain text. */
function toAddress(http: HttpRequest | undefined): string {
  const host = http?.headers.get('host') ?? '';
  const path = (http?.path ?? '').replace(/(coverage|metrics)\/?(\?.*)?$/, '');
  if (!HOST.test(host) || !PATH.test(path)) return '$URL';
  return `${LOOPBACK.test(host) ? 'http' : 'https'}://${host}${path}`;
}

/** One key an hour: who pastes it twice has one backup. The token stays in a variable. */
function renderCommand({ InstanceId, Region }: JudgedRow, { http, at }: PageContext): string {
  const hour = new Date(at).toISOString().slice(0, 13);
  const command = [
    `curl -X POST "${toAddress(http)}"`,
    '-H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"',
    `-H "Idempotency-Key: page-${hour}-${InstanceId}"`,
    `-d '${JSON.stringify({ InstanceId, Region })}'`,
  ].join(' ');
  return `<pre>${escapeHtml(command)}</pre>`;
}

const renderName = ({ Name, InstanceId, Region }: JudgedRow): string =>
  [
    `<b>${escapeHtml(Name === undefined || Name === '' ? InstanceId : Name)}</b>`,
    `<span>${escapeHtml(InstanceId)} · ${escapeHtml(Region)}</span>`,
  ].join('');

/** Until when there is something to restore, by the API's own texts. */
function describeLastGood({ StartTime, ExpireTime, AgeHours }: JudgedRow): string {
  if (AgeHours === undefined) return '';
  const kept = ExpireTime === undefined ? '' : `, kept until ${ExpireTime}`;
  return `last good ${StartTime ?? `${AgeHours} h ago`}${kept}`;
}

function renderCard(row: JudgedRow, coverage: Coverage, context: PageContext): string {
  const lastGood = describeLastGood(row);
  return [
    `<li class="card ${row.State}"><div class="who">${renderName(row)}</div>`,
    `<div class="state"><em>${WORDS[row.State]}</em><span>${escapeHtml(row.Why)}</span>`,
    lastGood === '' ? '' : `<span>${escapeHtml(lastGood)}</span>`,
    `</div>${renderTimeline(row, coverage.MaxAgeHours)}`,
    `<div class="next"><a href="${CONSOLE}">Open the console</a> and search ${escapeHtml(row.InstanceId)}, or back it up now:`,
    `${renderCommand(row, context)}</div></li>`,
  ].join('');
}

function renderLine(row: JudgedRow): string {
  const isFine = row.State === 'covered' || row.State === 'stopped';
  const said = row.State === 'covered' ? describeLastGood(row) : row.Why;
  const state = isFine ? '' : `<em>${WORDS[row.State]}</em> `;
  return `<li class="${row.State}"><span>${renderName(row)}</span><span>${state}${escapeHtml(said)}</span></li>`;
}

const renderFolded = (title: string, rows: readonly JudgedRow[]): string[] =>
  rows.length === 0
    ? []
    : [
        `<details><summary>${escapeHtml(title)}</summary><ol class="lines">${rows.map(renderLine).join('')}</ol></details>`,
      ];

function renderFine(coverage: Coverage, sorted: readonly JudgedRow[]): string[] {
  const regions = [...new Set(coverage.rows.map(({ Region }) => Region))].sort();
  const inState = (state: CoverageState) => sorted.filter(({ State }) => State === state);
  const covered = inState('covered');
  return [
    ...regions.flatMap((region) => {
      const rows = covered.filter(({ Region }) => Region === region);
      return renderFolded(`${region}: ${rows.length} covered`, rows);
    }),
    ...renderFolded(`${countState(coverage, 'stopped')} stopped`, inState('stopped')),
  ];
}

const renderNotes = ({ unlisted }: Coverage): string[] =>
  unlisted.map(({ Region, failure }) => {
    const text = `${Region} could not be read through: ${failure.code}. Instances of it may be missing here.`;
    return `<p class="note">${escapeHtml(text)}</p>`;
  });

const KEY =
  '<p class="key"><i class="good"></i>good<i class="running"></i>in progress<i class="gone"></i>expired or deleted<i class="band"></i>young enough</p>';

export function renderPage(coverage: Coverage, context: PageContext): Page {
  const sorted = [...coverage.rows].sort(compareUrgency);
  const bad = sorted.filter((row) => findUncovered({ ...coverage, rows: [row] }).length > 0);
  const [cards, more] = [bad.slice(0, MAX_CARDS), bad.slice(MAX_CARDS)];
  return renderDocument(
    toTone(coverage),
    toHeadline(coverage),
    [`${escapeHtml(describeTargets(context.request))} · at most ${coverage.MaxAgeHours} h`],
    [
      ...renderNotes(coverage),
      ...(cards.length === 0 ? [] : [KEY]),
      `<ol>${cards.map((row) => renderCard(row, coverage, context)).join('')}</ol>`,
      ...(more.length === 0
        ? []
        : [
            `<h2>and ${more.length} more</h2><ol class="lines">${more.map(renderLine).join('')}</ol>`,
          ]),
      ...renderFine(coverage, sorted),
      `<h2>What this page covers</h2>${renderFacts(coverage, context)}`,
    ],
  );
}
