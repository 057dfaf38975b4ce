// The coverage as a page: what it says first, and that nothing in it can run.
import type { HttpRequest } from '../../src/delivery';
import { type Coverage, STATES } from '../../src/queries/coverage';
import { escapeHtml } from '../../src/queries/document';
import { type PageContext, renderPage } from '../../src/queries/page';
import { failure, GUANGZHOU, target } from '../support/builders';
import { START_OF_TIME } from '../support/clock';

const HOUR = 3_600_000;
const row = (name: string, part: Partial<Coverage['rows'][number]> = {}) => ({
  ...target(name),
  ...{ State: 'covered' as const, Why: 'fresh', AgeHours: 3, marks: [] },
  ...part,
});
const CONTEXT: PageContext = {
  request: {
    ...{ query: 'coverage', MaxAgeHours: 26, InstanceIds: [], Region: GUANGZHOU },
    Selector: { ExcludeTags: [{ TagKey: 'no-backup' }], Regions: 'all' },
  },
  functionName: 'redis-backup-prod',
  http: undefined,
  at: START_OF_TIME,
};
const EMPTY: Coverage = {
  MaxAgeHours: 26,
  rows: [],
  unlisted: [],
  mayBeEmpty: false,
};
const httpRequest = (path: string, host: string): HttpRequest => ({
  ...{ method: 'GET', path, headers: new Map([['host', host]]), repeated: new Set() },
  ...{ source: undefined, query: {} },
});
const page = (
  rows: Coverage['rows'],
  part: Partial<Coverage> = {},
  context: Partial<PageContext> = {},
): string => renderPage({ ...EMPTY, rows, ...part }, { ...CONTEXT, ...context }).body;

test.each<[string, Coverage['rows'], string]>([
  ['all good', [row('crs-a'), row('crs-b')], 'All 2 covered'],
  ['one stale', [row('crs-a'), row('crs-b', { State: 'stale' })], '1 of 2 not covered: 1 stale'],
  ['one stopped', [row('crs-a'), row('crs-b', { State: 'stopped' })], 'All 1 covered'],
  [
    'several kinds, the worst first',
    [row('crs-a'), row('crs-b', { State: 'stale' }), row('crs-c', { State: 'never' })],
    '2 of 3 not covered: 1 never backed up, 1 stale',
  ],
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
  const html = page([row('crs-a', { State: 'stale', marks })]);
  expect(html.match(/<circle class="good"/g)).toHaveLength(1);
  expect(html.match(/<circle class="running"/g)).toHaveLength(1);
  expect(html.match(/<path class="gone"/g)).toHaveLength(1);
});

test.each<[string, Coverage['rows'], boolean, string, string]>([
  ['nothing', [], false, 'bad', 'Nothing is selected'],
  ['nothing, where that is fine', [], true, 'none', 'Nothing is selected'],
  [
    'all stopped',
    [row('crs-a', { State: 'stopped' })],
    false,
    'bad',
    'None of 1 instance is running',
  ],
])('%s is never green', (_name, rows, mayBeEmpty, tone, headline) => {
  expect(page(rows, { mayBeEmpty })).toContain(`<header class="${tone}"><h1>${headline}</h1>`);
});

test('says what it covers, and what not', () => {
  const html = page([row('crs-a')], {
    selection: {
      ...{ Regions: [GUANGZHOU], Excluded: 3, NotAllowed: 2, Stopped: 0 },
      RegionsLeftOut: [
        { Region: 'ap-shanghai-fsi' as typeof GUANGZHOU, Reason: 'not in ALLOWED_REGIONS' },
      ],
    },
  });
  for (const text of [
    'every instance, but for tag no-backup',
    'all, these 1: ap-guangzhou',
    'ap-shanghai-fsi (not in ALLOWED_REGIONS)',
    '3 excluded',
    '2 outside ALLOWED_INSTANCES',
    'redis-backup-prod',
  ])
    expect(html).toContain(text);
});

