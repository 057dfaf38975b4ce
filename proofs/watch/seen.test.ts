// What breaks is seen from outside within one interval: by the ping that does not come, or by the metrics.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWatched, type Watched } from './watched';

const open: Watched[] = [];
afterEach(async () => {
  for (const watched of open.splice(0)) await watched.close();
});
async function start(...asked: Parameters<typeof startWatched>): Promise<Watched> {
  const watched = await startWatched(...asked);
  open.push(watched);
  return watched;
}

const INSTANCES = [
  { instanceId: 'crs-watch001', tags: { backup: 'daily' } },
  { instanceId: 'crs-watch002', tags: { backup: 'daily' }, region: 'ap-shanghai' },
];
const argument = JSON.stringify({ Selector: { ExcludeTags: [{ TagKey: 'no' }], Regions: 'all' } });
const EVERY_SECOND = { name: 'nightly', cron: '*/1 * * * * * *', argument };
/** Some runs of the timer, on a machine that is busy. */
const INTERVAL_MS = 4_000;
const METRICS = '/metrics?Regions=all';

test('all is well: a ping by the name of the timer, and every region readable', async () => {
  const watched = await start({
    cloud: { instances: INSTANCES, taskMs: 100 },
    timers: [EVERY_SECOND],
  });
  await sleep(INTERVAL_MS);
  expect(watched.monitor.pings).toContain('/nightly');
  const { status, text } = await watched.get(METRICS);
  expect(status).toBe(200);
  expect(text).toContain('redis_backup_all_covered 1');
});

test('a deleted timer: no ping within its interval, and nothing has to be called', async () => {
  const watched = await start({ cloud: { instances: INSTANCES, taskMs: 100 } });
  await sleep(INTERVAL_MS);
  expect(watched.monitor.pings).toEqual([]);
  expect((await watched.get(METRICS)).text).toContain('redis_backup_all_covered 0');
});

test('a function that fails to load: no ping, and no scrape', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'broken-')), 'index.js');
  writeFileSync(file, "throw new Error('does not load')");
  const watched = await start({ file, cloud: { instances: INSTANCES }, timers: [EVERY_SECOND] });
  await sleep(INTERVAL_MS);
  expect(watched.monitor.pings).toEqual([]);
  expect((await watched.get(METRICS)).status).not.toBe(200);
});

test('a role without permission: the run calls /fail, and a scrape says no region is readable', async () => {
  const watched = await start({ cloud: { instances: INSTANCES }, timers: [EVERY_SECOND] });
  for (const action of ['DescribeInstances', 'ManualBackupInstance'] as const)
    watched.cloud.script({ action, code: 'UnauthorizedOperation.NoCAMAuthed', times: 1_000 });
  await sleep(INTERVAL_MS);
  expect(watched.monitor.pings).toContain('/nightly/fail');
  expect(watched.monitor.pings).not.toContain('/nightly');
  const { text } = await watched.get(METRICS);
  expect(text).toContain('redis_backup_region_readable{region="ap-guangzhou"} 0');
  expect(text).not.toMatch(/region_readable\{.*\} 1/);
});

test('a region that is down: no ping while a re-run may heal it, and its metric is 0', async () => {
  const watched = await start({ cloud: { instances: INSTANCES }, timers: [EVERY_SECOND] });
  watched.cloud.script({
    ...{ action: 'DescribeInstances', code: 'InternalError', times: 1_000 },
    region: 'ap-shanghai',
  });
  await sleep(INTERVAL_MS);
  expect(watched.monitor.pings).not.toContain('/nightly');
  const { text } = await watched.get(METRICS);
  expect(text).toContain('redis_backup_region_readable{region="ap-shanghai"} 0');
  expect(text).toContain('redis_backup_region_readable{region="ap-guangzhou"} 1');
});
