// What becomes of the targets of a selector, from an event to its answer, on the local cloud.
import type { RedisCloud } from '../../emulator/redis/server';
import { DAILY, HOUR_MS, lineOf, type Played, play, startCloud } from '../support/cloud';
import { get, post, timer } from '../support/events';

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
  cloud.lock('crs-running', 800);
  return cloud;
}

const BOTH = { ...DAILY, Regions: ['ap-guangzhou', 'ap-shanghai'] };

describe('a fleet’s outcomes', () => {
  const summary = ({ result }: Played) => result?.Summary;

  test('those that cannot be backed up are skipped, with their state', async () => {
    const cloud = await startCloud({
      instances: [
        tagged('a'),
        tagged('b', { status: 0 }),
        tagged('c', { status: -2 }),
        tagged('d', { status: -3 }),
      ],
    });
    const told = await play(cloud, timer({ Selector: DAILY }));
    expect(summary(told)).toEqual({ accepted: 1, skipped: 3 });
    expect(told.result?.Results).toContainEqual({
      InstanceId: 'crs-c',
      Region: 'ap-guangzhou',
      Outcome: 'skipped',
      Reason: 'not running',
      State: 'isolated',
    });
  });

  test('a selector that finds nothing is an error, unless that is allowed', async () => {
    const cloud = await mixedCloud();
    const Selector = { Tags: [{ TagKey: 'backup', TagValue: 'dayly' }] };
    expect((await play(cloud, timer({ Selector }))).thrown?.failed).toEqual([
      {
        runKey: expect.stringContaining('nightly'),
        code: 'NothingSelected',
        message: expect.stringContaining('set AllowEmpty to true'),
      },
    ]);
    expect((await play(cloud, post({ Selector }))).status).toBe(422);
    const allowed = await play(cloud, post({ Selector, AllowEmpty: true }));
    expect(allowed.status).toBe(202);
    expect(allowed.result).toMatchObject({ Results: [], Summary: {}, Excluded: 0, Stopped: 0 });
  });

  test('one that is not allowed is counted and not named, and the others are made', async () => {
    const cloud = await mixedCloud();
    const settings = { ALLOWED_INSTANCES: 'crs-n*' };
    const told = await play(cloud, post({ Selector: { ...DAILY } }), { settings });
    expect(told.status).toBe(202);
    expect(summary(told)).toEqual({ accepted: 1 });
    expect(told.result).toMatchObject({ NotAllowed: 4 });
    expect(JSON.stringify([told.result, told.log])).not.toContain('crs-stale');
    expect(lineOf(told, 'delivery')).toMatchObject({ notAllowed: 4 });
  });

  test('where none is allowed, the request is refused, whether or not it may find nothing', async () => {
    const cloud = await mixedCloud();
    const settings = { ALLOWED_INSTANCES: 'crs-x*' };
    const request = { Selector: { ...DAILY }, AllowEmpty: true };
    const told = await play(cloud, post(request), { settings });
    expect([told.status, told.result]).toMatchObject([403, { code: 'NotAllowed' }]);
    const coverage = await play(
      cloud,
      get('/coverage', { Tag: 'backup:daily', AllowEmpty: 'true' }),
      { settings },
    );
    expect([coverage.status, coverage.result]).toMatchObject([403, { code: 'NotAllowed' }]);
    expect(cloud.backups().filter(({ remark }) => remark !== '')).toEqual([]);
  });

  test('where no region is searched, the request is refused, whether or not it may find nothing', async () => {
    const cloud = await mixedCloud();
    const settings = { ALLOWED_REGIONS: 'ap-guangzou' };
    const request = { Selector: { ...DAILY, Regions: 'all' }, AllowEmpty: true };
    const told = await play(cloud, post(request), { settings });
    expect(told.status).toBe(422);
    expect(told.result?.detail).toMatch(
      /no region\. Left out: .*ap-guangzou \(not in the list of the API\)\.$/,
    );
  });

  test('a coverage that judged nothing is a success only where AllowEmpty asks for that', async () => {
    const cloud = await startCloud({ instances: [tagged('isolated', { status: -2 })] });
    const statusOf = async (query: Record<string, string>) =>
      (await play(cloud, get('/coverage', query))).status;
    expect(await statusOf({ Tag: 'backup:dayly' })).toBe(422);
    expect(await statusOf({ Tag: 'backup:daily' })).toBe(503);
    expect(await statusOf({ Tag: 'backup:dayly', AllowEmpty: 'true' })).toBe(200);
    expect(await statusOf({ Tag: 'backup:daily', AllowEmpty: 'true' })).toBe(200);
  });

  test('a region that cannot be listed: the others are made, and the run throws', async () => {
    const cloud = await mixedCloud();
    cloud.script({ action: 'DescribeInstances', code: 'AuthFailure.UnauthorizedOperation' });
    const told = await play(cloud, timer({ Selector: { ...BOTH, NamePrefix: 'a' } }));
    expect(told.thrown?.failed).toMatchObject([
      { Region: expect.any(String), code: 'AuthFailure.UnauthorizedOperation' },
    ]);
  });

  test('DryRun does all but the write, with and without a run key', async () => {
    const cloud = await mixedCloud();
    for (const event of [
      timer({ Selector: { NamePrefix: 'never' }, DryRun: true }),
      post({ InstanceId: 'crs-never', DryRun: true }),
    ]) {
      const told = await play(cloud, event);
      expect(JSON.stringify(told.result ?? told.thrown)).toContain('dry run');
    }
    expect(cloud.calls.filter(({ action }) => action === 'ManualBackupInstance')).toEqual([]);
    expect(
      cloud.calls.filter(({ action }) => action === 'DescribeTaskList').length,
    ).toBeGreaterThan(0);
  }, 20_000);

  test('SkipIfBackedUpWithinHours leaves out what is young, automatic ones counted, and waits for what runs', async () => {
    const cloud = await mixedCloud();
    const told = await play(cloud, timer({ Selector: BOTH, SkipIfBackedUpWithinHours: 24 }));
    expect(summary(told)).toEqual({ accepted: 4, skipped: 3 });
    const reasons = Object.fromEntries(
      told.log
        .filter(({ event }) => event === 'target')
        .map(({ InstanceId, reason, outcome }) => [InstanceId, reason ?? outcome]),
    );
    expect(reasons).toEqual({
      'crs-never': 'accepted',
      'crs-stale': 'accepted',
      'crs-expired': 'accepted',
      'crs-fresh': 'backed up recently',
      'crs-auto': 'backed up recently',
      'crs-running': 'accepted',
      'crs-isolated': 'not running: isolated',
    });
  });

  test('SkipIfBackedUpWithinHours counts no backup that is kept for fewer days than are asked for', async () => {
    const cloud = await mixedCloud();
    const skipping = { Selector: { NamePrefix: 'fresh' }, SkipIfBackedUpWithinHours: 24 };
    const asked = (StorageDays: number) => play(cloud, timer({ ...skipping, StorageDays }));
    expect(summary(await asked(7))).toEqual({ skipped: 1 });
    expect(summary(await asked(30))).toEqual({ accepted: 1 });
  });

  test('one line sums up the invocation', async () => {
    const cloud = await mixedCloud();
    const told = await play(cloud, timer({ Selector: { NamePrefix: 'stale' } }));
    expect(lineOf(told, 'selected')).toMatchObject({ targets: 1 });
    expect(lineOf(told, 'summary')).toMatchObject({
      level: 'info',
      targets: 1,
      outcomes: { accepted: 1 },
      failures: 0,
      calls: {
        DescribeInstances: 1,
        DescribeTaskList: 1,
        DescribeInstanceBackups: 3,
        ManualBackupInstance: 1,
      },
      limitedCalls: 0,
      savedCalls: 0,
      lastGoodAgeHours: 30,
      durationMs: expect.any(Number),
    });
  });
});
