// Where the SCF API is, for a region and a site; DEPLOY_API_ENDPOINT overrides it (the local cloud).
import { SETTINGS } from '../../src/config';
import type { Endpoint } from '../../src/redis-api';

/**
 * - `mainland`: cloud.tencent.com; also the regional hosts, which serve both.
 * - `international`: tencentcloud.com, another system of accounts.
 * - `local`: this computer.
 */
export type Site = 'mainland' | 'international' | 'local';

export function siteOf({ protocol, host }: Endpoint): Site {
  if (protocol === 'http:') return 'local';
  return host.includes('.intl.') ? 'international' : 'mainland';
}

/** Finance regions are an isolated network: a host of theirs carries the region's name. */
export const isFinance = (region: string): boolean => region.endsWith('-fsi');

/** The region a host is fixed to, as in `redis.ap-shanghai-fsi.tencentcloudapi.com`. */
export const regionIn = ({ host }: Endpoint): string | undefined =>
  /^\w+\.([a-z]{2}-[a-z0-9-]+)\.tencentcloudapi\.com$/.exec(host)?.[1];

/**
 * @param given text of DEPLOY_API_ENDPOINT, empty for the usual one
 * @param redis where the function will find the Redis API: both are of one site
 * @throws {Error} when it is no endpoint
 */
export function scfEndpoint(given: string, region: string, redis: Endpoint): Endpoint {
  if (given !== '') return parseEndpoint(given);
  if (isFinance(region)) return { protocol: 'https:', host: `scf.${region}.tencentcloudapi.com` };
  const root =
    siteOf(redis) === 'international' ? 'intl.tencentcloudapi.com' : 'tencentcloudapi.com';
  return { protocol: 'https:', host: `scf.${root}` };
}

function parseEndpoint(text: string): Endpoint {
  const checked = SETTINGS.REDIS_API_ENDPOINT.validate(text);
  if ('value' in checked) return checked.value;
  throw new Error(
    'DEPLOY_API_ENDPOINT must be a host like scf.tencentcloudapi.com (http:// only for 127.0.0.1)',
  );
}
