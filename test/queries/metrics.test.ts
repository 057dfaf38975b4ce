// The coverage as Prometheus text: read by a parser that is not ours, and the names in the alert rules are those it has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { parse } from 'yaml';
import type { Coverage, CoverageState, JudgedRow } from '../../src/queries/coverage';
import { renderMetrics } from '../../src/queries/metrics';
import type { Region } from '../../src/request/ids';
import { failure, GUANGZHOU, target } from '../support/builders';
import { START_OF_TIME } from '../support/clock';

const SHANGHAI = 'ap-shanghai' as Region;
const row = (State: CoverageState, part: Partial<JudgedRow> = {}): JudgedRow => ({
  ...target(`crs-${State}`),
  ...{ State, Why: '', marks: [], ...part },
});
const HOSTILE = 'a"b\\c\nd\u001b[2J\u202ee';
const coverage: Coverage = {
  MaxAgeHours: 26,
  rows: [
    row('covered', { lastGoodAt: START_OF_TIME, Name: HOSTILE }),
    row('stale', { lastGoodAt: START_OF_TIME - 90_000_000 }),
    row('never'),
    row('stopped', { lastGoodAt: START_OF_TIME }),
  ],
  unlisted: [{ Region: SHANGHAI, failure: failure('InternalError') }],
  selection: { Regions: [GUANGZHOU, SHANGHAI], Excluded: 3, Stopped: 1, NotAllowed: 2 },
  mayBeEmpty: false,
};
const families = parsePrometheusTextFormat(renderMetrics(coverage));
const samplesOf = (name: string) =>
  families.find((family) => family.name === `redis_backup_${name}`)?.metrics ?? [];

test('every line is understood: each family is a gauge with a help', () => {
  const names = renderMetrics(coverage).matchAll(/^# TYPE (\S+) gauge$/gm);
  expect(families.map(({ name }) => name).sort()).toEqual(
    [...names].map(([, name]) => name).sort(),
  );
  expect(families.length).toBeGreaterThan(6);
  for (const { type, help } of families)
    expect([type, help]).toEqual(['GAUGE', expect.any(String)]);
});

test('a time for each that has one, in seconds; none for a stopped one', () => {
  const times = samplesOf('last_good_timestamp_seconds').map(({ labels, value }) => [
    labels?.instance_id,
    Number(value) * 1_000,
  ]);
  expect(times).toEqual([
    ['crs-covered', START_OF_TIME],
    ['crs-stale', START_OF_TIME - 90_000_000],
  ]);
});

test('a verdict for each that is watched, with its name; no character that a terminal would obey', () => {
  const verdicts = samplesOf('covered').map(({ labels, value }) => [labels?.instance_id, value]);
  expect(verdicts).toEqual([
    ['crs-covered', '1'],
    ['crs-stale', '0'],
    ['crs-never', '0'],
  ]);
  expect(samplesOf('covered')[0]?.labels?.name).toBe('a"b\\c\\u000ad\\u001b[2J\\u202ee');
  expect(renderMetrics(coverage)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
});

test('numbers of what is there, what is left out, and what could not be asked', () => {
  const byLabel = (name: string, label: string) =>
    Object.fromEntries(samplesOf(name).map(({ labels, value }) => [labels?.[label], value]));
  expect(byLabel('instances', 'state')).toEqual({
    ...{ never: '1', missing: '0', unreadable: '0', stale: '1', covered: '1', stopped: '1' },
  });
  expect(byLabel('region_readable', 'region')).toEqual({ 'ap-guangzhou': '1', 'ap-shanghai': '0' });
  const single = (name: string) => samplesOf(name)[0]?.value;
  expect(single('expected_interval_seconds')).toBe(String(26 * 3_600));
  expect([single('excluded_instances'), single('not_allowed_instances')]).toEqual(['3', '2']);
  expect(single('all_covered')).toBe('0');
});

test('the alert rules use names that there are', () => {
  const file = readFileSync(join(__dirname, '../../docs/prometheus-rules.yml'), 'utf8');
  const rules: { expr: string }[] = parse(file).groups[0].rules;
  const used = rules.flatMap(({ expr }) => expr.match(/redis_backup_\w+/g) ?? []);
  const known = families.map(({ name }) => name);
  expect(used.length).toBeGreaterThan(6);
  expect(used.filter((name) => !known.includes(name))).toEqual([]);
});
