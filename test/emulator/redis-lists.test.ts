import { formatTime } from '../../emulator/redis/model/time';
import {
  type RedisCloud,
  type RedisCloudOptions,
  type SeedInstance,
  startRedisCloud,
} from '../../emulator/redis/server';
import { codeOf, sdk } from './redis-client';

const NOW = Date.UTC(2026, 0, 31);
const DAY_MS = 86_400_000;
const BAD = 'InvalidParameter.InvalidParameter';

let cloud: RedisCloud;
const start = async (options: RedisCloudOptions = {}) => {
  cloud = await startRedisCloud({ statusFilter: 'all', now: () => NOW, ...options });
};
afterEach(() => cloud.close());

const call = (action: string, params: Record<string, unknown>) =>
  sdk(cloud, { reqTimeout: 10 })(action, params);

describe.each([
  ['DescribeInstances', 'InstanceSet', 1000],
  ['DescribeInstanceBackups', 'BackupSet', 100],
  ['DescribeTaskList', 'Tasks', 100],
] as const)('paging of %s', (action, rows, max) => {
  /** 25 instances, each with one backup and one task. */
  const fill = async () => {
    const instances = Array.from({ length: 25 }, (_, i) => ({
      instanceId: `crs-${10 + i}`,
      locked: true,
    }));
    await start({ instances });
    for (const { instanceId } of instances)
      cloud.addBackup({ instanceId, startedAt: NOW - DAY_MS });
  };

  test.each([
    ['20 by default', {}, 20],
    ['fewer', { Limit: 10 }, 10],
    ['the last page', { Limit: 10, Offset: 20 }, 5],
    ['past the end', { Limit: 10, Offset: 30 }, 0],
    ['the most there may be', { Limit: max }, 25],
  ])('%s', async (_name, params, count) => {
    await fill();
    const reply = await call(action, params);
    expect(reply.TotalCount).toBe(25);
    expect(reply[rows]).toHaveLength(count);
  });

  test('pages show every row once', async () => {
    await fill();
    const pages = [];
    for (const Offset of [0, 10, 20]) pages.push((await call(action, { Limit: 10, Offset }))[rows]);
    const ids = (pages.flat() as { InstanceId: string }[]).map((row) => row.InstanceId);
    expect(new Set(ids).size).toBe(25);
  });

  test.each([
    ['an Offset between pages', { Limit: 10, Offset: 5 }],
    ['an Offset that is no multiple of the default Limit', { Offset: 10 }],
    ['a negative Offset', { Limit: 10, Offset: -10 }],
    ['no rows', { Limit: 0 }],
    ['too many', { Limit: max + 1 }],
  ])('refuses %s', async (_name, params) => {
    await fill();
    expect(await codeOf(call(action, params))).toBe(BAD);
  });
});

describe('DescribeInstances', () => {
  const INSTANCES: SeedInstance[] = [
    { instanceId: 'crs-a', name: 'orders-prod', createdAt: 3, tags: { env: 'prod', team: 'shop' } },
    { instanceId: 'crs-b', name: 'orders-test', createdAt: 2, tags: { env: 'test', team: 'shop' } },
    { instanceId: 'crs-c', name: 'cache', createdAt: 1, status: -2, tags: { env: 'prod' } },
    { instanceId: 'crs-d', name: 'orders-prod', createdAt: 4, region: 'ap-shanghai' },
  ];
  const tag = (TagKey: string, TagValue: string) => ({ TagKey, TagValue });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['all of the region, newest first', {}, ['a', 'b', 'c']],
    ['InstanceId', { InstanceId: 'crs-b' }, ['b']],
    ['InstanceId of another region', { InstanceId: 'crs-d' }, []],
    ['InstanceIds', { InstanceIds: ['crs-c', 'crs-a', 'crs-x'] }, ['a', 'c']],
    ['no InstanceIds', { InstanceIds: [] }, ['a', 'b', 'c']],
    ['SearchKey is fuzzy on names', { SearchKey: 'orders' }, ['a', 'b']],
    ['SearchKey does not see ids', { SearchKey: 'crs-' }, []],
    ['SearchKeys: a name or an id', { SearchKeys: ['test', 'crs-c'] }, ['b', 'c']],
    ['SearchKeys and InstanceId', { SearchKeys: ['orders'], InstanceId: 'crs-c' }, []],
    ['InstanceName', { InstanceName: 'cache' }, ['c']],
    ['Status', { Status: [2] }, ['a', 'b']],
    ['Status, several', { Status: [-2, -3] }, ['c']],
    ['one tag', { InstanceTags: [tag('env', 'prod')] }, ['a', 'c']],
    ['two tags, both needed', { InstanceTags: [tag('env', 'prod'), tag('team', 'shop')] }, ['a']],
    ['no tags', { InstanceTags: [] }, ['a', 'b', 'c']],
    ['TagKeys', { TagKeys: ['team'] }, ['a', 'b']],
    ['oldest first', { OrderBy: 'createtime', OrderType: 0 }, ['c', 'b', 'a']],
    ['by name', { OrderBy: 'instancename', OrderType: 0 }, ['c', 'a', 'b']],
    ['by type, all the same: the id decides', { OrderBy: 'type', OrderType: 0 }, ['a', 'b', 'c']],
    ['a field the page says to ignore', { RegionIds: [4] }, ['a', 'b', 'c']],
  ])('%s', async (_name, params, ids) => {
    await start({ instances: INSTANCES });
    const { InstanceSet } = await call('DescribeInstances', params);
    expect((InstanceSet as { InstanceId: string }[]).map((row) => row.InstanceId)).toEqual(
      ids.map((id) => `crs-${id}`),
    );
  });

  test.each([
    ['an unknown OrderBy', { OrderBy: 'constructor' }, BAD],
    ['an unknown OrderType', { OrderType: 2 }, BAD],
    ['a filter this cloud has no data for', { EngineName: 'CKV' }, 'UnsupportedOperation'],
  ])('refuses %s', async (_name, params, code) => {
    await start();
    expect(await codeOf(call('DescribeInstances', params))).toBe(code);
  });
});

