// The model search: whatever happens, in whatever order, at most one backup a run key, and no answer is a lie.
import { SWITCH_NAMES, SWITCHES } from '../../emulator/redis/dialect';
import { readDialect } from '../../emulator/redis/dialect-reader';
import type { SeedInstance } from '../../emulator/redis/types';
import { createScene, type SceneOptions } from '../../test/support/scene';
import fc from '../support/property';
import { chanceFrom } from './chance';
import { anyOrder, fleetOrder, LONGEST_RUN_MS, oneByOne } from './commands';
import { History, SHORTEST_TASK_MS } from './history';

const IDS = ['crs-first001', 'crs-second01'] as const;
const FLEET = Array.from({ length: 12 }, (_, index) => `crs-fleet0${10 + index}`);

type World = Pick<SceneOptions, 'dialect' | 'behaviour' | 'latencyMs' | 'instances'>;

const taskMs = fc.oneof(
  fc.integer({ min: SHORTEST_TASK_MS, max: 300_000 }),
  fc.constant(Number.POSITIVE_INFINITY),
);

/** More than a page of a hundred rows, sometimes; a page is of twenty in some dialects. */
const toInstances = (ids: readonly string[], history: number): readonly SeedInstance[] =>
  ids.map((instanceId) => ({ instanceId, history }));
const histories = fc.constantFrom(0, 0, 0, 0, 0, 25, 25, 120);

/** Less than the five minutes for which an unlisted backup is watched: docs/once-only.md. */
const MAX_LAG_MS = 280_000;

interface Limits {
  readonly ids: readonly string[];
  /** By how much the task list may lag. */
  readonly taskLagMs: number;
  readonly locks: boolean;
}

/** What must hold without an excuse: the list of backups may lag by less than is watched, and the task list by a little. */
const world = ({ ids, taskLagMs, locks }: Limits): fc.Arbitrary<World> =>
  fc
    .record({
      behaviour: fc.record({
        taskMs,
        backupVisible: fc.oneof(
          fc.constantFrom('at once' as const, 'at end' as const),
          fc.record({ afterEndMs: fc.integer({ min: 1, max: MAX_LAG_MS }) }),
        ),
        remarkVisible: fc.constantFrom('at once' as const, 'at end' as const),
        taskVisibleMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: taskLagMs })),
        timeZoneOffsetMinutes: fc.integer({ min: -12 * 60, max: 14 * 60 }),
        // A backup that is gone and in no list is forgotten: docs/once-only.md.
        statusFilter: fc.constant('all' as const),
        taskIdAs: fc.constantFrom('number' as const, 'string' as const),
      }),
      latencyMs: fc.integer({ min: 2, max: 1_500 }),
      history: histories,
    })
    .map(({ behaviour, latencyMs, history }) => ({
      ...{ behaviour, latencyMs, instances: toInstances(ids, history) },
      dialect: {
        'automatic-lag': 'listed at once' as const,
        ...(locks ? {} : { lock: 'no lock' as const }),
      },
    }));

/** Any reading of every switch at once, each the default as often as not. */
const anyDialect = fc
  .tuple(
    ...SWITCH_NAMES.map((name) =>
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(SWITCHES[name].default) },
        { weight: 1, arbitrary: fc.constantFrom(...SWITCHES[name].values) },
      ),
    ),
  )
  .map((values) =>
    readDialect(Object.fromEntries(SWITCH_NAMES.map((name, index) => [name, values[index]]))),
  );

const anyWorld = (ids: readonly string[], rows: fc.Arbitrary<number>): fc.Arbitrary<World> =>
  fc
    .record({
      dialect: anyDialect,
      behaviour: fc.record({ taskMs }),
      latencyMs: fc.integer({ min: 2, max: 1_500 }),
      history: rows,
    })
    .map(({ history, ...rest }) => ({ ...rest, instances: toInstances(ids, history) }));

type Moves = ReturnType<typeof anyOrder> extends fc.Arbitrary<infer T> ? T : never;

/** @param excusesUnseen whether a second backup is excused where nothing had shown the first */
const player =
  (excusesUnseen: boolean) =>
  async (how: World, seed: number, moves: Moves): Promise<void> => {
    const scene = createScene({ ...how, random: chanceFrom(seed) });
    const history = new History(scene, excusesUnseen);
    await fc.asyncModelRun(() => ({ model: {}, real: history }), moves);
    await history.pass(LONGEST_RUN_MS);
    const wrong = [...history.wrong(), ...neverEnded(history)];
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  };

/** Every delivery comes to its end by itself, but where its process was killed, or stood still until the time limit. */
const neverEnded = ({ scene }: History): string[] =>
  scene.deliveries
    .filter((delivery) => {
      const { wasKilled, hasStoodStill } = scene.processOf(delivery);
      return delivery.endedAt === undefined && !wasKilled && !hasStoodStill;
    })
    .map(({ number }) => `delivery ${number} did not end by itself`);

const search = (how: fc.Arbitrary<World>, moves: fc.Arbitrary<Moves>, excusesUnseen: boolean) =>
  fc.asyncProperty(how, fc.integer(), moves, player(excusesUnseen));

/** Later than an ambiguous write is given to settle would be a known window. */
const LATEST_MS = 8_000;

const SEARCHES = {
  'side by side, lists that lag': () =>
    search(
      world({ ids: IDS, taskLagMs: SHORTEST_TASK_MS - 2_000, locks: true }),
      anyOrder(IDS, 0),
      false,
    ),
  'side by side, writes that are executed late': () =>
    search(world({ ids: IDS, taskLagMs: 1_000, locks: true }), anyOrder(IDS, 3_000), false),
  'one by one, on an API that does not lock': () =>
    search(world({ ids: IDS, taskLagMs: 0, locks: false }), oneByOne(IDS, LATEST_MS), false),
  'a fleet, read as a region': () =>
    search(world({ ids: FLEET, taskLagMs: 1_000, locks: true }), fleetOrder(FLEET, 3_000), false),
  'every dialect, lags and late writes together': () =>
    search(anyWorld(IDS, histories), anyOrder(IDS, 60_000), true),
  'a fleet in every dialect': () =>
    search(anyWorld(FLEET, fc.constantFrom(0, 12)), fleetOrder(FLEET, 60_000), true),
} as const;

export type Search = keyof typeof SEARCHES;
export const ALL_SEARCHES = Object.keys(SEARCHES) as Search[];
/** What is searched each time; the others by their name. */
export const SEARCH_NAMES = ALL_SEARCHES.filter((name) => !name.includes('dialect'));

/** A fleet has so many more calls. */
const SHARE: Readonly<Partial<Record<Search, number>>> = {
  'a fleet, read as a region': 10,
  'a fleet in every dialect': 10,
};

export const runsOf = (name: Search, numRuns: number): number =>
  Math.ceil(numRuns / (SHARE[name] ?? 1));

/**
 * Plays so many orders of events.
 * @throws the first one that breaks a promise, made as short as it gets, with its seed
 */
export const searchModel = (name: Search, numRuns: number, seed: number): Promise<void> =>
  fc.assert<unknown>(SEARCHES[name]() as fc.IAsyncProperty<unknown>, {
    numRuns: runsOf(name, numRuns),
    seed,
    includeErrorInReport: true,
  });
