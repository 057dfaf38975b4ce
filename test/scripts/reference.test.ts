// What the README and docs/reference.md say a user can send, get, set and run is what there is.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { scripts } from '../../package.json';
import { SETTINGS } from '../../src/config';
import { toResponse } from '../../src/http/response';
import { REJECTIONS } from '../../src/rejection';
import { REQUEST_FIELDS } from '../../src/request/backup-request';
import { parseRequest } from '../../src/request/parse-request';
import type { TargetResult } from '../../src/result';
import { TRANSPORT_CODES } from '../../src/tencent/error-table';
import { accepted, GUANGZHOU } from '../support/builders';
import { PAGES, read } from './pages';

const REFERENCE = read('docs/reference.md');
/** The rows of the table under a heading. */
const rowsOf = (heading: string): string[] => {
  const [, section = ''] = REFERENCE.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return own
    .split('\n')
    .filter((line) => line.startsWith('| `') && !line.startsWith('| `Outcome`'));
};
const namesOf = (heading: string): (string | undefined)[] =>
  rowsOf(heading).map((row) => /^\| `([^`]+)`/.exec(row)?.[1]);

test('each field of a request has its row', () => {
  expect(namesOf('The request').sort()).toEqual(
    REQUEST_FIELDS.filter((name) => name !== 'Coverage').sort(),
  );
});

/** An outcome that is not here does not compile. */
const OUTCOMES: Readonly<Record<TargetResult['Outcome'], true>> = {
  ...{ accepted: true, adopted: true, verified: true, skipped: true },
  ...{ refused: true, unknown: true, deferred: true, failed: true },
};

test('each outcome of a backup has its row', () => {
  expect(namesOf('Outcomes').sort()).toEqual(Object.keys(OUTCOMES).sort());
});

const ownCodes = ['src/backup/failures.ts', 'src/backup/lease-failures.ts'].flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/\bcode: '(\w+)'/g)].map(([, code = '']) => code),
);
const codes = [
  ...new Set([...ownCodes, ...Object.keys(REJECTIONS), ...TRANSPORT_CODES.map((row) => row.code)]),
];
test.each(codes)('the code %s is explained', (code) => {
  expect(REFERENCE).toContain(`\`${code}\``);
});

test('each setting has its row', () => {
  expect(namesOf('Settings')).toEqual(Object.keys(SETTINGS));
});

test('there are at most 24 scripts and 20 settings', () => {
  expect(Object.keys(scripts).length).toBeLessThanOrEqual(24);
  expect(Object.keys(SETTINGS).length).toBeLessThanOrEqual(20);
});

/** What a line runs: `npm run name`, or a word that npm knows by itself. */
const COMMAND = /npm\s+(?:run\s+(?:--silent\s+)?)?([\w:-]+)/;
const OF_NPM = ['ci', 'install', 'config'];

test('each script of package.json has its row', () => {
  const named = namesOf('Commands').map((command = '') => COMMAND.exec(command)?.[1]);
  expect(named.sort()).toEqual(Object.keys(scripts).sort());
});

test.each(PAGES)('%s runs scripts that there are', (page) => {
  const named = [...read(page).matchAll(new RegExp(COMMAND, 'g'))].map(([, name = '']) => name);
  expect(named.filter((name) => !(name in scripts) && !OF_NPM.includes(name))).toEqual([]);
});

/** What can be sent, as JSON: the body of a `curl`, what a `tccli` gives, and requests in the text. */
const requestsIn = (text: string): string[] =>
  [
    ...text.matchAll(/(?:-d|--ClientContext) '(\{[^'…]*\})'|`(\{"(?:Instance|Selector)[^`…]*\})`/g),
  ].map(([, sent, shown]) => sent ?? shown ?? '');
/** The requests of the timers in a description. */
const timersIn = (text: string): unknown[] =>
  [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].flatMap(([, yaml = '']) => {
    const found: unknown[] = [];
    JSON.stringify(parse(yaml), (key, value) => {
      if (key === 'argument' || key === 'request') found.push(value);
      return value;
    });
    return found;
  });
const requests = PAGES.flatMap((page) =>
  [...requestsIn(read(page)).map((json) => JSON.parse(json)), ...timersIn(read(page))].map(
    (request) => ({ page, text: JSON.stringify(request), request }),
  ),
);

test('there are requests in the README', () => {
  expect(requests.filter(({ page }) => page === 'README.md').length).toBeGreaterThan(2);
});

test.each(requests)('$page: $text is a request', ({ request }) => {
  const parsed = parseRequest(request, { fallbackRegion: GUANGZHOU, keyAllowed: true });
  expect(parsed).toMatchObject({ ok: true });
});

const READMES = PAGES.filter((page) => page.startsWith('README'));
test.each(READMES)('the answer in %s has the fields of an answer', (page) => {
  const [, json = ''] = /^```json\n(.*)\n```/m.exec(read(page)) ?? [];
  const { body } = toResponse(
    { kind: 'backedUp', form: 'one', results: [accepted()], unlisted: [] },
    { instance: 'run-1', runKey: 'idempotency-key k1' },
  );
  expect(Object.keys(JSON.parse(json)).sort()).toEqual(Object.keys(body as object).sort());
});

test.each(READMES)('%s shows the first lines of npm start, as its own test has them', (page) => {
  expect(read(page)).toMatch(/1\. The timer nightly\n {3}accepted {2}crs-demo0001 {2}TaskId \d+/);
});
