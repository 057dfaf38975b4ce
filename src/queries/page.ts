// The coverage as one page for a person who was woken: what is wrong first, what it is about, and what to do next.
import type { HttpRequest } from '../delivery';
import type { CoverageRequest } from '../request/query-request';
import { ALL_REGIONS } from '../request/selector';
import { preferredLanguage } from './accept';
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
import { TEXTS, type Texts } from './page-texts';
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

/** So many get a time line and a command. Each further one gets a line, so that a page of thousands stays small. */
const MAX_CARDS = 60;

/** The list of instances: the console documents no address of a single one, so its search box takes the id. */
const CONSOLE = 'https://console.cloud.tencent.com/redis/instance/list';

function toHeadline(coverage: Coverage, texts: Texts): string {
  const bad = findUncovered(coverage);
  const stopped = countState(coverage, 'stopped');
  const watched = coverage.rows.length - stopped;
  if (bad.length > 0) {
    const counts = STATES.filter((state) => bad.some(({ State }) => State === state));
    const words = counts.map((state) =>
      texts.counted(countState(coverage, state), texts.states[state]),
    );
    return texts.uncovered(bad.length, watched, words.join(texts.list));
  }
  if (coverage.unlisted.length > 0) return texts.unreadRegions;
  if (coverage.rows.length === 0) return texts.nothing;
  return isEmpty(coverage) ? texts.noneRuns(stopped) : texts.allCovered(watched);
}

function toTone(coverage: Coverage): Tone {
  if (!isCovered(coverage)) return 'bad';
  return isEmpty(coverage) ? 'none' : 'good';
}

const tagWords = (tags: readonly { TagKey: string; TagValue?: string | undefined }[] = []) =>
  tags.map(({ TagKey, TagValue }) => (TagValue === undefined ? TagKey : `${TagKey}:${TagValue}`));

/** What the request asks about, in words. */
function describeTargets({ Selector, InstanceIds }: CoverageRequest, texts: Texts): string {
  if (Selector === undefined) return InstanceIds.join(texts.list);
  const { Tags, ExcludeTags, NamePrefix, ExcludeNamePrefix } = Selector;
  const wanted = { tags: tagWords(Tags), name: NamePrefix };
  const not = { tags: tagWords(ExcludeTags), name: ExcludeNamePrefix };
  const isAny = ({ tags, name }: typeof wanted) => tags.length === 0 && name === undefined;
  const all = isAny(wanted) ? texts.everyInstance : texts.wanted(wanted);
  return isAny(not) ? all : texts.butFor(all, not);
}

function describeRegions(
  { selection }: Coverage,
  { Region, Selector }: CoverageRequest,
  texts: Texts,
): string {
  const regions = selection?.Regions ?? [Region];
  const names = regions.join(texts.list);
  return Selector?.Regions === ALL_REGIONS ? texts.allRegions(regions.length, names) : names;
}

