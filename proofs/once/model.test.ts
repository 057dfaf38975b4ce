// A short model search by the very command, and that it can fail.
import { main as model } from '../model';
import { run } from '../support/console';
import { runsOf, SEARCH_NAMES, searchModel } from './model';

const FIXED_SEED = 20180412;

test.each(SEARCH_NAMES)('deliveries %s', (name) => searchModel(name, 100, FIXED_SEED), 600_000);

test('the command names each search, its runs and its seed', async () => {
  const { status, output } = await run(model, '--runs', '3', '--seeds', '5,6');
  expect(output.split('\n')).toEqual(
    [5, 6].flatMap((seed) =>
      SEARCH_NAMES.map((name) => `holds  ${runsOf(name, 3)} runs, seed ${seed}: ${name}`),
    ),
  );
  expect(status).toBe(0);
}, 60_000);

test.each([
  ['--runs many', /^--runs many is not a number/],
  ['--seeds 1,x', /^--seeds x is not a number/],
  ['--sed 1', /See: npm run test:proofs -- model --help/],
])('%s is refused', async (words, message) => {
  const { status, output } = await run(model, ...words.split(' '));
  expect(output).toMatch(message);
  expect(status).toBe(2);
});
