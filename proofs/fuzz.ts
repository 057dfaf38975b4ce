// `npm run test:proofs -- fuzz`: random requests at the webhook, many; what must hold is in proofs/fuzz/fuzz.ts.
import fc from 'fast-check';
import { readArguments, UsageError } from '../scripts/arguments';
import { caseArb } from './fuzz/cases';
import { createDoorFuzzer } from './fuzz/door-fuzzer';
import { doorArb } from './fuzz/doors';
import { createFuzzer } from './fuzz/fuzz';

const COMMAND = 'npm run test:proofs -- fuzz';
const MOST_SECONDS = 1_800;

const HELP = `Usage: npm run test:proofs -- fuzz [options]

Sends random events of every source and random requests to the webhook, in this process and with a fake API, and stops
at the first that makes a call the settings forbid, ends badly in silence, makes the webhook throw, is answered otherwise
than another stranger's, or gives a secret away.

  --requests <n>   how many of each, default 100000
  --seed <n>       the same requests again; a failure prints its seed
  --help           this text`;

const OPTIONS = {
  requests: { type: 'string', default: '100000' },
  seed: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

function numberOf(option: string, text: string): number {
  if (/^-?\d{1,10}$/.test(text)) return Number(text);
  throw new UsageError(`${option} ${text} is not a whole number`);
}

export async function main(args: string[]): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const numRuns = numberOf('--requests', values.requests);
  const seed = values.seed === undefined ? Date.now() : numberOf('--seed', values.seed);
  const options = {
    numRuns,
    seed,
    interruptAfterTimeLimit: MOST_SECONDS * 1000,
    markInterruptAsFailure: true,
  };
  await playDoors(options);
  const { tally, check } = createFuzzer();
  const startedAt = performance.now();
  await fc.assert(fc.asyncProperty(caseArb, check), options);
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`fuzz: ${numRuns} requests in ${seconds.toFixed(1)} s, seed ${seed}`);
  for (const [status, count] of [...tally.statuses].sort(([a], [b]) => a - b))
    console.log(`  ${status}  ${String(count).padStart(7)}`);
  console.log(`  ${tally.strangers} of them from unknown callers, all answered alike`);
  return 0;
}

/** Events of every source, each once more beside backups that somebody has planted for it. */
async function playDoors(options: { readonly numRuns: number; readonly seed: number }) {
  const { tally, check } = createDoorFuzzer();
  const startedAt = performance.now();
  await fc.assert(fc.asyncProperty(doorArb, check), options);
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `doors: ${tally.events} events, each twice, in ${seconds.toFixed(1)} s, seed ${options.seed}: ` +
      `${tally.thrown} threw, ${tally.written} backups, ${tally.adopted} adopted`,
  );
}
