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
  never: ['never', undefined],
  stale: ['stale', 30],
  fresh: ['covered', 3],
  running: ['never', undefined],
  auto: ['covered', 5],
  expired: ['never', undefined],
  isolated: ['stopped', undefined],
};

describe('GET …/coverage', () => {
  test('503 while one is stale: each with its age and why, the most urgent first', async () => {
    const told = await play(await mixedCloud(), get('/coverage', QUERY));
    expect(told.status).toBe(503);
    expect(told.result).toMatchObject({
      ...{ Covered: 2, Stale: 1, Never: 3, Unreadable: 0, Missing: 0, Stopped: 1 },
      ...{ OldestAgeHours: null, Excluded: 0, Regions: BOTH.Regions },
    });
    expect(statesOf(told)).toEqual(EXPECTED);
    expect(told.result?.Instances).toMatchObject([
      { InstanceId: 'crs-expired', Why: 'no backup in the last 28 days' },
      { InstanceId: 'crs-never', Why: 'no backup in the last 28 days' },
      { InstanceId: 'crs-running', Why: 'no backup in the last 28 days; one is in progress' },
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
      // The API has refused two longer lists of states.
      ...['all', 'all', 'all'],
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
    ['a setting that is no request', {}, { COVERAGE_REQUEST: '{}' }, 400, 'ValidationFailed'],
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
    expect(told.text).not.toMatch(/<script|<link|<img|(src|action)=|url\(|@import|\son\w+=/i);
    expect(told.text).toContain('4 of 6 not covered: 3 never backed up, 1 stale');
    expect(told.text?.indexOf('class="card never"')).toBeLessThan(
      told.text?.indexOf('class="covered"') ?? 0,
    );
  });

  test('says so when all are covered; one that is not has its backups on a time line', async () => {
    const one = await play(await mixedCloud(), get('/coverage', { InstanceId: 'crs-fresh' }, HTML));
    expect([one.status, one.text?.includes('All 1 covered')]).toEqual([200, true]);
    const two = { InstanceIds: 'crs-fresh,crs-stale', MaxAgeHours: '2' };
    const told = await play(await mixedCloud(), get('/coverage', two, HTML));
    expect(told.text?.match(/<svg /g)).toHaveLength(2);
    expect(told.text).toContain('2 good of 2 backups in 7 days');
  });

  test('an error is a page too, with the remedy that JSON has', async () => {
    const asked = get('/coverage', { Tagg: 'a:b' }, HTML);
    const told = await play(await mixedCloud(), asked);
    expect(told.status).toBe(400);
    expect(told.headers).toMatchObject({ 'Content-Type': 'text/html; charset=utf-8' });
    expect(told.text).toContain('<b>Tagg</b><span>unknown field; did you mean Tag?</span>');
  });
});

describe('GET …/metrics', () => {
  test('agrees with the summary and the page to the instance', async () => {
    const cloud = await mixedCloud();
    const told = await play(cloud, get('/metrics', QUERY));
    expect(told.status).toBe(200);
    for (const line of [
      'redis_backup_instances{state="never"} 3',
      'redis_backup_instances{state="stale"} 1',
      'redis_backup_instances{state="covered"} 2',
      'redis_backup_instances{state="stopped"} 1',
      'redis_backup_region_readable{region="ap-shanghai"} 1',
      'redis_backup_covered{instance_id="crs-fresh",name="fresh",region="ap-guangzhou"} 1',
    ])
      expect(told.text).toContain(line);
    expect(lineOf(told, 'summary')).toMatchObject({
      outcomes: { never: 3, stale: 1, covered: 2, stopped: 1 },
    });
  });

  test('a region that is down is a metric, and the others are told', async () => {
    const cloud = await mixedCloud();
    cloud.script({ action: 'DescribeInstances', code: 'UnauthorizedOperation.NoCAMAuthed' });
    const told = await play(cloud, get('/coverage', QUERY, 'text/plain;version=0.0.4'));
    expect(
      told.text?.match(/redis_backup_region_readable\{region="[^"]+"\} [01]/g)?.sort(),
    ).toEqual([expect.stringMatching(/0$/), expect.stringMatching(/1$/)]);
    expect(told.text).toContain('redis_backup_all_covered 0');
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
      outcomes: { never: 3, stale: 1, covered: 2, stopped: 1 },
      failures: 4,
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
