import { readService } from '../../emulator/scf/service';
import { buildBundle } from '../../scripts/bundle';
import { startLocalCloud } from '../../scripts/local-cloud';

const EXAMPLE = 'test/fixtures/serverless.yml';

beforeAll(() => buildBundle());

/** An operator changes three lines of serverless.yml; the local cloud must go along. */
const table: [
  name: string,
  region: string,
  argument: object,
  backups: [instance: string, region: string][],
][] = [
  ['another region', 'ap-tokyo', { InstanceId: 'crs-demo0001' }, [['crs-demo0001', 'ap-tokyo']]],
  [
    'an instance of one’s own',
    'ap-tokyo',
    { InstanceId: 'crs-mine0001' },
    [['crs-mine0001', 'ap-tokyo']],
  ],
  [
    'instances elsewhere',
    'ap-tokyo',
    { InstanceIds: ['crs-mine0001', 'crs-mine0002'], Region: 'ap-seoul' },
    [
      ['crs-mine0001', 'ap-seoul'],
      ['crs-mine0002', 'ap-seoul'],
    ],
  ],
];

test.each(table)('%s', async (_name, region, argument, backups) => {
  const own = readService(EXAMPLE);
  const cloud = await startLocalCloud({
    ...own,
    region,
    environment: { ...own.environment, BACKUP_REGION: region },
    timers: [{ name: 'nightly', cron: '0 0 3 1 1 ? 2099', argument: JSON.stringify(argument) }],
  });
  const [attempt] = await cloud.host.fireTimer();
  const started = cloud.redis.backups().map((backup) => [backup.instanceId, backup.region]);
  await cloud.close();
  expect(attempt).toMatchObject({ ok: true });
  expect(started.sort()).toEqual(backups);
});

test('an argument that is no request is the function’s to refuse', async () => {
  const timers = [{ name: 'nightly', cron: '0 0 3 1 1 ? 2099', argument: 'not JSON' }];
  const cloud = await startLocalCloud({ ...readService(EXAMPLE), timers }, { retryDelayMs: 1 });
  const attempts = await cloud.host.fireTimer();
  await cloud.close();
  expect(attempts.map(({ error }) => error?.statusCode)).toEqual([430, 430, 430]);
});

test('plays the dialect it is given', async () => {
  const dialect = { quota: '24 a day an account' } as const;
  const cloud = await startLocalCloud({ ...readService(EXAMPLE), timers: [] }, { dialect });
  const played = cloud.redis.dialect();
  await cloud.close();
  expect(played.quota).toBe('24 a day an account');
});

test('with a bucket, the function takes a lease and writes its result beside it', async () => {
  const cloud = await startLocalCloud(readService(EXAMPLE), { lease: true });
  const [attempt] = await cloud.host.fireTimer();
  const names = cloud.cos?.objects().map(({ key }) => key.replace(/^leases.[a-z0-9]{10}./, ''));
  await cloud.close();
  expect(attempt).toMatchObject({ ok: true });
  expect(names).toEqual(['1', '1.result']);
});
