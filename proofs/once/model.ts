// The model search: whatever happens, in whatever order, at most one backup a run key, and no answer is a lie.
import fc from '../support/property';
import { chanceFrom } from './chance';
import { anyOrder, LONGEST_RUN_MS, oneByOne, SHORTEST_TASK_MS } from './commands';
import { Harness } from './harness';
import { Simulation, type World } from './simulation';

/** How the cloud is: everything that the documentation leaves open. */
const world: fc.Arbitrary<World> = fc.record({
  taskMs: fc.oneof(
    fc.integer({ min: SHORTEST_TASK_MS, max: 300_000 }),
    fc.constant(Number.POSITIVE_INFINITY),
  ),
  backupVisible: fc.oneof(
    fc.constantFrom('at once' as const, 'at end' as const, 'never' as const),
    fc.integer({ min: 1, max: 600_000 }),
  ),
  remarkVisible: fc.constantFrom('at once' as const, 'at end' as const),
  taskVisibleMs: fc.constant(0),
  timeZoneOffsetMinutes: fc.integer({ min: -12 * 60, max: 14 * 60 }),
  statusFilter: fc.constantFrom('all' as const, 'newest' as const),
  taskIdAs: fc.constantFrom('number' as const, 'string' as const),
  latencyMs: fc.integer({ min: 1, max: 1_500 }),
  locks: fc.constant(true),
});

type Moves = ReturnType<typeof anyOrder> extends fc.Arbitrary<infer T> ? T : never;

async function play(how: World, seed: number, moves: Moves): Promise<void> {
  const harness = new Harness(new Simulation(how), chanceFrom(seed));
  await fc.asyncModelRun(() => ({ model: {}, real: harness }), moves);
  await harness.simulation.advance(LONGEST_RUN_MS);
  const wrong = [...harness.wrong(), ...neverEnded(harness)];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

/** Every delivery that was not killed comes to its end. */
function neverEnded({ senders, ended }: Harness): string[] {
  const numbers = ended.map(({ live }) => live.number);
  return senders
    .filter(({ dead, number }) => numbers.filter((one) => one === number).length !== (dead ? 0 : 1))
    .map(({ number }) => `delivery ${number} did not end once`);
}

/** A world whose task list lags; later than the task's end would be the known window: docs/once-only.md. */
const lagging = (mostMs: number): fc.Arbitrary<World> =>
  fc
    .tuple(world, fc.oneof(fc.constant(0), fc.integer({ min: 1, max: mostMs })))
    .map(([how, taskVisibleMs]) => ({ ...how, taskVisibleMs }));

/** Where the lock is not there to help, the lists alone must do; they can as long as they do not lag. */
const unlocked = world.map((how) => ({ ...how, locks: false }));

const sideBySide = (lagMs: number, latestMs: number) =>
  fc.asyncProperty(lagging(lagMs), fc.integer(), anyOrder(latestMs), play);

// Lists that lag and late writes at once would be another: a write on its way while the lists show nothing, executed when
// another's backup has ended.
const SEARCHES = {
  'side by side, lists that lag': () => sideBySide(SHORTEST_TASK_MS - 2_000, 0),
  'side by side, writes that are executed late': () => sideBySide(1_000, 3_000),
  'one by one, on an API that does not lock': () =>
    fc.asyncProperty(unlocked, fc.integer(), oneByOne, play),
} as const;

export type Search = keyof typeof SEARCHES;
export const SEARCH_NAMES = Object.keys(SEARCHES) as Search[];

/**
 * Plays so many orders of events.
 * @throws the first one that breaks a promise, made as short as it gets, with its seed
 */
export const search = (name: Search, numRuns: number, seed: number): Promise<void> =>
  fc.assert<unknown>(SEARCHES[name]() as fc.IAsyncProperty<unknown>, { numRuns, seed });
