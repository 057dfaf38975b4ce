// `npm run test:fleet`: a thousand instances on the local cloud, at the pace the API allows. Takes four minutes or so.
import type { Invocation } from '../emulator/scf/types';
import { readArguments } from '../scripts/arguments';
import { buildBundle } from '../scripts/bundle';
import { bold } from '../scripts/terminal';
import {
  type Figures,
  FLEET_REQUEST,
  figuresOf,
  fleetEvent,
  startFleet,
  startOtherClient,
} from './fleet/fleet';
import { isQuiet, NOT_QUIET } from './support/quiet';

const COMMAND = 'npm run test:fleet';

const HELP = `Usage: npm run test:fleet [-- options]

  --count <n>    how many instances, default 1000
  --help         this text

Exit status: 0 every proof holds, 1 one does not, 75 one that measures time does not while others use the machine.`;

const OPTIONS = {
  count: { type: 'string', default: '1000' },
  help: { type: 'boolean', default: false },
} as const;

const PACE = 18;
const MEMORY_MB = 128;

/** A check that measures time, directly or by the time limit of a run, holds only where nobody else is at work. */
type Check = readonly [what: string, holds: boolean, needs?: 'quiet'];
type Verdict = 'holds' | 'fails' | 'too slow';

export async function main(args: string[]): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  await buildBundle();
  const count = Number(values.count);
  const verdicts = [
    await alone(count),
    await alone(count, 'with leases'),
    await beside(count),
    await cut(count),
  ];
  if (verdicts.includes('fails')) return 1;
  if (!verdicts.includes('too slow')) return 0;
  return (await isQuiet()) ? 1 : NOT_QUIET;
}

/** A run takes as long as the pace says, and as much again. */
const enough = (count: number, share = 1): number =>
  Math.ceil((count / PACE / share) * 2_000) + 5_000;

async function alone(count: number, how?: 'with leases'): Promise<Verdict> {
  const lease = how !== undefined;
  const cloud = { taskMs: 20_000 };
  const fleet = await startFleet({ count, timeoutMs: enough(count), cloud, lease });
  try {
    const run = await fleet.host.invoke(fleetEvent(FLEET_REQUEST));
    const figures = figuresOf(fleet, [run]);
    return report(`${count} instances, alone${lease ? `, ${how}` : ''}`, [run], figures, [
      noneTwice(figures),
      ['every running one backed up exactly once', isOnce(figures, fleet.running.length), 'quiet'],
      ['no RequestLimitExceeded', figures.limited === 0, 'quiet'],
      ['at least 95 % of the pace', figures.perSecond >= 0.95 * PACE, 'quiet'],
      ['never over 20 in a second', figures.mostInASecond <= 20, 'quiet'],
      [`under ${MEMORY_MB} MB`, figures.peakMb < MEMORY_MB],
      ['returns', run.ok, 'quiet'],
    ]);
  } finally {
    await fleet.close();
  }
}

async function beside(count: number): Promise<Verdict> {
  const fleet = await startFleet({
    count,
    timeoutMs: enough(count, 0.4),
    cloud: { taskMs: 20_000 },
  });
  const stop = startOtherClient(fleet, 10);
  try {
    const run = await fleet.host.invoke(fleetEvent(FLEET_REQUEST));
    const figures = figuresOf(fleet, [run]);
    return report(`${count} instances, another client takes half the limit`, [run], figures, [
      noneTwice(figures),
      ['none lost', isOnce(figures, fleet.running.length), 'quiet'],
      ['returns', run.ok, 'quiet'],
    ]);
  } finally {
    await stop();
    await fleet.close();
  }
}

async function cut(count: number): Promise<Verdict> {
  // Two runs and a half; the last second and a half of each is for reading back what was sent.
  const timeoutMs = Math.ceil((count / PACE / 2.4) * 1_000) + 2_000;
  const fleet = await startFleet({
    count,
    timeoutMs,
    retryDelayMs: 1_000,
    cloud: { taskMs: 5_000 },
  });
  try {
    const runs = await fleet.host.invokeAsync(fleetEvent(FLEET_REQUEST));
    const figures = figuresOf(fleet, runs);
    const last = runs.at(-1);
    return report(`${count} instances, cut after ${timeoutMs} ms, run again twice`, runs, figures, [
      noneTwice(figures),
      ['every one exactly once over the runs', isOnce(figures, fleet.running.length), 'quiet'],
      ['the first run throws', runs[0]?.thrown !== undefined],
      ['the last returns', last?.ok === true, 'quiet'],
    ]);
  } finally {
    await fleet.close();
  }
}

const noneTwice = ({ made: [, , more] }: Figures): Check => ['none twice', more === 0];

const isOnce = ({ made: [none, one, more] }: Figures, running: number): boolean =>
  none === 0 && more === 0 && one === running;

function report(
  title: string,
  runs: readonly Invocation[],
  figures: Figures,
  checks: readonly Check[],
): Verdict {
  const { writes, reads, limited, perSecond, mostInASecond, savedCalls, peakMb } = figures;
  const seconds = runs.map(({ durationMs }) => (durationMs / 1_000).toFixed(1)).join(' + ');
  console.log(`\n${bold(title)}`);
  console.log(`  ${seconds} s; ${writes} writes, ${reads} reads, ${savedCalls} calls saved`);
  console.log(
    `  ${perSecond.toFixed(2)} writes a second, at most ${mostInASecond} in any; ${limited} over the limit`,
  );
  console.log(`  peak memory ${peakMb.toFixed(0)} MB`);
  for (const [what, holds] of checks) console.log(`  ${holds ? 'holds' : 'FAILS'}  ${what}`);
  const failing = checks.filter(([, holds]) => !holds);
  if (failing.length === 0) return 'holds';
  return failing.every(([, , needs]) => needs === 'quiet') ? 'too slow' : 'fails';
}
