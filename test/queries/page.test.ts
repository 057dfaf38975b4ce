// The coverage as a page: what it says first, and that nothing in it can run.
import type { Coverage } from '../../src/queries/coverage';
import { escapeHtml, renderPage } from '../../src/queries/page';
import { failure, GUANGZHOU, target } from '../support/builders';
import { START_OF_TIME } from '../support/clock';

const HOUR = 3_600_000;
const row = (name: string, part: Partial<Coverage['rows'][number]> = {}) => ({
  ...target(name),
  ...{ State: 'covered' as const, Why: 'fresh', AgeHours: 3, marks: [] },
  ...part,
});
const page = (rows: Coverage['rows'], part: Partial<Coverage> = {}): string =>
  renderPage({ MaxAgeHours: 26, rows, unlisted: [], notAllowed: 0, ...part }, START_OF_TIME).body;

test.each<[string, Coverage['rows'], string]>([
  ['all good', [row('crs-a'), row('crs-b')], 'All 2 covered'],
  ['one stale', [row('crs-a'), row('crs-b', { State: 'stale' })], '1 of 2 is stale'],
  ['one stopped', [row('crs-a'), row('crs-b', { State: 'skipped' })], 'All 1 covered'],
])('%s: the headline says so', (_name, rows, headline) => {
  expect(page(rows)).toContain(`<h1>${headline}</h1>`);
});

test('a region that could not be read is in the headline and in a note', () => {
  const html = page([row('crs-a')], {
    unlisted: [{ Region: GUANGZHOU, failure: failure('InternalError') }],
  });
  expect(html).toContain('<h1>Not every region could be read</h1>');
  expect(html).toContain('ap-guangzhou could not be read through: InternalError');
});

test('the stale ones stand first', () => {
  const html = page([row('crs-good'), row('crs-bad', { State: 'stale' })]);
  expect(html.indexOf('crs-bad')).toBeLessThan(html.indexOf('crs-good'));
});

test('each backup is a shape of its own on the time line, and what is older than it is left out', () => {
  const marks = [
    { state: 'good' as const, ageMs: HOUR },
    { state: 'running' as const, ageMs: 0 },
    { state: 'gone' as const, ageMs: 48 * HOUR },
    { state: 'good' as const, ageMs: 1_000 * HOUR },
  ];
  const html = page([row('crs-a', { marks })]);
  expect(html.match(/<circle class="good"/g)).toHaveLength(1);
  expect(html.match(/<circle class="running"/g)).toHaveLength(1);
  expect(html.match(/<path class="gone"/g)).toHaveLength(1);
});

test('the name of an instance is text, whatever it holds', () => {
  const html = page([row('crs-a', { Name: '"><script>alert(1)</script>' })]);
  expect(html).not.toContain('<script');
  expect(html).toContain(escapeHtml('"><script>alert(1)</script>'));
});

test('the headers let nothing load or run', () => {
  const { headers } = renderPage(
    { MaxAgeHours: 26, rows: [], unlisted: [], notAllowed: 0 },
    START_OF_TIME,
  );
  expect(headers['Content-Security-Policy']).toContain("default-src 'none'");
});
