// `npm run policy`: what CAM has to allow the function, for this configuration and no more; as JSON on stdout.
import { readService } from '../emulator/scf/service';
import type { FunctionDescription } from '../emulator/scf/types';
import { type Config, loadConfig } from '../src/config';
import { ALL_REGIONS } from '../src/request/selector';
import { hasSelector, listRegions, type Targets } from '../src/request/targets';
import { readArguments, UsageError } from './arguments';
import { leaseStatements } from './cloud/lease';
import { requestsOf } from './cloud/targets';
import { OWN_SERVICE } from './own-service';

const COMMAND = 'npm run --silent policy';

const HELP = `Usage: ${COMMAND} [-- role|trust|deployer] [options]

Prints a CAM policy as JSON, for what backup.yml describes and no more:
  role           what the function's role may do (the default)
  trust          who may take the role: SCF alone
  deployer       what whoever deploys may do: this one function, and giving it its role; needs --uin

  --all          the role's for whatever a request can ask: for direct callers and chained triggers that select
  --uin <n>      account the instances belong to; without it, the account the policy is created in
  --stage <s>    stage, as for npm run deploy
  --region <r>   region, as for npm run deploy
  --help         this text`;

const OPTIONS = {
  all: { type: 'boolean', default: false },
  uin: { type: 'string' },
  stage: { type: 'string' },
  region: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** Documented as taking a resource (https://cloud.tencent.com/document/product/239/38701). */
const ON_INSTANCES = ['ManualBackupInstance', 'DescribeInstanceBackups', 'DescribeTaskList'];

/** How a task is doing: after a write of this process, and for `Wait`. By its page it takes no resource, or may. */
const ON_TASKS = ['DescribeTaskInfo'];

/** For selectors and coverage; what it does with a limited resource is not documented. */
const ON_FLEETS = ['DescribeInstances'];

/** For `"Regions": "all"`. */
const ON_REGIONS = ['DescribeProductInfo'];

/** Every action the function calls; none of them deletes or restores anything. */
export const ACTIONS: readonly string[] = [
  ...ON_INSTANCES,
  ...ON_TASKS,
  ...ON_FLEETS,
  ...ON_REGIONS,
];

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
  if (!(which in PRINTED) || more.length > 0)
    throw new UsageError(`give role, trust or deployer. See: ${COMMAND} -- --help`);
  const description = readService(file, { opt: { stage, region } });
  const policy = PRINTED[which as keyof typeof PRINTED](description, uin, values.all);
  console.log(JSON.stringify(policy, null, 2));
  return 0;
}

const PRINTED = {
  role: (description: FunctionDescription, uin: string, all: boolean) =>
    rolePolicy(description, configOf(description), uin, all),
  trust: () => TRUST,
  deployer: (description: FunctionDescription, uin: string) => deployerPolicy(description, uin),
};

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

/** What a configuration makes the function call: without a webhook, only what its timers ask. */
export function actionsFor(description: FunctionDescription, config: Config): string[] {
  const requests = requestsOf(description, config).map(({ request }) => request);
  const selects = requests.some((request) => hasSelector(request) || 'query' in request);
  const anybody = description.url !== undefined;
  return [
    ...ON_INSTANCES,
    ...ON_TASKS,
    ...(selects || anybody ? ON_FLEETS : []),
    ...(anybody || requests.some(wantsAllRegions) ? ON_REGIONS : []),
  ];
}

const wantsAllRegions = ({ Selector }: Targets): boolean => Selector?.Regions === ALL_REGIONS;

/** An empty segment of a resource is any region. */
const EVERY_REGION = '';

/**
 * Resources by region, account and instance: ALLOWED_INSTANCES in ALLOWED_REGIONS, or without that setting in the
 * function's region and those its timers name. A pattern becomes every instance: that CAM matches the beginning of an id
 * is documented for COS alone. https://cloud.tencent.com/document/product/598/10606
 */
export function rolePolicy(
  description: FunctionDescription,
  config: Config,
  uin: string,
  all = false,
): Policy {
  const requests = requestsOf(description, config).map(({ request }) => request);
  const named = requests.flatMap((request) => listRegions(request));
  const home = config.BACKUP_REGION ?? description.region;
  const regions =
    config.ALLOWED_REGIONS.length > 0
      ? config.ALLOWED_REGIONS
      : new Set(requests.some(wantsAllRegions) ? [EVERY_REGION] : [home, ...named]);
  const account = uin === '' ? '' : `uin/${uin}`;
  const ids = config.ALLOWED_INSTANCES.some((id) => id.includes('*'))
    ? ['*']
    : config.ALLOWED_INSTANCES;
  const resource = [...regions].flatMap((region) =>
    ids.map((id) => `qcs::redis:${region}:${account}:instance/${id}`),
  );
  const actions = all ? ACTIONS : actionsFor(description, config);
  const others = actions.filter((action) => !ON_INSTANCES.includes(action));
  const statement = [
    allow(ON_INSTANCES, resource),
    allow(others, ['*']),
    ...leaseStatements(config),
  ];
  return { version: '2.0', statement };
}

/** Older pages of CAM name the writes UpdateFunction and SetTrigger, newer ones by the API's actions. */
const ON_FUNCTION = [
  ...['GetFunction', 'ListTriggers', 'GetFunctionEventInvokeConfig'],
  ...['GetReservedConcurrencyConfig', 'CreateFunction', 'DeleteFunction', 'UpdateFunction'],
  ...['UpdateFunctionCode', 'UpdateFunctionConfiguration', 'UpdateFunctionEventInvokeConfig'],
  ...[
    'PutReservedConcurrencyConfig',
    'DeleteReservedConcurrencyConfig',
    'InvokeFunction',
    'Invoke',
  ],
  ...['CreateTrigger', 'UpdateTrigger', 'DeleteTrigger', 'SetTrigger'],
];

/** https://cloud.tencent.com/document/product/583/47934 */
function deployerPolicy(description: FunctionDescription, uin: string): Policy {
  if (uin === '') throw new UsageError('deployer needs --uin, the id of the main account');
  const { region, namespace, name, role } = description;
  const fn = `qcs::scf:${region}:uin/${uin}:namespace/${namespace}/function/${name}`;
  const may = (action: readonly string[], resource: string) => ({
    effect: 'allow',
    action,
    resource: [resource],
  });
  return {
    version: '2.0',
    statement: [
      may(
        ON_FUNCTION.map((action) => `scf:${action}`),
        fn,
      ),
      may(['scf:ListFunctions'], '*'),
      may(['cam:PassRole'], `qcs::cam::uin/${uin}:roleName/${role ?? ''}`),
    ],
  };
}

/** @throws {Error} naming each bad setting */
function configOf({ environment }: FunctionDescription): Config {
  const config = loadConfig(environment);
  if (config.ok) return config.value;
  throw new Error(config.issues.map(({ path, message }) => `${path} ${message}`).join('\n'));
}
