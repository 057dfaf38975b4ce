// `npm run deploy`: installs, checks, shows the plan, asks, and carries it out; `npx serverless deploy` is what it wraps.
import { readArguments, UsageError } from './arguments';
import { deployLocally } from './local-deploy';
import { OWN_SERVICE } from './own-service';
import { runServerless } from './serverless';

const COMMAND = 'npm run deploy';

const HELP = `Usage: ${COMMAND} [-- options]

Deploys what backup.yml describes (without one: the demo, to a local cloud only). Credentials come from the environment
(TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY, TENCENTCLOUD_SESSION_TOKEN), secrets from there or from .env.

  --dry-run        show the plan and change nothing
  --yes            carry the plan out without asking
  --stage <s>      another stage than the file's
  --region <r>     another region than the file's
  --unset <name>   take a setting away that the cloud has and that is not set here; may be given several times
  --prune          delete the triggers too that somebody else has made
  --force          upload the code although it is the same
  --package <dir>  deploy the zip in that folder, as npm run release makes it, without building
  --any-endpoint   allow hosts that are not under tencentcloudapi.com
  --local          deploy to a cloud on this computer, and run what was deployed: its timer once, its URL once
    --once         then stop; exit status 0 when every backup was started
    --port <n>     port of the function's URL, default 9000; 0 for any free one
  --help           this text

Exit status: 0 it is as described, 1 it is not, 2 the command line is not right.`;

const boolean = { type: 'boolean', default: false } as const;
const OPTIONS = {
  'dry-run': boolean,
  yes: boolean,
  stage: { type: 'string' },
  region: { type: 'string' },
  unset: { type: 'string', multiple: true },
  prune: boolean,
  force: boolean,
  package: { type: 'string' },
  'any-endpoint': boolean,
  local: boolean,
  once: boolean,
  port: { type: 'string' },
  help: boolean,
} as const;

export async function main(args: string[], file = OWN_SERVICE): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { local, once, port, yes, 'dry-run': dryRun, help: _help, ...others } = values;
  if (local) return deployLocally(file, { once, port, command: `${COMMAND} -- --local` });
  if (once || port !== undefined) throw new UsageError('--once and --port go with --local');
  const asking = { ask: !(yes || dryRun), 'dry-run': dryRun };
  return runServerless(file, 'deploy', { ...others, ...asking });
}
