// A small fleet on the built function: what `npm run test:fleet` proves with a thousand, in a few seconds.
import { existsSync } from 'node:fs';
import { BUNDLE } from '../../scripts/bundle';
import {
  FLEET_REQUEST,
  type Fleet,
  figuresOf,
  fleetEvent,
  startFleet,
  startOtherClient,
  summaryOf,
} from './fleet';

const fleets: Fleet[] = [];
afterEach(async () => {
  for (const fleet of fleets.splice(0)) await fleet.close();
});
beforeAll(() => {
  if (!existsSync(BUNDLE)) throw new Error(`${BUNDLE} is missing: run npm run build first`);
});

async function start(...asked: Parameters<typeof startFleet>): Promise<Fleet> {
  const fleet = await startFleet(...asked);
  fleets.push(fleet);
  return fleet;
}

const once = ({ running }: Fleet) => [0, running.length, 0];

test('every running one exactly once, none over the limit, two reads each, stopped ones named', async () => {
  const fleet = await start({ count: 66, timeoutMs: 20_000, cloud: { taskMs: 20_000 } });
  const run = await fleet.host.invoke(fleetEvent(FLEET_REQUEST));
  const figures = figuresOf(fleet, [run]);
  expect(run.ok).toBe(true);
  expect(figures.made).toEqual(once(fleet));
  expect(figures).toMatchObject({ writes: fleet.running.length, limited: 0 });
  expect(figures.mostInASecond).toBeLessThanOrEqual(20);
  // Beside them the selection, the region's snapshots, and two refused lists of states; a look too old is repeated.
  expect(figures.reads).toBeLessThan(3 * fleet.running.length);
  expect(figures.peakMb).not.toBeGreaterThan(128);
  const { Results } = run.result as { Results: { InstanceId: string; Outcome: string }[] };
  const skipped = Results.filter(({ Outcome }) => Outcome === 'skipped');
  expect(skipped.map(({ InstanceId }) => InstanceId).sort()).toEqual(fleet.stopped);
}, 30_000);

test('beside another client that takes half the limit: none lost, none twice', async () => {
  const fleet = await start({ count: 50, timeoutMs: 30_000, cloud: { taskMs: 20_000 } });
  const stop = startOtherClient(fleet, 10);
  try {
    const run = await fleet.host.invoke(fleetEvent(FLEET_REQUEST));
    expect(run.ok).toBe(true);
    expect(figuresOf(fleet, [run]).made).toEqual(once(fleet));
  } finally {
    await stop();
  }
}, 40_000);

test('cut by the time limit and run again: what is left is named, and each is made once over the runs', async () => {
  const fleet = await start({
    count: 60,
    timeoutMs: 3_500,
    retryDelayMs: 200,
    cloud: { taskMs: 1_000 },
  });
  const runs = await fleet.host.invokeAsync(fleetEvent(FLEET_REQUEST));
  const figures = figuresOf(fleet, runs);
  expect(runs.length).toBeGreaterThan(1);
  expect(figures.made).toEqual(once(fleet));
  const [first] = runs;
  const { failed, more } = JSON.parse(first?.thrown?.message ?? '{}');
  expect(failed[0]).toMatchObject({ outcome: 'deferred', code: 'DeadlineTooNear' });
  const { outcomes } = first === undefined ? {} : (summaryOf(first) as { outcomes?: object });
  expect(outcomes).toMatchObject({ deferred: failed.length + (more ?? 0) });
  expect(runs.at(-1)?.ok).toBe(true);
  expect(runs.at(-1)?.result).toMatchObject({ Summary: { adopted: expect.any(Number) } });
}, 40_000);
