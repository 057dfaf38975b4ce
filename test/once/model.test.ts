// Whatever happens, in whatever order: at most one backup a run key, and no answer is a lie.
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
  expect(harness.wrong()).toEqual([]);
  const living = harness.senders.filter(({ dead }) => !dead).map(({ number }) => number);
  const ended = harness.ended.map(({ live }) => live.number);
  expect(ended.sort((a, b) => a - b)).toEqual(living);
}

/** For a longer search: MODEL_RUNS=20000 npx jest test/once/model */
const numRuns = Number(process.env.MODEL_RUNS ?? 250);

/** A world whose task list lags; later than the task's end would be the known window: docs/once-only.md. */
const lagging = (mostMs: number): fc.Arbitrary<World> =>
  fc
    .tuple(world, fc.oneof(fc.constant(0), fc.integer({ min: 1, max: mostMs })))
    .map(([how, taskVisibleMs]) => ({ ...how, taskVisibleMs }));

// Both at once would be another: a write on its way while the lists show nothing, executed when another's backup has ended.
describe('deliveries side by side, on an API that locks an instance while it is backed up', () => {
  test.each([
    ['lists that lag', SHORTEST_TASK_MS - 2_000, 0],
    ['writes that are executed late', 1_000, 3_000],
  ])(
    '%s',
    async (_, lagMs, latestMs) => {
      const property = fc.asyncProperty(lagging(lagMs), fc.integer(), anyOrder(latestMs), play);
      await fc.assert(property, { numRuns });
    },
    600_000,
  );
});

// Where the lock is not there to help, the lists alone must do; they can as long as they do not lag.
test('deliveries one by one, on an API that does not lock', async () => {
  const unlocked = world.map((how) => ({ ...how, locks: false }));
  await fc.assert(fc.asyncProperty(unlocked, fc.integer(), oneByOne, play), { numRuns });
}, 600_000);
