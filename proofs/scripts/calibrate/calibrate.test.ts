// A calibration of the local cloud's model under each reading: nothing is told wrongly, and what can be measured is.
import { SWITCH_NAMES, SWITCHES, type SwitchName } from '../../../emulator/redis/dialect';
import { readDialect } from '../../../emulator/redis/dialect-reader';
import { createModel } from '../../../emulator/redis/model/model';
import type { Reply, Subject } from '../../../scripts/calibrate/api';
import { calibrate, reportLines } from '../../../scripts/calibrate/calibrate';
import { type Finding, toDialect, verdictOf } from '../../../scripts/calibrate/finding';
import fc from '../../support/property';

const INSTANCE = 'crs-spare001';
const TASK_MS = 40_000;

/** The model behind the calibration's own port, in time that its pauses make. */
interface Api {
  readonly taskMs?: number;
  /** What a call takes. */
  readonly latencyMs?: number;
}

function subjectOf(dialect: object, { taskMs = TASK_MS, latencyMs = 20 }: Api = {}): Subject {
  const read = readDialect(dialect);
  const region = read.zone === "the region's own" ? 'eu-frankfurt' : 'ap-guangzhou';
  let now = Date.UTC(2026, 0, 30);
  const model = createModel({
    dialect: read,
    now: () => now,
    random: () => 0.5,
    behaviour: { taskMs },
    instances: [{ instanceId: INSTANCE, region, history: 30 }],
  });
  return {
    instanceId: INSTANCE,
    region,
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    call: async (action, params): Promise<Reply> => {
      const { reply, afterMs } = model.call(action, params, region);
      now += latencyMs + afterMs;
      if (reply.ok) return { ok: true, fields: reply.fields };
      return { ok: false, code: reply.error.code, message: reply.error.message };
    },
  };
}

const REDIS = SWITCH_NAMES.filter((name) => !name.startsWith('lease-'));
const rows = REDIS.flatMap((name) => SWITCHES[name].values.map((value) => ({ name, value })));

/** What one backup of an instance with thirty others before it cannot tell from another reading. */
const NOT_SEEN: Readonly<Partial<Record<SwitchName, readonly string[]>>> = {
  'status-filter': ['all six', 'others ignored'],
  'failed-row': ['none', 'Status 1 with the marker', 'Status -2 with the marker'],
  'task-results': ['0, 1, 2, 4', 'also 3 and -1', 'a failed one as 3'],
  'tasks-overlap': ['no', 'yes'],
  lock: SWITCHES.lock.values,
  'page-size': ['as asked', 'at most 50 rows', 'at most 100 rows'],
  quota: SWITCHES.quota.values,
  zone: ['UTC+8'],
  'late-write': [
    'executed at once',
    'executed 1 to 60 s after the connection broke',
    'executed twice when the connection broke',
  ],
  'automatic-lag': ['as manual rows', 'listed at once'],
};

const find = (findings: readonly Finding[], name: string) =>
  findings.find((finding) => finding.name === name);

test.each(rows)('$name: $value', async ({ name, value }) => {
  const dialect = readDialect({ [name]: value });
  const { findings } = await calibrate(subjectOf(dialect), true, () => {});
  const wrong = findings.filter((finding) => !finding.fits.includes(dialect[finding.name]));
  expect(wrong).toEqual([]);
  expect(findings.map((finding) => finding.name).sort()).toEqual([...REDIS].sort());
  const isSeen = !(NOT_SEEN[name] ?? []).includes(value);
  const finding = find(findings, name);
  expect([finding && verdictOf(finding), finding?.detail]).toEqual([
    isSeen ? 'measured' : 'not seen',
    expect.stringMatching(/\S/),
  ]);
});