describe('DescribeInstanceBackups', () => {
  const at = (days: number, seconds = 0) => NOW - days * DAY_MS + seconds * 1000;
  const ID = 'crs-demo0001';
  const OTHER = 'crs-demo0002';

  /** Four good ones, one expired, one deleted, one of another instance and one in progress. */
  const fill = async (options: RedisCloudOptions = {}) => {
    await start(options);
    for (const days of [5, 3, 4])
      cloud.addBackup({ instanceId: ID, startedAt: at(days), remark: `day ${days}` });
    cloud.addBackup({ instanceId: OTHER, startedAt: at(2), remark: 'other' });
    cloud.addBackup({ instanceId: ID, startedAt: at(8), remark: 'expired' });
    cloud.deleteBackup(cloud.addBackup({ instanceId: ID, startedAt: at(1), remark: 'deleted' }));
    await call('ManualBackupInstance', { InstanceId: ID, Remark: 'running' });
  };
  const remarks = async (params: Record<string, unknown>) => {
    const { BackupSet } = await call('DescribeInstanceBackups', params);
    return (BackupSet as { Remark: string }[]).map((row) => row.Remark);
  };
  const GOOD = ['day 3', 'day 4', 'day 5'];

  test.each<[string, Record<string, unknown>, string[]]>([
    ['newest first', { InstanceId: ID }, ['running', ...GOOD]],
    ['every instance of the region', {}, ['running', 'other', ...GOOD]],
    ['InstanceName is fuzzy', { InstanceName: 'sess' }, ['other']],
    ['Status 1', { Status: [1] }, ['running']],
    ['Status 2', { InstanceId: ID, Status: [2] }, GOOD],
    ['Status 3 and 4', { Status: [3, 4] }, []],
    ['an empty Status counts as not given', { InstanceId: ID, Status: [] }, ['running', ...GOOD]],
    ['expired and deleted, when asked for', { Status: [-1, -2] }, ['deleted', 'expired']],
    [
      'both ends of the range count',
      { BeginTime: formatTime(at(4), 480), EndTime: formatTime(at(3), 480) },
      ['day 3', 'day 4'],
    ],
    ['a begin alone', { InstanceId: ID, BeginTime: formatTime(at(3, 1), 480) }, ['running']],
    ['an end alone', { EndTime: formatTime(at(4, -1), 480) }, ['day 5']],
    [
      'exactly 30 days',
      { BeginTime: '2026-01-01 08:00:00', EndTime: '2026-01-31 08:00:00' },
      ['running', 'other', ...GOOD],
    ],
  ])('%s', async (_name, params, expected) => {
    await fill();
    expect(await remarks(params)).toEqual(expected);
  });

  test.each<[string, Record<string, unknown>, string]>([
    [
      'a span over 30 days',
      { BeginTime: '2026-01-01 07:59:59', EndTime: '2026-01-31 08:00:00' },
      BAD,
    ],
    [
      'a range the wrong way round',
      { BeginTime: '2026-01-02 00:00:00', EndTime: '2026-01-01 00:00:00' },
      BAD,
    ],
    ['another format', { BeginTime: '2026-01-01T00:00:00Z' }, BAD],
    ['a day that does not exist', { EndTime: '2026-02-30 00:00:00' }, BAD],
    ['an unknown Status', { Status: [5] }, BAD],
    ['an unknown instance', { InstanceId: 'crs-nobody' }, 'ResourceNotFound.InstanceNotExists'],
  ])('refuses %s', async (_name, params, code) => {
    await fill();
    expect(await codeOf(call('DescribeInstanceBackups', params))).toBe(code);
  });

  describe("as the newest page describes Status ('newest')", () => {
    test.each<[string, Record<string, unknown>, string[]]>([
      ['the default hides what is in progress', { InstanceId: ID }, GOOD],
      ['1 and 2', { InstanceId: ID, Status: [1, 2] }, ['running', ...GOOD]],
    ])('%s', async (_name, params, expected) => {
      await fill({ statusFilter: 'newest' });
      expect(await remarks(params)).toEqual(expected);
    });

    test.each([3, 4, -1, -2])('%d is refused', async (status) => {
      await fill({ statusFilter: 'newest' });
      expect(await codeOf(call('DescribeInstanceBackups', { Status: [2, status] }))).toBe(BAD);
    });
  });

  test.each([480, 0, -300])(
    'times are written and read in the zone %d minutes east',
    async (zone) => {
      await fill({ timeZoneOffsetMinutes: zone });
      const StartTime = formatTime(at(3), zone);
      const { BackupSet } = await call('DescribeInstanceBackups', {
        BeginTime: StartTime,
        EndTime: StartTime,
      });
      expect(BackupSet).toMatchObject([
        { StartTime, EndTime: formatTime(at(3, 60), zone), Remark: 'day 3' },
      ]);
    },
  );

  test('expireBackup and deleteBackup take one out of the list', async () => {
    await fill();
    const [first, second] = cloud.backups(ID);
    cloud.expireBackup(first?.backupId ?? '');
    cloud.deleteBackup(second?.backupId ?? '');
    expect(await remarks({ InstanceId: ID, Status: [2] })).toEqual(['day 4']);
  });
});

