// Which lists are read for a coverage: each instance's for a few, a region's for many, and once more what it does not show.
import { readCoverage } from '../../src/queries/read-coverage';
import type { RedisApi } from '../../src/redis-api';
import { failed } from '../../src/result';
import { backup, failure, ok, pages, target } from '../support/builders';
import { START_OF_TIME } from '../support/clock';
import { fakeApi } from '../support/fake-api';

const HOUR = 3_600_000;
const names = (count: number) => Array.from({ length: count }, (_, n) => `crs-${n}`);
const fresh = (InstanceId: string) =>
  backup({ InstanceId, BackupId: `b-${InstanceId}`, startedAt: START_OF_TIME - HOUR });
const old = backup({ InstanceId: 'crs-5', startedAt: START_OF_TIME - 480 * HOUR });

async function read(count: number, methods: Partial<RedisApi>, onRead?: (what: string) => boolean) {
  const api = fakeApi(
    { onRead: (what) => (onRead?.(what) === true ? failure('InternalError') : undefined) },
    methods,
  );
  const coverage = await readCoverage(
    { MaxAgeHours: 26 },
    names(count).map((name) => target(name)),
    { unlisted: [], mayBeEmpty: false },
    {
      api,
      clock: { now: () => START_OF_TIME },
      zoneMs: 0,
      until: START_OF_TIME + 10_000,
      minDays: 7,
    },
  );
  const states = Object.fromEntries(
    coverage.rows.map(({ InstanceId, State }) => [InstanceId, State]),
  );
  return { states, reads: api.reads, coverage };
}

test('a few are read one by one', async () => {
  const { reads } = await read(3, {});
  expect(reads.filter((what) => what.startsWith('backups'))).toHaveLength(3);
});

test('many are read as a region; what it does not show is asked for by name', async () => {
  const shown = names(9).map(fresh);
  const { states, reads } = await read(10, { listRegionBackups: async () => pages(shown) });
  expect(Object.values(states).filter((state) => state === 'covered')).toHaveLength(9);
  expect(states['crs-9']).toBe('never');
  expect(reads.filter((what) => what.startsWith('backups'))).toEqual(['backups crs-9']);
});

test.each<[string, RedisApi['listRegionBackups']]>([
  ['cannot be read', async () => failed(failure('InternalError'))],
  ['is empty, which proves nothing', async () => pages([])],
])('a region that %s is read one by one', async (_name, listRegionBackups) => {
  const { reads } = await read(10, { listRegionBackups });
  expect(reads.filter((what) => what.startsWith('backups'))).toHaveLength(10);
});

test('an instance that cannot be read is unreadable, and says why', async () => {
  const { coverage } = await read(1, {}, (what) => what === 'backups crs-0');
  expect(coverage.rows).toMatchObject([
    { State: 'unreadable', Why: expect.stringContaining('InternalError') },
  ]);
});

test('tasks that cannot be read cost no more than what is in progress', async () => {
  const { coverage } = await read(1, {}, (what) => what === 'tasks crs-0');
  expect(coverage.rows).toMatchObject([{ State: 'never', Why: 'no backup in the last 28 days' }]);
});

test('what has no good backup in the days that are read is asked for as far back as the API lists', async () => {
  const windows: number[] = [];
  const { states } = await read(6, {
    listRegionBackups: async () =>
      pages([...names(5).map(fresh), backup({ InstanceId: 'crs-5', state: 'gone' })]),
    listBackups: async (_target, { from, to }) => {
      windows.push(Math.round((to - from) / 86_400_000));
      return ok({ records: [old], RequestId: 'r' });
    },
  });
  expect(windows).toEqual([29]);
  expect(states['crs-5']).toBe('stale');
});
