// `npm run remove`: deletes the function and its triggers; every backup stays.
import { readArguments } from './arguments';
import { OWN_SERVICE } from './own-service';
import { runServerless } from './serverless';

const COMMAND = 'npm run remove';

const HELP = `Usage: ${COMMAND} [-- options]

Deletes the function and the triggers that a deploy has made. Every backup stays until it expires.

  --yes          without asking
  --stage <s>    another stage than the file's
  --region <r>   another region than the file's
  --prune        also when it has triggers that somebody else has made
  --help         this text

Exit status: 0 it is gone, 1 it is not, 2 the command line is not right.`;

const boolean = { type: 'boolean', default: false } as const;
const OPTIONS = {
  yes: boolean,
  stage: { type: 'string' },
  region: { type: 'string' },
  prune: boolean,
  help: boolean,
} as const;

export async function main(args: string[], file = OWN_SERVICE): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  const { help, yes, ...others } = values;
  if (!help) return runServerless(file, 'remove', { ...others, ask: !yes });
  console.log(HELP);
  return 0;
}