describe('DescribeTaskList', () => {
  const FINISHED = { InstanceId: 'crs-demo0001' };
  /** A finished backup of 0001, a failed one of 0002, and the unfinished lock of locked01. */
  const fill = async () => {
    let now = NOW - 40 * DAY_MS;
    await start({ now: () => now });
    const backUp = async (InstanceId: string) =>
      Number((await call('ManualBackupInstance', { InstanceId })).TaskId);
    await backUp('crs-demo0003');
    now = NOW - 2 * DAY_MS;
    await backUp('crs-demo0001');
    now = NOW - DAY_MS;
    cloud.finishTask(await backUp('crs-demo0002'), 'failed');
    now = NOW;
    cloud.lock('crs-demo0003');
  };

  test.each<[string, Record<string, unknown>, string[]]>([
    ['newest first, nothing older than 30 days', {}, ['0003', '0002', '0001']],
    ['InstanceId', FINISHED, ['0001']],
    ['an unknown InstanceId', { InstanceId: 'crs-nobody' }, []],
    ['InstanceName', { InstanceName: 'demo-orders' }, ['0001']],
    ['TaskTypes', { TaskTypes: ['012'] }, ['0002', '0001']],
    ['Result 0, initialised', { Result: [0] }, []],
    ['Result 1, running', { Result: [1] }, ['0003']],
    ['Result 2, completed', { Result: [2] }, ['0001']],
    ['Result 4, failed', { Result: [4] }, ['0002']],
    ['unfinished or failed', { Result: [0, 1, 4] }, ['0003', '0002']],
    ['BeginTime', { BeginTime: formatTime(NOW - DAY_MS, 480) }, ['0003', '0002']],
    ['EndTime', { EndTime: formatTime(NOW - DAY_MS - 1000, 480) }, ['0001']],
    [
      'fields the page says to ignore',
      { ProjectIds: [1], TaskStatus: [1], OperatorUin: [1] },
      ['0003', '0002', '0001'],
    ],
  ])('%s', async (_name, params, ids) => {
    await fill();
    const { Tasks } = await call('DescribeTaskList', params);
    expect((Tasks as { InstanceId: string }[]).map((row) => row.InstanceId)).toEqual(
      ids.map((id) => `crs-demo${id}`),
    );
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a bad time', { BeginTime: 'yesterday' }, BAD],
    ['a filter this cloud has no data for', { OperateUin: ['1'] }, 'UnsupportedOperation'],
  ])('refuses %s', async (_name, params, code) => {
    await fill();
    expect(await codeOf(call('DescribeTaskList', params))).toBe(code);
  });
});
