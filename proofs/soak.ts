/** `npm run test:proofs -- soak`: thousands of deliveries with faults and redeliveries by chance, then two processes at once; with --write docs/soak.md. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { numberOf, readArguments } from '../scripts/arguments';
import { BUNDLE, buildBundle, ROOT } from '../scripts/bundle';
import { pageFile, WRITE } from '../scripts/document';
import { table } from '../scripts/markdown';
import { duplicatesOf, gapOf, type Round, race } from './once/race';
import { SCALE } from './once/scaled';
import { type Figures, soak } from './once/soak';
import { isQuiet, NOT_QUIET } from './support/quiet';

const HELP = `Usage: npm run test:proofs -- soak [options]

Plays deliveries with random faults, deaths and redeliveries against the local Redis API, in this process and over
loopback, and holds each answer against the truth. Then two processes get the same delivery at once.
Exit status 1 when there was a backup too many, an untrue answer, or a socket or timer left over; 75 when others use the
machine so much that a look and a write took longer than the longest backup of the race.

  --deliveries <n>  default 10000; about three minutes
  --rounds <n>      of two processes at once, for each length of a backup, default 100
  --seed <n>        of faults and redeliveries, default 1
  --write           write docs/soak.md
  --out <file>      write that file
  --help            this text`;

const OPTIONS = {
  deliveries: { type: 'string', default: '10000' },
  rounds: { type: 'string', default: '100' },
  seed: { type: 'string', default: '1' },
  write: WRITE,
  out: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** How long the API holds an instance for one backup, in milliseconds: the last is far above the gap. */
const LONGEST_MS = 1_500;
const TASKS_MS = [1, 5, 20, 50, LONGEST_MS];

interface Race {
  readonly taskMs: number;
  readonly rounds: readonly Round[];
}

export async function main(args: string[]): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, 'npm run test:proofs -- soak');
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const options = {
    deliveries: numberOf('--deliveries', values.deliveries),
    seed: numberOf('--seed', values.seed),
  };
  const figures = await soak(options);
  const { file } = await buildBundle();
  const races = await raceAll(file, numberOf('--rounds', values.rounds));
  const page = pageOf(figures, races, options.seed);
  console.log(page);
  for (const text of [...figures.duplicates, ...figures.lies]) console.error(text);
  const out = pageFile(values, join(ROOT, 'docs', 'soak.md'));
  if (out !== undefined) {
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, page);
  }
  if (!isClean(figures)) return 1;
  if (isRaceClean(races)) return 0;
  return longestGap(races) < LONGEST_MS || (await isQuiet()) ? 1 : NOT_QUIET;
}

async function raceAll(file: string, rounds: number): Promise<Race[]> {
  if (file !== BUNDLE) throw new Error(`the race runs ${BUNDLE}`);
  const races: Race[] = [];
  for (const taskMs of TASKS_MS) races.push({ taskMs, rounds: await race({ rounds, taskMs }) });
  return races;
}

const isClean = ({ duplicates, lies, left }: Figures): boolean =>
  duplicates.length + lies.length + left.length === 0;

/** A backup that ends within the gap may be made twice: that is the window, and only shown. */
const isRaceClean = (races: readonly Race[]): boolean =>
  duplicatesOf(races.at(-1)?.rounds ?? []) === 0;

/** On a machine so busy that even the longest backup ends within the gap, the race shows nothing. */
const longestGap = (races: readonly Race[]): number => gapOf(races.at(-1)?.rounds ?? [], 1);

const counts = (of: Readonly<Record<string, number>>): string =>
  Object.entries(of)
    .map(([name, count]) => `${name} ${count}`)
    .join(' · ');

function pageOf(figures: Figures, races: readonly Race[], seed: number): string {
  const { deliveries, runs, backups, writes, calls, durationMs } = figures;
  const rows = [
    ['deliveries', String(deliveries)],
    ['runs (an event, delivered one to four times)', String(runs)],
    ['calls of the API', String(calls)],
    ['writes that reached it', String(writes)],
    ['backups started', String(backups)],
    ['**backups too many**', `**${figures.duplicates.length}**`],
    ['**untrue answers**', `**${figures.lies.length}**`],
    ['**sockets and timers left over**', `**${figures.left.length}**`],
    ['duration', `${Math.round(durationMs / 1000)} s`],
  ];
  const raceRows = races.map(({ taskMs, rounds }) => [
    `${taskMs} ms`,
    String(rounds.length),
    String(duplicatesOf(rounds)),
    ...[0.5, 0.9, 1].map((share) => `${gapOf(rounds, share)} ms`),
  ]);
  return `# Soak

Made by \`npm run test:proofs -- soak\` on ${new Date().toISOString().slice(0, 10)}, seed ${seed}.

Events of every kind (timer, direct, HTTP with and without a key) are delivered one to four times, together, close to one
another or when the backup has ended; functions with limits of 3, 15, 30 and 75 s, some of which die in the middle of a call;
half of the writes meet a fault or an error code and are executed or not, some of them seconds late; lists fail once or
many times, have one page or two; instances are locked by others; backups fail or are deleted. The real SDK over HTTP to
the local Redis API, in one process, every duration divided by ${SCALE}; a backup takes 21 s (the figures here are not divided).

${table(['', ''], rows)}

Endings: ${counts(figures.outcomes)}.

What the writes met: ${counts(figures.troubles)}.

## Two processes, one delivery

Two processes of the built function get the same timer event at the same time. The gap is from the first look of either to
the last write of either, as they reach the API; nothing is scaled. A backup that takes less than the gap can be made
twice: the lock that would have refused the second write is gone by then. Published backups took 21 s and longer.

${table(['a backup takes', 'rounds', 'made twice', 'gap, median', '90 %', 'longest'], raceRows)}
`;
}