function renderFacts(
  coverage: Coverage,
  { request, functionName, at }: PageContext,
  texts: Texts,
): string {
  const { selection } = coverage;
  const { facts: names } = texts;
  const leftOut = (selection?.RegionsLeftOut ?? []).map(
    ({ Region, Reason }) => `${Region} (${Reason})`,
  );
  const stopped = countState(coverage, 'stopped');
  const facts: [name: string, value: string][] = [
    [names.covers, describeTargets(request, texts)],
    [names.regions, describeRegions(coverage, request, texts)],
    ...leftOut.slice(0, 1).map((): [string, string] => [names.leftOut, leftOut.join(texts.list)]),
    [
      names.unwatched,
      texts.unwatched(selection?.Excluded ?? 0, stopped, selection?.NotAllowed ?? 0),
    ],
    [names.rule, texts.rule(coverage.MaxAgeHours, getOldestAgeHours(coverage))],
    [names.function, functionName],
    [names.read, `${new Date(at).toISOString().slice(0, 19)}Z`],
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
  const [asked = ''] = (http?.path ?? '').split('?', 1);
  const path = asked.replace(/(coverage|metrics)\/?$/, '');
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
const describeLastGood = ({ StartTime, ExpireTime, AgeHours }: JudgedRow, texts: Texts): string =>
  AgeHours === undefined ? '' : texts.lastGood(StartTime, AgeHours, ExpireTime);

function renderCard(
  row: JudgedRow,
  { MaxAgeHours }: Coverage,
  context: PageContext,
  texts: Texts,
): string {
  const lastGood = describeLastGood(row, texts);
  return [
    `<li class="card ${row.State}"><div class="who">${renderName(row)}</div>`,
    `<div class="state"><em>${texts.states[row.State]}</em><span>${escapeHtml(texts.why(row, MaxAgeHours))}</span>`,
    lastGood === '' ? '' : `<span>${escapeHtml(lastGood)}</span>`,
    `</div>${renderTimeline(row, MaxAgeHours, texts)}`,
    `<div class="next"><a href="${CONSOLE}">${texts.console}</a> ${escapeHtml(texts.search(row.InstanceId))}`,
    `${renderCommand(row, context)}</div></li>`,
  ].join('');
}

type RenderLine = (row: JudgedRow) => string;

const toRenderLine =
  ({ MaxAgeHours }: Coverage, texts: Texts): RenderLine =>
  (row) => {
    const isFine = row.State === 'covered' || row.State === 'stopped';
    const said =
      row.State === 'covered' ? describeLastGood(row, texts) : texts.why(row, MaxAgeHours);
    const state = isFine ? '' : `<em>${texts.states[row.State]}</em> `;
    return `<li class="${row.State}"><span>${renderName(row)}</span><span>${state}${escapeHtml(said)}</span></li>`;
  };

const renderFolded = (
  title: string,
  rows: readonly JudgedRow[],
  renderLine: RenderLine,
): string[] =>
  rows.length === 0
    ? []
    : [
        `<details><summary>${escapeHtml(title)}</summary><ol class="lines">${rows.map(renderLine).join('')}</ol></details>`,
      ];

function renderFine(
  coverage: Coverage,
  sorted: readonly JudgedRow[],
  texts: Texts,
  renderLine: RenderLine,
): string[] {
  const regions = [...new Set(coverage.rows.map(({ Region }) => Region))].sort();
  const inState = (state: CoverageState) => sorted.filter(({ State }) => State === state);
  const [covered, stopped] = [inState('covered'), inState('stopped')];
  return [
    ...regions.flatMap((region) => {
      const rows = covered.filter(({ Region }) => Region === region);
      return renderFolded(texts.folded(region, rows.length), rows, renderLine);
    }),
    ...renderFolded(texts.counted(stopped.length, texts.states.stopped), stopped, renderLine),
  ];
}

const renderNotes = ({ unlisted }: Coverage, texts: Texts): string[] =>
  unlisted.map(
    ({ Region, failure }) =>
      `<p class="note">${escapeHtml(texts.unreadRegion(Region, failure.code))}</p>`,
  );

const renderKey = ({ marks, recentEnough }: Texts): string =>
  `<p class="key"><i class="good"></i>${marks.good}<i class="running"></i>${marks.running}<i class="gone"></i>${marks.gone}<i class="band"></i>${recentEnough}</p>`;

/** In the language that the browser's reader likes best. */
export function renderPage(coverage: Coverage, context: PageContext): Page {
  const language = preferredLanguage(context.http?.headers.get('accept-language'));
  const texts = TEXTS[language];
  const renderLine = toRenderLine(coverage, texts);
  const sorted = [...coverage.rows].sort(compareUrgency);
  const bad = sorted.filter((row) => findUncovered({ ...coverage, rows: [row] }).length > 0);
  const [cards, more] = [bad.slice(0, MAX_CARDS), bad.slice(MAX_CARDS)];
  return renderDocument(
    toTone(coverage),
    toHeadline(coverage, texts),
    [
      `${escapeHtml(describeTargets(context.request, texts))} · ${texts.atMost(coverage.MaxAgeHours)}`,
    ],
    [
      ...renderNotes(coverage, texts),
      ...(cards.length === 0 ? [] : [renderKey(texts)]),
      `<ol>${cards.map((row) => renderCard(row, coverage, context, texts)).join('')}</ol>`,
      ...(more.length === 0
        ? []
        : [
            `<h2>${texts.more(more.length)}</h2><ol class="lines">${more.map(renderLine).join('')}</ol>`,
          ]),
      ...renderFine(coverage, sorted, texts, renderLine),
      `<h2>${texts.about}</h2>${renderFacts(coverage, context, texts)}`,
    ],
    language,
  );
}
