import fc from '../support/property';
import { createDoorFuzzer } from './door-fuzzer';
import { doorArb } from './doors';

// `npm run test:proofs -- fuzz` does the same a hundred thousand times and more.
test('no event of any source makes what the settings forbid, or ends badly in silence', async () => {
  const { tally, check } = createDoorFuzzer();
  await fc.assert(fc.asyncProperty(doorArb, check), { numRuns: 2000 });
  // The events are not all of one kind.
  expect(tally.thrown).toBeGreaterThan(300);
  expect(tally.written).toBeGreaterThan(300);
  expect(tally.adopted).toBeGreaterThan(50);
}, 120_000);
