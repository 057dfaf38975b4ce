// `npm run policy`: what CAM has to allow the function, for this configuration and no more; as JSON on stdout.
import { readService } from '../emulator/scf/service';
import type { FunctionDescription } from '../emulator/scf/types';
import { type Config, loadConfig } from '../src/config';
import { ALL_REGIONS } from '../src/request/selector';
import { listRegions } from '../src/request/targets';
import { readArguments, UsageError } from './arguments';
import { leaseStatements } from './cloud/lease';
import { requestsOf } from './cloud/targets';
import { OWN_SERVICE } from './own-service';

const COMMAND = 'npm run --silent policy';

const HELP = `Usage: ${COMMAND} [-- role|trust] [options]

Prints a CAM policy as JSON:
  role           what the function's role may do (the default)
  trust          who may take the role: SCF alone

  --uin <n>      account the instances belong to; without it, the account the policy is created in
  --stage <s>    stage, as for npx serverless deploy
  --region <r>   region, as for npx serverless deploy
  --help         this text`;

const OPTIONS = {
  uin: { type: 'string' },
  stage: { type: 'string' },
  region: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** Documented as taking a resource (https://cloud.tencent.com/document/product/239/38701). */
const ON_INSTANCES = ['ManualBackupInstance', 'DescribeInstanceBackups', 'DescribeTaskList'];

/**
 * For selectors, coverage and `Wait`; DescribeProductInfo, of which no instance is the resource, for `"Regions": "all"`. DescribeTaskInfo is on both lists of that page, of actions that take a resource and
 * of those that don't; what DescribeInstances does with a limited one is not documented.
 */
const ON_ALL = ['DescribeInstances', 'DescribeTaskInfo', 'DescribeProductInfo'];

/** Every action the function calls; none of them deletes or restores anything. */
export const ACTIONS: readonly string[] = [...ON_INSTANCES, ...ON_ALL];

const allow = (actions: readonly string[], resource: readonly string[]) => ({
  effect: 'allow',
  action: actions.map((action) => `redis:${action}`),
  resource,
});

export interface Policy {
  readonly version: '2.0';
  readonly statement: readonly object[];
}

export async function main(args: string[], file = OWN_SERVICE): Promise<number> {
  const { values, positionals } = readArguments(
    { args, options: OPTIONS, allowPositionals: true },
    COMMAND,
  );
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { uin = '', stage, region } = values;
  if (!/^\d*$/.test(uin)) throw new UsageError('--uin is a number, the id of the main account');
  const [which = 'role', ...more] = positionals;
  if (!['role', 'trust'].includes(which) || more.length > 0)
    throw new UsageError(`give role or trust. See: ${COMMAND} -- --help`);
  const description = readService(file, { opt: { stage, region } });
  const policy = which === 'trust' ? TRUST : rolePolicy(description, configOf(description), uin);
  console.log(JSON.stringify(policy, null, 2));
  return 0;
}

/** An empty segment of a resource is any region. */
const EVERY_REGION = '';

/** https://cloud.tencent.com/document/product/598/19421 */
export const TRUST: Policy = {
  version: '2.0',
  statement: [
    {
      effect: 'allow',
      action: ['name/sts:AssumeRole'],
      principal: { service: ['scf.qcloud.com'] },
    },
  ],
};

/**
 * Resources by region, account and instance: ALLOWED_INSTANCES in ALLOWED_REGIONS, or without that setting in the
 * function's region and those its timers name, or every region when one of them asks for all. https://cloud.tencent.com/document/product/598/10606
 */
export function rolePolicy(description: FunctionDescription, config: Config, uin: string): Policy {
  const requests = requestsOf(description, config).map(({ request }) => request);
  const named = requests.flatMap((request) => listRegions(request));
  const wantsAll = requests.some(({ Selector }) => Selector?.Regions === ALL_REGIONS);
  const home = config.BACKUP_REGION ?? description.region;
  const regions =
    config.ALLOWED_REGIONS.length > 0
      ? config.ALLOWED_REGIONS
      : new Set(wantsAll ? [EVERY_REGION] : [home, ...named]);
  const account = uin === '' ? '' : `uin/${uin}`;
  const resource = [...regions].flatMap((region) =>
    config.ALLOWED_INSTANCES.map((id) => `qcs::redis:${region}:${account}:instance/${id}`),
  );
  const statement = [
    allow(ON_INSTANCES, resource),
    allow(ON_ALL, ['*']),
    ...leaseStatements(config),
  ];
  return { version: '2.0', statement };
}

/** @throws {Error} naming each bad setting */
function configOf({ environment }: FunctionDescription): Config {
  const config = loadConfig(environment);
  if (config.ok) return config.value;
  throw new Error(config.issues.map(({ path, message }) => `${path} ${message}`).join('\n'));
}
