// One reading of a region for many targets: what it may say of each, and how often it is made.
import type { TargetRun } from '../../src/backup/backup-target';
import { collectEvidence } from '../../src/backup/evidence';
import type { Marker } from '../../src/backup/marker';
import { RegionSnapshot } from '../../src/backup/region-snapshot';
import type { RunSettings } from '../../src/backup/state';
import { TIMING } from '../../src/backup/state';
import type { RegionList, TaskRecord } from '../../src/redis-api';
import { failed } from '../../src/result';
import { backup, failure, GUANGZHOU, id, ok, pages, task } from '../support/builders';
import { START_OF_TIME } from '../support/clock';
import { fakeApi } from '../support/fake-api';
import fc from '../support/property';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const IDS = Array.from({ length: 12 }, (_, index) => `crs-t${index}`);
const marker: Marker = { run: 'aaaaaaaaaa', content: 'bbbb' };
const OURS = '[run:aaaaaaaaaa.bbbb]';
const run: RunSettings = { deadline: START_OF_TIME + HOUR, timing: TIMING, key: 'event' };

const targetRun = (instance: string, part: Partial<RunSettings> = {}): TargetRun => ({
  target: { InstanceId: id(instance), Region: GUANGZHOU },
  marker,
  order: { Remark: OURS },
  run: { ...run, ...part },
});

/** A backup of the region: the task that makes it runs as long, and both are listed some time after they start. */
interface Event {
  readonly instance: string;
  readonly at: number;
  readonly runsMs: number;
  readonly lagMs: number;
  readonly ours: boolean;
  readonly kind: TaskRecord['kind'];
}

/** The lists of a region at a time of its own, each on its way for `tookMs`; its clock is `zoneMs` ahead of ours. */
function regionOf(events: readonly Event[], zoneMs: number, tookMs = 0) {
  const clock = { at: START_OF_TIME };
  const reads: RegionList[] = [];
  const listed = () => events.filter(({ at, lagMs }) => at + lagMs <= clock.at);
  const inside = ({ window: { from, to } }: RegionList, time: number) => time >= from && time <= to;
  const tasks = () =>
    listed().map((event) =>
      task({
        TaskId: events.indexOf(event) + 1,
        InstanceId: event.instance,
        kind: event.kind,
        state: event.at + event.runsMs <= clock.at ? 'succeeded' : 'unfinished',
        startedAt: event.at + zoneMs,
        endedAt: event.at + event.runsMs <= clock.at ? event.at + event.runsMs + zoneMs : undefined,
      }),
    );
  const backups = () =>
    listed()
      .filter(({ at, runsMs }) => at + runsMs <= clock.at)
      .map((event) =>
        backup({
          BackupId: `backup-${events.indexOf(event)}`,
          InstanceId: event.instance,
          Remark: event.ours ? OURS : '',
          startedAt: event.at + zoneMs,
        }),
      );
  const answer = <T extends { startedAt: number }>(asked: RegionList, rows: readonly T[]) => {
    reads.push(asked);
    clock.at += tookMs;
    return pages(rows.filter(({ startedAt }) => inside(asked, startedAt)));
  };
  const api = fakeApi(
    {},
    {
      listRegionTasks: async (asked) => answer(asked, tasks()),
      listRegionBackups: async (asked) => answer(asked, backups()),
    },
  );
  return { api, clock, reads, tasks, backups };
}

const snapshotOf = (
  { api, clock }: Pick<ReturnType<typeof regionOf>, 'api' | 'clock'>,
  part: { targets?: readonly string[]; since?: number } = {},
) =>
  new RegionSnapshot({
    api,
    clock: { now: () => clock.at },
    region: GUANGZHOU,
    targets: (part.targets ?? IDS).map(id),
    since: part.since ?? START_OF_TIME - 24 * HOUR,
    timing: TIMING,
    zoneMs: 8 * HOUR,
  });

