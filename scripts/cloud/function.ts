// The function itself, as far as these credentials may see it: that it is there, and how many of it may run at once.
import type { FunctionDescription } from '../../emulator/scf/types';
import type { Config } from '../../src/config';
import { findCredential } from '../../src/tencent/credentials';
import { ScfApi } from '../deploy/api';
import { scfEndpoint, siteOf } from '../deploy/endpoint';
import { ApiFailure } from '../deploy/failure';
import type { Actual } from '../deploy/model';
import type { CheckRow } from './row';

type Env = Readonly<Record<string, string | undefined>>;

export async function functionRows(
  description: FunctionDescription,
  { REDIS_API_ENDPOINT: redis }: Config,
  env: Env,
): Promise<CheckRow[]> {
  const { name, namespace, region } = description;
  const row = { check: 'function', of: name };
  const given = env.DEPLOY_API_ENDPOINT ?? '';
  const credential = findCredential(undefined, env);
  if (credential === undefined || (siteOf(redis) === 'local' && given === ''))
    return [
      { ...row, result: 'not tested', detail: 'there is no SCF API beside a local Redis API' },
    ];
  try {
    const endpoint = scfEndpoint(given, region, redis);
    const api = new ScfApi({ endpoint, region, credential });
    return rowsOf(description, await api.actual({ FunctionName: name, Namespace: namespace }));
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    return [{ ...row, result: 'not tested', detail: `not checked: ${error.code}` }];
  }
}

export function rowsOf(
  { name, memoryMb, concurrency }: FunctionDescription,
  actual: Actual | undefined,
): CheckRow[] {
  const row = { check: 'function', of: name };
  if (actual === undefined)
    return [{ ...row, result: 'warning', detail: 'is not deployed: npm run deploy does that' }];
  const state: CheckRow = { ...row, result: 'ok', detail: actual.status };
  if (concurrency === undefined) return [state];
  const count = Math.floor((actual.reservedMb ?? 0) / memoryMb);
  const good = count === concurrency;
  const detail = good
    ? `at most ${count} at once`
    : `the file says ${concurrency} at once, reserved is ${actual.reservedMb === undefined ? 'nothing' : count}: npm run deploy reserves it`;
  return [state, { check: 'concurrency', of: name, result: good ? 'ok' : 'failed', detail }];
}
