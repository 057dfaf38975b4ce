/** `npm run test:proofs -- model`: any order of deliveries, deaths, faults and locks on a simulated cloud; prints what it has searched. */
import { numberOf, readArguments } from '../scripts/arguments';
import { ALL_SEARCHES, runsOf, SEARCH_NAMES, searchModel } from './once/model';

const HELP = `Usage: npm run test:proofs -- model [options]

Delivers, redelivers, kills, stalls, throttles, locks and expires in any order on a simulated clock, and holds every
answer against the truth. Exit status 1, with the shortest order of events that breaks a promise, when one does.

  --runs <n>      orders of events for each search and seed, a tenth of them for fleets; default MODEL_RUNS, else 2000
  --seeds <a,b>   default 1,2
  --only <text>   the searches whose name contains it
  --help          this text`;

const OPTIONS = {
  runs: { type: 'string', default: process.env.MODEL_RUNS ?? '2000' },
  seeds: { type: 'string', default: '1,2' },
  only: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const namesOf = (only: string | undefined) =>
  only === undefined ? SEARCH_NAMES : ALL_SEARCHES.filter((name) => name.includes(only));

export async function main(args: string[]): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, 'npm run test:proofs -- model');
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const runs = numberOf('--runs', values.runs);
  for (const seed of values.seeds.split(',').map((text) => numberOf('--seeds', text)))
    for (const name of namesOf(values.only)) {
      await searchModel(name, runs, seed);
      console.log(`holds  ${runsOf(name, runs)} runs, seed ${seed}: ${name}`);
    }
  return 0;
}
