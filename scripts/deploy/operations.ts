// What the four commands do, step by step; plugin.ts connects them to the framework.
import { findCredential } from '../../src/tencent/credentials';
import { kilobytes } from '../size-limit';
import { ScfApi } from './api';
import { apply } from './apply';
import { isSameTrigger } from './changes';
import { type Facts, factsOf } from './checks/facts';
import { desiredOf } from './desired';
import { scfEndpoint } from './endpoint';
import { infoLines } from './info';
import { makePackage, type Package } from './package';
import { type PlanOptions, plan } from './plan';
import { preflight } from './preflight';
import type { Source } from './source';
import { planLines, triggerText } from './words';

export type Print = (line: string) => void;

/** The checks alone. @throws {Error} with every problem */
export function check(source: Source, print: Print): Facts {
  const facts = factsOf(source.service, source.env.DEPLOY_API_ENDPOINT ?? '', new Date());
  preflight(facts, print);
  return facts;
}

/** Checks, builds and zips. */
export async function pack(source: Source, folder: string, print: Print): Promise<Package> {
  const { fn } = check(source, print);
  const made = await makePackage(folder, source.name, fn.handler);
  print(`package: ${made.file}, ${kilobytes(made.bytes.length)}, sha256 ${made.sha256}`);
  return made;
}

/** Plans, prints the plan, and unless this is a dry run makes it so. */
export async function deploy(
  source: Source,
  made: Package,
  options: PlanOptions & { readonly dryRun: boolean },
  print: Print,
): Promise<void> {
  const desired = desiredOf(source.service, made.sha256);
  const api = openApi(source);
  const { refusal, ...planned } = plan(desired, await api.actual(desired.place), options);
  if (refusal !== undefined) throw new Error(refusal);
  for (const line of planLines(planned, desired, api.host)) print(line);
  if (options.dryRun) {
    print('dry run: nothing was changed');
    return;
  }
  if (planned.steps.length === 0) return;
  await apply(planned.steps, desired, made.bytes.toString('base64'), api, print);
  await info(source, print);
}

/** @throws {Error} when the function is not deployed */
export async function info(source: Source, print: Print): Promise<void> {
  const desired = desiredOf(source.service, '');
  const actual = await openApi(source).actual(desired.place);
  if (actual === undefined)
    throw new Error(
      `${desired.place.FunctionName} is not deployed in ${desired.region}: npx serverless deploy does that`,
    );
  for (const line of infoLines(desired, actual, new Date())) print(line);
}

/** Deletes the function with its triggers; backups stay, they are the instances'. */
export async function remove(source: Source, prune: boolean, print: Print): Promise<void> {
  const { place, region, triggers } = desiredOf(source.service, '');
  const api = openApi(source);
  const actual = await api.actual(place);
  if (actual === undefined) {
    print(`${place.FunctionName} is not deployed in ${region}: nothing to remove`);
    return;
  }
  const undeclared = actual.triggers.filter(
    (one) => !triggers.some((wanted) => isSameTrigger(wanted, one)),
  );
  if (undeclared.length > 0 && !prune)
    throw new Error(
      `${place.FunctionName} has triggers that are not in serverless.yml and would go with it: ` +
        `${undeclared.map(triggerText).join(', ')}. Remove them all with npx serverless remove --prune`,
    );
  await api.write({ action: 'DeleteFunction', params: { ...place } });
  print(`removed: ${place.FunctionName} in ${region}; every backup it made stays`);
}

/** @throws {Error} when there are no credentials, or no endpoint */
function openApi({ service, env }: Source): ScfApi {
  const { config } = factsOf(service, '', new Date());
  if (!config.ok) throw new Error(`run npx serverless package: the settings are not right`);
  const credential = findCredential(undefined, env);
  if (credential === undefined)
    throw new Error(
      'no credentials: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, and for temporary ones TENCENTCLOUD_SESSION_TOKEN',
    );
  const { region } = service.provider;
  const { REDIS_API_ENDPOINT: redis } = config.value;
  return new ScfApi({
    region,
    credential,
    endpoint: scfEndpoint(env.DEPLOY_API_ENDPOINT ?? '', region, redis),
  });
}
