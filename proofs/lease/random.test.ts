// Ten thousand random deliveries with leases: no run has a second backup outside a take-over, except for a write that the API
// itself executes twice.
import { emptyTally, playScene } from './random';

const DELIVERIES = 10_000;

test(`${DELIVERIES} deliveries`, async () => {
  const tally = emptyTally();
  for (let seed = 1; tally.deliveries < DELIVERIES; seed += 1) await playScene(seed, tally);
  console.info(JSON.stringify({ ...tally, wrong: tally.wrong.length }));
  expect(tally.wrong).toEqual([]);
  expect(tally.takeOvers).toBeGreaterThan(0);
}, 900_000);
