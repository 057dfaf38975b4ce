// `npm run test:proofs -- month`: a month of nights of a large fleet, in time made by hand. Seven seconds a night or so.
import { numberOf, readArguments } from '../scripts/arguments';
import { type Night, playNight } from './watch/month';

const COMMAND = 'npm run test:proofs -- month';

const HELP = `Usage: ${COMMAND} [options]

Plays the nights of a fleet with automatic backups between 02:00 and 08:00, and counts the runs that need somebody.

  --nights <n>    default 30
  --count <n>     instances, default 2000
  --hours <list>  when the run starts, default 4.5,8.5: within the window and behind it
  --help          this text

Exit status: 0 no run threw after its re-runs and none made two backups, 1 one did.`;

const OPTIONS = {
  nights: { type: 'string', default: '30' },
  count: { type: 'string', default: '2000' },
  hours: { type: 'string', default: '4.5,8.5' },
  help: { type: 'boolean', default: false },
} as const;

export async function main(args: string[]): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const nightCount = numberOf('--nights', values.nights);
  const count = numberOf('--count', values.count);
  let isGood = true;
  for (const hour of values.hours.split(',').map(Number)) {
    const nights: Night[] = [];
    for (let seed = 1; seed <= nightCount; seed += 1)
      nights.push(await playNight(count, hour, seed));
    isGood = report(hour, nights) && isGood;
  }
  return isGood ? 0 : 1;
}

function report(hour: number, nights: readonly Night[]): boolean {
  const sum = (count: (night: Night) => number) =>
    nights.reduce((total, night) => total + count(night), 0);
  const inTheEnd = sum(({ threwInTheEnd }) => Number(threwInTheEnd));
  const doubled = sum((night) => night.doubled);
  console.log(
    [
      `start at ${hour} h, ${nights.length} nights:`,
      `${sum(({ busy }) => busy)} busy instances, ${sum(({ faults }) => faults)} faults;`,
      `${sum(({ threw }) => Number(threw))} first runs threw, ${inTheEnd} after the re-runs;`,
      `${sum(({ missed }) => missed)} backups missing, ${doubled} made twice`,
    ].join(' '),
  );
  return inTheEnd === 0 && doubled === 0;
}
