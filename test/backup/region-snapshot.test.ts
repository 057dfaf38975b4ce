// What a snapshot of a region proves about a target, and which part of the region's list it reads.
import type { TargetRun } from '../../src/backup/backup-target';
import type { BackupRun } from '../../src/backup/plan';
import { openRegionSnapshots, RegionSnapshot } from '../../src/backup/region-snapshot';
import { type RunSettings, TIMING } from '../../src/backup/state';
import type { ListedBackup, Pages, RegionList } from '../../src/redis-api';
import { type Answer, failed } from '../../src/result';
import { backupDeps } from '../support/backup-deps';
import { backup, backupRequest, failure, GUANGZHOU, ok, pages, target } from '../support/builders';
import { manualClock, START_OF_TIME } from '../support/clock';
import { fakeApi } from '../support/fake-api';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ID = 'crs-t0';
const IDS = Array.from({ length: 12 }, (_, index) => `crs-t${index}`);
const targets = (count: number, region?: string) =>
  IDS.slice(0, count).map((name) => target(name, region));
const DEADLINE = START_OF_TIME + HOUR;

const targetRun = (part: Partial<RunSettings> = {}, name = ID): TargetRun => ({
  target: target(name),
  marker: { run: 'aaaaaaaaaa', content: 'bbbb' },
  order: { Remark: '' },
  run: {
    deadline: DEADLINE,
    timing: TIMING,
    key: 'event',
    maxWaitMs: 0,
    hasRemark: false,
    ...part,
  },
});

/** A region that gives this answer, and what it was asked. */
function region(answer: Answer<Pages<ListedBackup> | undefined>) {
  const asked: RegionList[] = [];
  const api = fakeApi(
    {},
    {
      listRegionBackups: async (list) => {
        asked.push(list);
        return answer;
      },
    },
  );
  const deps = backupDeps({ api, clock: manualClock() });
  return { asked, api, deps };
}

const rows = (...records: ListedBackup[]) => pages(records, 3);

/** A row of an instance that started so many hours ago, by a clock in UTC+8. */
const row = (hours: number, part: Partial<ListedBackup> = {}) =>
  backup({ InstanceId: ID, startedAt: START_OF_TIME + 8 * HOUR - hours * HOUR, ...part });
const ours = { Remark: 'run-aaaaaaaaaa-bbbb nightly' };
const recent = { skipWithinHours: 20 };

async function snapshot(answer: Answer<Pages<ListedBackup> | undefined>, count = IDS.length) {
  const { deps, asked } = region(answer);
  const opened = new RegionSnapshot(
    deps,
    targets(count).map(({ InstanceId }) => InstanceId),
  );
  await opened.read(GUANGZHOU, START_OF_TIME - DAY, DEADLINE);
  return { opened, asked };
}

describe('what a snapshot proves about a target', () => {
  const table: [
    name: string,
    answer: Answer<Pages<ListedBackup> | undefined>,
    run: Partial<RunSettings>,
    proof: 'own' | 'recent' | undefined,
  ][] = [
    ['its run’s backup', rows(row(1, ours)), {}, 'own'],
    [
      'its run’s backup, one of several',
      rows(row(9, { BackupId: 'x' }), row(1, ours), row(2, { BackupId: 'y' })),
      {},
      'own',
    ],
    ['a recent backup, where one is enough', rows(row(3)), recent, 'recent'],
    ['that it is clear: never', rows(row(3)), {}, undefined],
    ['not by an old backup', rows(row(21)), recent, undefined],
    ['not by another run’s marker', rows(row(1, { Remark: 'run-zzzzzzzzzz-bbbb' })), {}, undefined],
    ['not by a row that runs', rows(row(1, { ...ours, state: 'running' })), recent, undefined],
    [
      'not by one at 1, which may be of a failed task',
      rows(row(1, { ...ours, isAtOne: true })),
      recent,
      undefined,
    ],
    ['not by one without an end', rows(row(1, { ...ours, EndTime: '' })), recent, undefined],
    ['not by one that is gone', rows(row(1, { ...ours, state: 'gone' })), recent, undefined],
    [
      'not by another instance’s',
      rows(row(1, { ...ours, InstanceId: 'crs-t1' })),
      recent,
      undefined,
    ],
    [
      'not by one of an instance that is no target',
      rows(row(1, { ...ours, InstanceId: 'crs-x' })),
      recent,
      undefined,
    ],
    ['nothing, where there is nothing', rows(), recent, undefined],
    ['nothing, where the list has too many pages', ok(undefined), recent, undefined],
    ['nothing, where it cannot be read', failed(failure('InvalidParameter')), recent, undefined],
  ];
  test.each(table)('%s', async (_name, answer, run, proof) => {
    const { opened } = await snapshot(answer);
    const fact = opened.findProof(targetRun(run));
    const told = fact && (fact.evidence.ownBackup === undefined ? 'recent' : 'own');
    expect(told).toBe(proof);
    expect(fact?.skip?.Reason).toBe(proof === 'recent' ? 'backed up recently' : undefined);
  });

  test('with the age of the last good backup, at the time it is asked', async () => {
    const { opened } = await snapshot(rows(row(1, ours)));
    expect(opened.findProof(targetRun())).toMatchObject({
      kind: 'seen',
      at: { now: START_OF_TIME, monotonic: START_OF_TIME },
      lastGoodAgeMs: HOUR,
      evidence: { ownBackup: { BackupId: 'backup-1', sameContent: true, isGone: false } },
    });
  });

  test('nothing before the list has been read', () => {
    const { deps } = region(rows(row(1, ours)));
    const [{ InstanceId }] = targets(1) as [ReturnType<typeof target>];
    const opened = new RegionSnapshot(deps, [InstanceId]);
    expect(opened.findProof(targetRun())).toBeUndefined();
    expect(opened.saved).toBe(0);
  });

  test('it saves two calls for each target it proves, less the pages it has read', async () => {
    const { opened } = await snapshot(
      rows(row(1, ours), row(1, { ...ours, InstanceId: 'crs-t1' })),
    );
    expect(opened.saved).toBe(-3);
    for (const name of IDS.slice(0, 5)) opened.findProof(targetRun({}, name));
    expect(opened.saved).toBe(2 * 2 - 3);
  });
});

