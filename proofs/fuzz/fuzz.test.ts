import fc from '../support/property';
import { caseArb } from './cases';
import { documentedArb } from './documented';
import { createFuzzer } from './fuzz';

// `npm run test:proofs -- fuzz` does the same a hundred thousand times and more.
test('no request makes the webhook throw, answer a stranger differently, or give a secret away', async () => {
  const { tally, check } = createFuzzer();
  await fc.assert(fc.asyncProperty(caseArb, check), { numRuns: 2000 });
  // The requests are not all of one kind: every answer a webhook gives by itself is among them.
  for (const status of [200, 202, 207, 400, 401, 403, 404, 405, 413, 415])
    expect([...tally.statuses.keys()]).toContain(status);
  expect(tally.strangers).toBeGreaterThan(500);
}, 60_000);

// Each answer is held to the document as well: test/support/openapi.ts.
test('ten thousand requests of the OpenAPI document are answered as it says', async () => {
  const { tally, check } = createFuzzer();
  await fc.assert(fc.asyncProperty(documentedArb, check), { numRuns: 10_000, seed: 20180412 });
  for (const status of [200, 202, 207, 400, 401, 403, 503])
    expect([...tally.statuses.keys()]).toContain(status);
  expect(tally.strangers).toBeGreaterThan(2_500);
}, 300_000);
