// `npm run check:cloud`: whether the cloud is as backup.yml expects it. Reads only; the real cloud or a local one.
import { dirname } from 'node:path';
import { readService } from '../emulator/scf/service';
import { readArguments } from './arguments';
import { checkCloud } from './cloud/check';
import { tableLines } from './cloud/row';
import { withEnvFile } from './env-file';
import { OWN_SERVICE } from './own-service';

const COMMAND = 'npm run check:cloud';

const HELP = `Usage: ${COMMAND} [-- options]

Reads the Redis API, and the function where that is allowed, with the credentials of the environment (TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY,
TENCENTCLOUD_SESSION_TOKEN) and says whether what backup.yml asks for can work. Changes nothing.

  --json         the rows as JSON, for machines
  --stage <s>    stage, as for npm run deploy
  --region <r>   region, as for npm run deploy
  --help         this text

Exit status: 0 nothing failed (warnings may be there), 1 something did, 2 the command line is not right.`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  stage: { type: 'string' },
  region: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export async function main(args: string[], file = OWN_SERVICE): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { stage, region, json } = values;
  const env = withEnvFile(dirname(file), process.env);
  const description = readService(file, { env, opt: { stage, region } });
  const rows = await checkCloud(description, env, Date.now());
  console.log(json ? JSON.stringify(rows, null, 2) : tableLines(rows).join('\n'));
  return rows.some(({ result }) => result === 'failed') ? 1 : 0;
}
