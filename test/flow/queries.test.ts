// The reading side and the fleet's outcomes, from an event to its answer, on the local cloud.
import type { RedisCloud } from '../../emulator/redis/server';
import { DAILY, HOUR_MS, lineOf, type Played, play, startCloud } from '../support/cloud';
import { get, timer } from '../support/events';

const tagged = (name: string, part: object = {}) => ({
  instanceId: `crs-${name}`,
  name,
  tags: { backup: 'daily' },
  ...part,
});
const ago = (hours: number) => Date.now() - hours * HOUR_MS;

/** One instance of each kind, in two regions. */
async function mixedCloud(options: object = {}): Promise<RedisCloud> {
  const cloud = await startCloud({
    instances: [
      tagged('never'),
      tagged('stale'),
      tagged('fresh'),
      tagged('running'),
      tagged('auto', { region: 'ap-shanghai' }),
      tagged('expired', { region: 'ap-shanghai' }),
      tagged('isolated', { status: -2 }),
      { instanceId: 'crs-other' },
    ],
    ...options,
  });
  cloud.addBackup({ instanceId: 'crs-stale', startedAt: ago(30), backupType: '0' });
  cloud.addBackup({ instanceId: 'crs-fresh', startedAt: ago(3), backupType: '0' });
  cloud.addBackup({ instanceId: 'crs-fresh', startedAt: ago(27) });
  cloud.addBackup({ instanceId: 'crs-auto', startedAt: ago(5) });
  cloud.expireBackup(cloud.addBackup({ instanceId: 'crs-expired', startedAt: ago(4) }));
  cloud.lock('crs-running', 60_000);
  return cloud;
}
const BOTH = { ...DAILY, Regions: ['ap-guangzhou', 'ap-shanghai'] };
const QUERY = { Tag: 'backup:daily', Regions: 'ap-guangzhou,ap-shanghai', MaxAgeHours: '26' };

interface Row {
  readonly InstanceId: string;
  readonly State: string;
  readonly AgeHours?: number;
}
const statesOf = ({ result = {} }: Played) =>
  Object.fromEntries(
    (result.Instances as Row[]).map((row) => [row.InstanceId.slice(4), [row.State, row.AgeHours]]),
  );

const EXPECTED = {
  never: ['stale', undefined],
  stale: ['stale', 30],
  fresh: ['covered', 3],
  running: ['stale', undefined],
  auto: ['covered', 5],
  expired: ['stale', undefined],
  isolated: ['skipped', undefined],
};

describe('GET …/coverage', () => {
  test('503 while one is stale: each with its age and why, the most urgent first', async () => {
    const told = await play(await mixedCloud(), get('/coverage', QUERY));
    expect(told.status).toBe(503);
    expect(told.result).toMatchObject({ Covered: 2, Stale: 4, Skipped: 1, OldestAgeHours: 30 });
    expect(statesOf(told)).toEqual(EXPECTED);
    expect(told.result?.Instances).toMatchObject([
      { InstanceId: 'crs-expired', Why: 'one backup, gone, in the last 7 days' },
      { InstanceId: 'crs-never', Why: 'no backup in the last 7 days' },
      { InstanceId: 'crs-running', Why: 'no backup in the last 7 days; one is in progress' },
      { InstanceId: 'crs-stale', Why: 'last good backup 30 h ago, over 26 h' },
      { InstanceId: 'crs-auto' },
      { InstanceId: 'crs-fresh' },
      { InstanceId: 'crs-isolated', Why: 'not running: isolated' },
    ]);
  });

  test('200 once all are covered', async () => {
    const cloud = await mixedCloud();
    const told = await play(
      cloud,
      get('/coverage', { InstanceIds: 'crs-fresh,crs-stale', MaxAgeHours: '31' }),
    );
    expect(told.status).toBe(200);
    expect(told.result).toMatchObject({ Covered: 2, Stale: 0 });
  });

  const zones: [name: string, timeZoneOffsetMinutes: number, settings: Record<string, string>][] = [
    ['UTC, as set', 0, { API_TIME_ZONE: '+00:00' }],
    ['New York, as set', -300, { API_TIME_ZONE: '-05:00' }],
    ['Tokyo, as set', 540, { API_TIME_ZONE: '+09:00' }],
  ];
  test.each(zones)('a clock in %s', async (_name, timeZoneOffsetMinutes, settings) => {
    const cloud = await mixedCloud({ timeZoneOffsetMinutes });
    expect(statesOf(await play(cloud, get('/coverage', QUERY), { settings }))).toEqual(EXPECTED);
  });

  test('a clock that nobody has set is found out by the backup that would lie in the future', async () => {
    const cloud = await mixedCloud({ timeZoneOffsetMinutes: 540 });
    cloud.addBackup({ instanceId: 'crs-other', startedAt: ago(0.1) });
    const states = statesOf(
      await play(cloud, get('/coverage', { ...QUERY, Regions: 'ap-guangzhou' })),
    );
    expect(states).toMatchObject({ stale: ['stale', 30], fresh: ['covered', 3] });
  });

  test('many instances of a region are read together, and the silent ones once more by name', async () => {
    const cloud = await mixedCloud();
    await play(cloud, get('/coverage', { Regions: 'ap-guangzhou' }));
    const reads = cloud.calls.filter(({ action }) => action === 'DescribeInstanceBackups');
    expect(reads.map(({ instanceId }) => instanceId ?? 'all').sort()).toEqual([
      'all',
      'crs-isolated',
      'crs-never',
      'crs-other',
      'crs-running',
    ]);
  });

  const refused: [
    name: string,
    query: object,
    settings: Record<string, string>,
    status: number,
    code: string,
  ][] = [
    ['nothing selected', { Tag: 'backup:dayly' }, {}, 422, 'NothingSelected'],
    ['nothing said', {}, {}, 400, 'ValidationFailed'],
  ];
  test.each(refused)('%s', async (_name, query, settings, status, code) => {
    const told = await play(await mixedCloud(), get('/coverage', { ...query }), { settings });
    expect([told.status, told.result?.code]).toEqual([status, code]);
  });

  test('a region that cannot be listed is 503, and named', async () => {
    const cloud = await mixedCloud();
    cloud.script({ action: 'DescribeInstances', code: 'UnauthorizedOperation.NoCAMAuthed' });
    const told = await play(cloud, get('/coverage', { Tag: 'backup:daily' }));
    expect(told.status).toBe(503);
    expect(told.result).toMatchObject({ Unlisted: [{ Region: 'ap-guangzhou', status: 403 }] });
  });
});

