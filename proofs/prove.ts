/** `npm run test:proofs`: every proof, one after the other, each in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readArguments, UsageError } from '../scripts/arguments';
import { buildBundle, ROOT } from '../scripts/bundle';
import { bold } from '../scripts/terminal';
import { type Counts, countsOfExit, countsOfJest, sum } from './support/counts';
import { isQuiet } from './support/quiet';

const COMMAND = 'npm run test:proofs';

/** Proofs that are commands with options and documents of their own. */
const COMMANDS: readonly string[] = [
  'faults',
  'fleet',
  'fuzz',
  'model',
  'month',
  'operator-copy',
  'soak',
];

const HELP = `Usage: ${COMMAND} [-- name…]
       ${COMMAND} -- <command> [options]

Runs every proof, or those whose name contains one of the words. Seeds are fixed and no document is written.
With the name of a command, one of ${COMMANDS.join(', ')}, that command alone is run, with its own options
and defaults; \`${COMMAND} -- soak --help\` says which.
A proof that needs a quiet machine and has none is not counted as held: it is run once more after a pause, and is red
when the machine is still busy. Exit status 1 when a proof is red.`;

/** Long enough for what a busy machine is busy with to end; short enough to wait for. */
const PAUSE_MS = 20_000;

export interface Proof {
  readonly name: string;
  /** What Node is given. */
  readonly args: readonly string[];
  /** Where jest writes what became of each test; a command has its exit status alone. */
  readonly report?: string;
}

const command = (name: string, ...options: string[]): Proof => ({
  name: [name, ...options.filter((option) => !option.includes('/'))].join(' '),
  args: [join('scripts', 'run.mjs'), name, ...options],
});

const JEST = join('node_modules', 'jest', 'bin', 'jest.js');

function jestFile(file: string, folder: string): Proof {
  const report = join(folder, `${file.replaceAll('/', '-')}.json`);
  const options = ['--config', 'jest.proofs.cjs', '--runInBand', '--json', '--outputFile', report];
  return { name: file, args: [JEST, ...options, '--runTestsByPath', file], report };
}

function proofsIn(folder: string): Proof[] {
  const files = readdirSync(join(ROOT, 'proofs'), { recursive: true, encoding: 'utf8' })
    .map((file) => `proofs/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
  return [
    ...files.map((file) => jestFile(file, folder)),
    command('model', '--runs', '300', '--seeds', '1,2'),
    command('fuzz', '--requests', '20000', '--seed', '20180412'),
    command('soak', '--deliveries', '2000', '--rounds', '20', '--out', join(folder, 'soak.md')),
    command('fleet', '--count', '300'),
    command('month', '--nights', '2', '--count', '500'),
    command('operator-copy'),
  ];
}

async function run({ name, args, report }: Proof): Promise<Counts> {
  console.log(bold(`\nproof: ${name}`));
  const startedAt = performance.now();
  // A jest worker's tally is counted here, by its report.
  const env = { ...process.env, TEST_TALLY: '' };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 2, 2] });
  const [status] = await once(child, 'exit');
  const counts =
    report === undefined
      ? countsOfExit(status)
      : countsOfJest(read(report), status, status === 0 || (await isQuiet()));
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`proof: ${name}: ${wordOf(counts)} in ${seconds} s`);
  return counts;
}

const wordOf = ({ failed, busy }: Counts): string =>
  failed > 0 ? 'FAILS' : busy > 0 ? 'not run: the machine is busy' : 'holds';

function read(report: string): unknown {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    // It ended before it had anything to report, which is a failure.
    return {};
  }
}

/** At most twice: what finds a busy machine the second time, too, has failed. */
export async function prove(proof: Proof, pauseMs = PAUSE_MS): Promise<Counts> {
  const first = await run(proof);
  if (first.failed > 0 || first.busy === 0) return first;
  await sleep(pauseMs);
  const again = await run(proof);
  return { ...again, failed: again.failed + again.busy, busy: first.busy };
}

/** One command as somebody runs it by hand: at this very terminal, and its exit status is the answer. */
async function runAlone(name: string, args: readonly string[]): Promise<number> {
  const words = [join('scripts', 'run.mjs'), name, ...args];
  const child = spawn(process.execPath, words, { cwd: ROOT, stdio: 'inherit' });
  const [status] = await once(child, 'exit');
  return status ?? 1;
}

export async function main(args: string[]): Promise<number> {
  const [first = '', ...rest] = args;
  if (COMMANDS.includes(first)) return runAlone(first, rest);
  const options = { help: { type: 'boolean', default: false } } as const;
  const { values, positionals } = readArguments({ args, options, allowPositionals: true }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  await buildBundle();
  const folder = mkdtempSync(join(tmpdir(), 'proofs-'));
  try {
    const isAsked = ({ name }: Proof) =>
      positionals.length === 0 || positionals.some((word) => name.includes(word));
    const asked = proofsIn(folder).filter(isAsked);
    if (asked.length === 0) throw new UsageError(`no proof is named ${positionals.join(' or ')}`);
    const all: Counts[] = [];
    for (const proof of asked) all.push(await prove(proof));
    return report(asked, all);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function report(proofs: readonly Proof[], all: readonly Counts[]): number {
  const { passed, failed, ...rest } = sum(all);
  const skipped = rest.busy + rest.skipped;
  const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  console.log(`\nproofs: ${line}`);
  for (const [index, { name }] of proofs.entries())
    if ((all[index]?.failed ?? 0) > 0) console.log(`  FAILS  ${name}`);
  if (process.env.TEST_TALLY) appendFileSync(process.env.TEST_TALLY, `${line}\n`);
  return failed === 0 ? 0 : 1;
}