test('one that is not covered has its time, how long it is kept, and a command that can be pasted twice', () => {
  const http = httpRequest('/prod/coverage', 'f.example.com');
  const stale = row('crs-bad', {
    ...{ State: 'stale', StartTime: '2026-01-01T03:00:00+08:00' },
    ExpireTime: '2026-01-08T03:00:00+08:00',
  });
  const html = page([stale], {}, { http });
  expect(html).toContain(
    'last good 2026-01-01T03:00:00+08:00, kept until 2026-01-08T03:00:00+08:00',
  );
  expect(html).toContain(escapeHtml('curl -X POST "https://f.example.com/prod/"'));
  expect(html).toMatch(/Idempotency-Key: page-\d{4}-\d\d-\d\dT\d\d-crs-bad/);
});

test('a host that is more than a name is not made part of a command', () => {
  const http = httpRequest('/coverage', 'x"; rm -rf /');
  expect(page([row('crs-bad', { State: 'never' })], {}, { http })).toContain(
    escapeHtml('curl -X POST "$URL"'),
  );
});

test.each<Coverage['rows'][number]['State']>(['covered', 'never', 'stale'])(
  'two thousand that are %s make less than a megabyte',
  (State) => {
    const marks = Array.from({ length: 14 }, (_, n) => ({
      state: 'good' as const,
      ageMs: n * 12 * HOUR,
    }));
    const rows = Array.from({ length: 2_000 }, (_, n) =>
      row(`crs-${String(n).padStart(8, '0')}`, {
        ...{ State, marks, Name: `orders-service-in-production-${n}` },
        StartTime: '2026-01-01T03:00:00+08:00',
        ExpireTime: '2026-01-08T03:00:00+08:00',
      }),
    );
    const html = page(rows);
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
    expect(html.match(/orders-service-in-production-/g)).toHaveLength(2_000);
  },
);

test('the name of an instance is text, whatever it holds', () => {
  const html = page([row('crs-a', { Name: '"><script>alert(1)</script>' })]);
  expect(html).not.toContain('<script');
  expect(html).toContain(escapeHtml('"><script>alert(1)</script>'));
});

test('the headers let nothing load or run', () => {
  const { headers } = renderPage(EMPTY, CONTEXT);
  expect(headers.Vary).toBe('Accept, Accept-Language');
  expect(headers['Content-Security-Policy']).toContain("default-src 'none'");
});

describe('in the language of its reader', () => {
  const askedIn = (language: string): string => {
    const asked = httpRequest('/coverage', 'f.example.com');
    const http = { ...asked, headers: new Map([...asked.headers, ['accept-language', language]]) };
    const rows = STATES.map((State) => row(`crs-${State}`, { State, Why: 'why: because 28 days' }));
    return page(rows, { unlisted: [{ Region: GUANGZHOU, failure: failure('NoTurn') }] }, { http });
  };

  test.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-Hans', '5 个实例中有 4 个未覆盖：从未备份 1 个'],
    ['zh-TW', 'zh-Hans', '5 个实例中有 4 个未覆盖：从未备份 1 个'],
    ['en-US,en;q=0.9,zh;q=0.8', 'en', '4 of 5 not covered'],
    ['de', 'en', '4 of 5 not covered'],
    ['zh;q=0', 'en', '4 of 5 not covered'],
    ['', 'en', '4 of 5 not covered'],
  ])('%s: %s', (language, tag, headline) => {
    const html = askedIn(language);
    expect(html).toContain(`<html lang="${tag}">`);
    expect(html).toContain(`<h1>${headline}`);
  });

  test('no sentence of the other language is left on it', () => {
    const text = askedIn('zh').replace(/<style>.*?<\/style>|<pre>.*?<\/pre>|<[^>]+>/g, ' ');
    const words = text.replace(
      /crs-\w+|ap-[\w-]+|redis-backup-prod|because|days|\d{4}-[\dTZ:-]+/g,
      ' ',
    );
    const english = words.match(/[A-Za-z_]{2,}/g) ?? [];
    expect([...new Set(english)].sort()).toEqual([
      'ALLOWED_INSTANCES',
      'API',
      'NoTurn',
      'Redis',
      'backup',
      'no',
    ]);
  });
});
