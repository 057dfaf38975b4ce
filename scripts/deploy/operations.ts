// What the four commands do, step by step; plugin.ts connects them to the framework.
import { findCredential } from '../../src/tencent/credentials';
import { kilobytes } from '../size-limit';
import { ScfApi } from './api';
import { apply } from './apply';
import { isSameTrigger } from './changes';
import { type Facts, factsOf } from './checks/facts';
import { desiredOf, functionOf } from './desired';
import { scfEndpoint } from './endpoint';
import { ApiFailure, messageOf } from './failure';
import { infoLines } from './info';
import type { Desired } from './model';
import { overlapText } from './overlap';
import { makePackage, type Package } from './package';
import { type PlanOptions, plan } from './plan';
import { preflight } from './preflight';
import type { Source } from './source';
import { planLines, triggerText } from './words';

export type Print = (line: string) => void;

/** The checks alone. @throws {Error} with every problem */
export function check(source: Source, print: Print, anyEndpoint = false): Facts {
  const { service, env } = source;
  const facts = factsOf(service, env.DEPLOY_API_ENDPOINT ?? '', new Date(), anyEndpoint);
  preflight(facts, print);
  return facts;
}

/** Checks, builds and zips. */
export async function pack(
  source: Source,
  folder: string,
  print: Print,
  anyEndpoint = false,
): Promise<Package> {
  const { fn } = check(source, print, anyEndpoint);
  const made = await makePackage(folder, source.name, fn.handler);
  print(`package: ${made.file}, ${kilobytes(made.bytes.length)}, sha256 ${made.sha256}`);
  return made;
}

export interface DeployOptions extends PlanOptions {
  readonly dryRun: boolean;
  /** Asked before anything is changed. */
  readonly confirm?: () => Promise<boolean>;
}

/** Plans, prints the plan, and unless this is a dry run makes it so. */
export async function deploy(
  source: Source,
  made: Package,
  options: DeployOptions,
  print: Print,
): Promise<void> {
  const desired = desiredOf(source.service, made.sha256);
  const api = openApi(source);
  const { refusal, ...planned } = plan(desired, await api.actual(desired.place), options);
  if (refusal !== undefined) throw new Error(refusal);
  for (const line of planLines(planned, desired, api.host)) print(line);
  for (const line of await sameBackups(source, desired, api)) print(line);
  if (options.dryRun) {
    print('dry run: nothing was changed');
    return;
  }
  if (planned.steps.length === 0) return;
  if (options.confirm !== undefined && !(await options.confirm()))
    throw new Error('nothing was changed');
  await apply(planned.steps, desired, made.bytes.toString('base64'), api, print);
  await info(source, print);
}

/** Warnings of other stages whose timers ask for the same at the same time; of what may not be read, that it was not. */
async function sameBackups({ name }: Source, desired: Desired, api: ScfApi): Promise<string[]> {
  try {
    const others = await api.others(`${name}-`, desired.place);
    return others.flatMap((other) => overlapText(desired.triggers, other));
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    return [`not checked: whether another stage backs up the same (${error.code})`];
  }
}

/** @throws {Error} when the function is not deployed */
export async function info(source: Source, print: Print): Promise<void> {
  const desired = desiredOf(source.service, '');
  const actual = await openApi(source).actual(desired.place);
  if (actual === undefined) throw new Error(absentText(desired));
  for (const line of infoLines(desired, actual, new Date())) print(line);
}

const absentText = ({ place, region }: Pick<Desired, 'place' | 'region'>): string =>
  `${place.FunctionName} is not deployed in ${region}: npm run deploy does that`;

/** Deletes the function with its triggers; backups stay, they are the instances'. */
export async function remove(
  source: Source,
  prune: boolean,
  print: Print,
  confirm?: () => Promise<boolean>,
): Promise<void> {
  const { place, region, triggers } = desiredOf(source.service, '');
  const api = openApi(source);
  const actual = await api.actual(place);
  if (actual === undefined) {
    print(`${place.FunctionName} is not deployed in ${region}: nothing to remove`);
    return;
  }
  const undeclared = actual.triggers.filter(
    (one) => !one.ours && !triggers.some((wanted) => isSameTrigger(wanted, one)),
  );
  if (undeclared.length > 0 && !prune)
    throw new Error(
      `${place.FunctionName} has triggers that no deploy made and would go with it: ` +
        `${undeclared.map(triggerText).join(', ')}. Remove them all with npm run remove -- --prune`,
    );
  print(
    `remove: ${place.FunctionName} in ${region} (${api.host}), and ${actual.triggers.length} triggers`,
  );
  if (confirm !== undefined && !(await confirm())) throw new Error('nothing was changed');
  await api.write({ action: 'DeleteFunction', params: { ...place } });
  print(`removed: ${place.FunctionName} in ${region}; every backup it made stays`);
}

/** One direct call of the deployed function. @throws {Error} when it cannot be called */
export async function invoke(source: Source, event: string): Promise<unknown> {
  const desired = desiredOf(source.service, '');
  const { fn } = functionOf(source.service);
  try {
    return await openApi(source, fn.timeout + SPARE_S).invoke(desired.place, event);
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    throw new Error(error.isNotFound ? absentText(desired) : messageOf(error));
  }
}

/** What a call takes besides the function's own time. */
const SPARE_S = 15;

/** @throws {Error} when there are no credentials, or no endpoint */
export function openApi({ service, env }: Source, timeoutS?: number): ScfApi {
  const { config } = factsOf(service, '', new Date());
  if (!config.ok)
    throw new Error(`the settings are not right: npm run deploy -- --dry-run says which`);
  const credential = findCredential(undefined, env);
  if (credential === undefined)
    throw new Error(
      'no credentials: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, and for temporary ones TENCENTCLOUD_SESSION_TOKEN',
    );
  const { region } = service.provider;
  const { REDIS_API_ENDPOINT: redis } = config.value;
  const endpoint = scfEndpoint(env.DEPLOY_API_ENDPOINT ?? '', region, redis);
  return new ScfApi({ region, credential, endpoint }, timeoutS);
}