describe('the coverage page', () => {
  const HTML = 'text/html,application/xhtml+xml';
  test('is one document without a script, an address or an open tag of somebody else', async () => {
    const cloud = await mixedCloud();
    cloud.setInstance({ instanceId: 'crs-fresh', name: `<script>alert("x")</script>&'` });
    const told = await play(cloud, get('/coverage', QUERY, HTML));
    expect(told.status).toBe(503);
    expect(told.headers).toMatchObject({
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': expect.stringContaining("default-src 'none'"),
      'Cache-Control': 'no-store',
    });
    expect(told.text).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;');
    expect(told.text).not.toMatch(/<script|https?:|<link|<img|url\(|@import|\son\w+=/i);
    expect(told.text).toContain('4 of 6 are stale');
    expect(told.text?.indexOf('class="stale"')).toBeLessThan(
      told.text?.indexOf('class="covered"') ?? 0,
    );
  });

  test('says so when all are covered, and shows a timeline each', async () => {
    const told = await play(
      await mixedCloud(),
      get('/coverage', { InstanceIds: 'crs-fresh,crs-auto' }, HTML),
    );
    expect(told.text?.match(/<svg /g)).toHaveLength(2);
    const one = await play(await mixedCloud(), get('/coverage', { InstanceId: 'crs-fresh' }, HTML));
    expect(one.status).toBe(200);
    expect(one.text).toContain('All 1 covered');
    expect(one.text).toContain('2 good of 2 backups in 7 days');
  });
});

describe('{"Coverage": …} for a timer', () => {
  test('throws while one is stale, naming each with its reason', async () => {
    const told = await play(
      await mixedCloud(),
      timer({ Coverage: { MaxAgeHours: 26, Selector: BOTH } }),
    );
    expect(told.thrown?.failed).toHaveLength(4);
    expect(told.thrown?.failed).toContainEqual(
      expect.objectContaining({
        InstanceId: 'crs-stale',
        code: 'Stale',
        message: expect.stringContaining('30 h ago'),
      }),
    );
    expect(
      told.log.filter(({ event, level }) => event === 'stale' && level === 'error'),
    ).toHaveLength(4);
    expect(lineOf(told, 'summary')).toMatchObject({
      outcomes: { stale: 4, covered: 2, skipped: 1 },
      failures: 4,
      lastGoodAgeHours: 30,
    });
  });
  test('returns when all are covered', async () => {
    const told = await play(
      await mixedCloud(),
      timer({ Coverage: { InstanceId: 'crs-auto', Region: 'ap-shanghai' } }),
    );
    expect(told.result).toMatchObject({ Covered: 1, Stale: 0 });
  });
});

describe('GET …/backups and …/tasks/{TaskId}', () => {
  test('backups, newest first, expired ones too', async () => {
    const told = await play(
      await mixedCloud(),
      get('/backups', { InstanceId: 'crs-fresh', Region: 'ap-guangzhou' }),
    );
    const backups = told.result?.Backups as { StartTime: string }[];
    expect(told.status).toBe(200);
    expect(backups).toMatchObject([{ State: 'good', InstanceId: 'crs-fresh' }, { State: 'good' }]);
    expect(String(backups[0]?.StartTime) > String(backups[1]?.StartTime)).toBe(true);
  });
  test('a task: its state', async () => {
    const cloud = await mixedCloud();
    const { result } = await play(cloud, timer({ InstanceId: 'crs-never' }));
    const path = `/tasks/${result?.TaskId}`;
    expect((await play(cloud, get(path, { Region: 'ap-guangzhou' }))).result).toMatchObject({
      TaskId: result?.TaskId,
      State: 'unfinished',
      InstanceId: 'crs-never',
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await play(cloud, get(path))).result).toMatchObject({
      State: 'succeeded',
      Status: 'succeed',
    });
  });
  const refused: [name: string, path: string, query: object, status: number][] = [
    ['an unknown instance', '/backups', { InstanceId: 'crs-nobody' }, 404],
    ['no instance', '/backups', {}, 400],
    ['an unknown task', '/tasks/1', {}, 400],
  ];
  test.each(refused)('%s', async (_name, path, query, status) => {
    expect((await play(await mixedCloud(), get(path, { ...query }))).status).toBe(status);
  });
});
