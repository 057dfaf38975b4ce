// `npm run info`: the function as it is in the cloud.
import { readArguments } from './arguments';
import { OWN_SERVICE } from './own-service';
import { runServerless } from './serverless';

const COMMAND = 'npm run info';

const HELP = `Usage: ${COMMAND} [-- options]

Shows the deployed function: status, code, variables by name, how many run at once, triggers with their next time, URL.

  --stage <s>    another stage than the file's
  --region <r>   another region than the file's
  --help         this text

Exit status: 0 it is there, 1 it is not, 2 the command line is not right.`;

const OPTIONS = {
  stage: { type: 'string' },
  region: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export async function main(args: string[], file = OWN_SERVICE): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  const { help, ...others } = values;
  if (!help) return runServerless(file, 'info', others);
  console.log(HELP);
  return 0;
}