describe('how it reads', () => {
  test.each([
    ['no more pages than there are targets', 12, 12],
    ['and 60 at the most', 100, 60],
  ])('%s', async (_name, count, maxPages) => {
    const { deps, asked } = region(rows());
    const ids = Array.from({ length: count }, (_, index) => target(`crs-n${index}`).InstanceId);
    await new RegionSnapshot(deps, ids).read(GUANGZHOU, 5, DEADLINE);
    const window = { from: 5, to: START_OF_TIME + DAY };
    expect(asked).toMatchObject([{ region: GUANGZHOU, maxPages, window }]);
  });

  test.each([
    ['a quarter of the time', 8_000, 2_000],
    ['20 s at the most', 200_000, 20_000],
    ['a moment at the least', -1, 1],
  ])('for %s', async (_name, leftMs, timeoutMs) => {
    const { deps, asked } = region(rows());
    await new RegionSnapshot(deps, []).read(GUANGZHOU, 5, START_OF_TIME + leftMs);
    expect(asked).toMatchObject([{ timeoutMs }]);
  });
});

describe('the snapshots of a request', () => {
  const open = (request: object, run: Partial<BackupRun>, instances = targets(10)) => {
    const { asked, deps } = region(rows());
    const given: BackupRun = {
      identity: { namespace: 'n', functionName: 'f', trigger: 't', runKey: 'k' },
      key: 'event',
      deadline: DEADLINE,
      patience: 'event',
      ...run,
    };
    const parsed = backupRequest({ InstanceId: ID, ...request });
    const opened = openRegionSnapshots(parsed, instances, given, deps);
    return { asked, regions: [...opened.keys()] };
  };
  const skip = (hours: number) => ({ SkipIfBackedUpWithinHours: hours });

  const table: [
    name: string,
    request: object,
    run: Partial<BackupRun>,
    from: number | undefined,
  ][] = [
    ['a key: as far back as backups are read', {}, {}, -28 * DAY],
    ['a caller’s key too', {}, { key: 'caller' }, -28 * DAY],
    [
      'a run that began half an hour ago: a day before',
      {},
      { since: START_OF_TIME - HOUR / 2 },
      -24.5 * HOUR,
    ],
    ['one of long ago: not beyond', {}, { since: START_OF_TIME - 40 * DAY }, -28 * DAY],
    [
      'a guard that reaches further back than the run',
      skip(48),
      { since: START_OF_TIME - HOUR },
      -3 * DAY,
    ],
    [
      'a run that reaches further back than its guard',
      skip(2),
      { since: START_OF_TIME - 5 * HOUR },
      -29 * HOUR,
    ],
    ['a guard without a key', skip(20), { key: 'none' }, -44 * HOUR],
    ['neither a key nor a guard', {}, { key: 'none' }, undefined],
  ];
  test.each(table)('%s', (_name, request, run, from) => {
    const { asked } = open(request, run);
    expect(asked.map(({ window }) => window.from - START_OF_TIME)).toEqual(
      from === undefined ? [] : [from],
    );
  });

  test('are one for each region with a fleet in it, read before the deadline', () => {
    const instances = [
      ...targets(10, 'ap-tokyo'),
      ...targets(9, 'ap-bangkok'),
      ...targets(11, 'ap-seoul'),
    ];
    const { asked, regions } = open({}, { deadline: START_OF_TIME + 4_000 }, instances);
    expect(regions).toEqual(['ap-tokyo', 'ap-seoul']);
    expect(asked).toMatchObject([
      { region: 'ap-tokyo', maxPages: 10, timeoutMs: 1_000 },
      { region: 'ap-seoul', maxPages: 11, timeoutMs: 1_000 },
    ]);
  });

  test('know their own targets', async () => {
    const { deps } = region(rows(row(1, ours)));
    const run: BackupRun = {
      identity: { namespace: 'n', functionName: 'f', trigger: 't', runKey: 'k' },
      key: 'event',
      deadline: DEADLINE,
      patience: 'event',
    };
    const opened = openRegionSnapshots(backupRequest({ InstanceId: ID }), targets(10), run, deps);
    await new Promise((resolve) => setImmediate(resolve));
    expect(opened.get(GUANGZHOU)?.findProof(targetRun())).toBeDefined();
  });
});