const event = (part: Partial<Event> = {}): Event => ({
  instance: 'crs-t0',
  at: START_OF_TIME - 2 * HOUR,
  runsMs: MINUTE,
  lagMs: 0,
  ours: false,
  kind: 'automatic',
  ...part,
});

describe('what a snapshot may say of a target', () => {
  const table: [name: string, events: Event[], says: 'clear' | 'found' | undefined][] = [
    ['an automatic backup, long ended', [event()], 'clear'],
    ['nothing of it, something of another', [event({ instance: 'crs-t1' })], 'clear'],
    ['nothing at all of the region: it may not list regions', [], undefined],
    ['the run’s own backup', [event({ ours: true, kind: 'manual' })], 'found'],
    ['a backup under way', [event({ at: START_OF_TIME - 10_000 })], undefined],
    ['another task under way', [event({ at: START_OF_TIME - 10_000, kind: 'other' })], 'clear'],
    [
      'a manual task that succeeded without its backup',
      [
        event({ instance: 'crs-t1' }),
        event({ kind: 'manual', lagMs: 0, runsMs: 0, at: START_OF_TIME }),
      ],
      'clear',
    ],
  ];
  test.each(table)('%s', async (_name, events, says) => {
    const fact = await snapshotOf(regionOf(events, 8 * HOUR)).look(
      targetRun('crs-t0'),
      START_OF_TIME + 5_000,
    );
    const said = fact && (fact.evidence.ownBackup === undefined ? 'clear' : 'found');
    expect(said).toBe(says);
  });

  test('a task without its backup is not clear', async () => {
    const { clock } = regionOf([], 0);
    const api = fakeApi(
      {},
      {
        listRegionTasks: async () =>
          pages([task({ InstanceId: 'crs-t0', startedAt: START_OF_TIME })]),
      },
    );
    expect(
      await snapshotOf({ api, clock }).look(targetRun('crs-t0'), START_OF_TIME + 5_000),
    ).toBeUndefined();
  });

  test('a task this run has started must show, or nothing is clear', async () => {
    const region = regionOf([event({ instance: 'crs-t1' })], 8 * HOUR);
    const snapshot = snapshotOf(region);
    expect(await snapshot.look(targetRun('crs-t0'), START_OF_TIME + 5_000)).toBeDefined();
    snapshot.started(targetRun('crs-t2').target, 4711);
    region.clock.at += 2_000;
    expect(await snapshot.look(targetRun('crs-t0'), region.clock.at + 5_000)).toBeUndefined();
  });
});

describe('how often it reads', () => {
  const known = [event({ instance: 'crs-t1' })];

  test('once for all who ask at once, and again when it is a second old, from a minute before the newest on', async () => {
    const region = regionOf(known, 8 * HOUR);
    const snapshot = snapshotOf(region);
    await Promise.all(IDS.map((name) => snapshot.look(targetRun(name), START_OF_TIME + 5_000)));
    region.clock.at += 900;
    await snapshot.look(targetRun('crs-t0'), START_OF_TIME + 5_000);
    expect(region.reads).toHaveLength(2);
    region.clock.at += 200;
    await snapshot.look(targetRun('crs-t0'), START_OF_TIME + 5_000);
    expect(region.reads).toHaveLength(4);
    // The backups first, then the tasks.
    expect(region.reads[3]?.window.from).toBe(START_OF_TIME - 2 * HOUR + 8 * HOUR - MINUTE);
    expect(snapshot.saved).toBe(2 * (IDS.length + 2) - 4);
  });

  test('a marker that was found needs no other reading', async () => {
    const region = regionOf([event({ ours: true, kind: 'manual' })], 8 * HOUR);
    const snapshot = snapshotOf(region);
    await snapshot.look(targetRun('crs-t0'), START_OF_TIME + 5_000);
    region.clock.at += MINUTE;
    expect(await snapshot.look(targetRun('crs-t0'), START_OF_TIME + 5_000)).toBeDefined();
    expect(region.reads).toHaveLength(2);
  });

  const off: [name: string, api: ReturnType<typeof fakeApi>, targets?: string[]][] = [
    ['a few targets', regionOf(known, 0).api, IDS.slice(0, 9)],
    [
      'a region that cannot be read',
      fakeApi({}, { listRegionTasks: async () => failed(failure('InvalidParameter')) }),
    ],
    ['too many pages', fakeApi({}, { listRegionBackups: async () => ok(undefined) })],
  ];
  test.each(off)('never for %s', async (_name, api, targets = IDS) => {
    const snapshot = snapshotOf({ api, clock: { at: START_OF_TIME } }, { targets });
    expect(await snapshot.look(targetRun('crs-t0'), START_OF_TIME + 5_000)).toBeUndefined();
    expect(await snapshot.look(targetRun('crs-t0'), START_OF_TIME + 5_000)).toBeUndefined();
    expect(snapshot.saved).toBeLessThanOrEqual(0);
  });
});