test.each(rows)('its twin answers as it does: $name, $value', async ({ name, value }) => {
  const { findings } = await calibrate(subjectOf({ [name]: value }), true, () => {});
  const twin = await calibrate(subjectOf(toDialect(findings)), true, () => {});
  const seen = (all: readonly Finding[]) =>
    all.filter((one) => verdictOf(one) === 'measured').map((one) => [one.name, one.fits]);
  expect(seen(twin.findings)).toEqual(seen(findings));
});

const anyDialect = fc
  .tuple(...REDIS.map((name) => fc.constantFrom(SWITCHES[name].default, ...SWITCHES[name].values)))
  .map((values) =>
    readDialect(Object.fromEntries(REDIS.map((name, index) => [name, values[index]]))),
  );

/** The local cloud's own backup is the shortest; six seconds are what a list may lag behind a start. */
const anyApi = fc.record({
  taskMs: fc.constantFrom(1_500, 5_500, 8_000, TASK_MS),
  latencyMs: fc.constantFrom(2, 20, 200),
});

test('in any dialect nothing is told wrongly, however short the backup', () =>
  fc.assert(
    fc.asyncProperty(anyDialect, anyApi, async (dialect, api) => {
      const { findings } = await calibrate(subjectOf(dialect, api), true, () => {});
      const wrong = findings.filter((finding) => !finding.fits.includes(dialect[finding.name]));
      expect(wrong).toEqual([]);
    }),
    { numRuns: 120 },
  ));

test('without the flag nothing is written', async () => {
  const subject = subjectOf({});
  const actions = new Set<string>();
  const call: Subject['call'] = (action, params) => {
    actions.add(action);
    return subject.call(action, params);
  };
  const { findings, margin } = await calibrate({ ...subject, call }, false, () => {});
  expect([...actions].filter((action) => !action.startsWith('Describe'))).toEqual([]);
  expect(findings.length).toBeGreaterThan(5);
  expect(margin).toBeUndefined();
});

test('a write that failed and has left no trace is looked for five minutes long, and never in silence', async () => {
  const subject = subjectOf({});
  const call: Subject['call'] = async (action, params) =>
    action === 'ManualBackupInstance'
      ? { ok: false, code: 'InternalError.InternalError', message: 'no' }
      : subject.call(action, params);
  const times: number[] = [];
  const found = await calibrate({ ...subject, call }, true, (at) => times.push(at));
  expect(found.problem).toMatch(/^no backup was seen: ManualBackupInstance: InternalError/);
  expect(times.at(-1)).toBeLessThanOrEqual(300_000);
  const pauses = times.map((at, index) => at - (times[index - 1] ?? 0));
  expect(Math.max(...pauses)).toBeLessThan(16_000);
  expect(times.length).toBeGreaterThan(15);
});

test('what contradicts every reading is told, with what was seen', async () => {
  const subject = subjectOf({});
  const call: Subject['call'] = async (action, params) => {
    const reply = await subject.call(action, params);
    const isLong = Array.isArray(params.Status) && params.Status.length > 2;
    return isLong ? { ok: false, code: 'UnauthorizedOperation', message: 'no' } : reply;
  };
  const { findings } = await calibrate({ ...subject, call }, false, () => {});
  const filter = find(findings, 'status-filter');
  expect(filter).toMatchObject({ fits: [], detail: 'refused with UnauthorizedOperation' });
  expect(reportLines({ findings, margin: undefined })[0]).toMatch(/contradicts us/);
});

test('the time line, the margin and what follows are for a person', async () => {
  const lines: string[] = [];
  const calibration = await calibrate(
    subjectOf({ 'remark-visible': 'never', 'backup-listed': '30 s after the end' }),
    true,
    (at, text) => lines.push(`${at} ${text}`),
  );
  expect(lines.some((line) => /^\d+ backup: Status 2, StartTime/.test(line))).toBe(true);
  const report = reportLines(calibration).join('\n');
  expect(report).toMatch(
    /The backup ran for 4\d s, and a list showed it \d+ s after its answer: margin/,
  );
  expect(report).toMatch(/set LEASE_BUCKET/);
});