test('both lists in the time of one, and it counts from the first', async () => {
  const region = regionOf([event({ instance: 'crs-t1' })], 8 * HOUR, 700);
  const fact = await snapshotOf(region).look(targetRun('crs-t0'), START_OF_TIME + 5_000);
  // A reading of everything may take a quarter of the time there is, and 20 s at most.
  expect(region.reads.map(({ timeoutMs }) => timeoutMs)).toEqual([20_000, 19_300]);
  expect(fact?.asOf).toBe(START_OF_TIME);
});

test('without the backups of a region its tasks need not be read', async () => {
  const listRegionTasks = jest.fn();
  const api = fakeApi(
    {},
    {
      listRegionBackups: async () => failed(failure('InvalidParameter')),
      listRegionTasks,
    },
  );
  await snapshotOf({ api, clock: { at: START_OF_TIME } }).look(targetRun('crs-t0'), START_OF_TIME);
  expect(listRegionTasks).not.toHaveBeenCalled();
});

test('whatever it clears, a look at the target alone would have cleared at that very time', async () => {
  const events = fc.array(
    fc.record({
      instance: fc.constantFrom('crs-t0', 'crs-t1'),
      at: fc.integer({ min: START_OF_TIME - 2 * MINUTE, max: START_OF_TIME + 3 * MINUTE }),
      runsMs: fc.integer({ min: 0, max: 90_000 }),
      // The overlap of two readings is a minute: a list may lag that long.
      lagMs: fc.integer({ min: 0, max: 50_000 }),
      ours: fc.boolean(),
      kind: fc.constantFrom('manual', 'automatic', 'other'),
    }),
    { maxLength: 8 },
  );
  const asks = fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 12 });
  const zones = fc.integer({ min: -12, max: 14 });
  const took = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: TIMING.maxLookAgeMs / 4 }));
  await fc.assert(
    fc.asyncProperty(events, asks, zones, took, async (made, pauses, zone, tookMs) => {
      const region = regionOf([event({ instance: 'crs-t2' }), ...made], zone * HOUR, tookMs);
      const snapshot = snapshotOf(region);
      for (const pause of pauses) {
        region.clock.at += pause;
        const fact = await snapshot.look(targetRun('crs-t0'), region.clock.at + 5_000);
        if (fact === undefined || fact.evidence.ownBackup !== undefined) continue;
        const own = ({ InstanceId }: { InstanceId: string }) => InstanceId === 'crs-t0';
        const now = region.clock.at;
        expect(now - (fact.asOf ?? 0)).toBeLessThanOrEqual(TIMING.maxLookAgeMs / 2);
        region.clock.at = fact.asOf ?? 0;
        const backups = region.backups().filter(own);
        region.clock.at += tookMs;
        const alone = collectEvidence(backups, region.tasks().filter(own), marker);
        region.clock.at = now;
        expect(alone).toEqual({});
      }
    }),
    { numRuns: 600 },
  );
});
