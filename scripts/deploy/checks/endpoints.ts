// Regions and endpoints: finance regions are reached by their own hosts alone, and the two sites do not mix.

import type { Endpoint } from '../../../src/redis-api';
import { listRegions } from '../../../src/request/targets';
import { isFinance, regionIn, scfEndpoint, siteOf } from '../endpoint';
import { type Check, type Facts, type Finding, problem, timerRequests } from './facts';

export const checkEndpoints: Check = (facts) => {
  const { config, key } = facts;
  if (!config.ok) return [];
  const redis = config.value.REDIS_API_ENDPOINT;
  const where = `functions.${key}.environment.REDIS_API_ENDPOINT`;
  return [
    ...regionsAsked(facts).flatMap((region) => regionProblem(where, redis, region)),
    ...siteProblem(where, redis, facts),
    ...hostProblem(where, redis, facts.anyEndpoint),
  ];
};

const TENCENT = /(^|\.)tencentcloudapi\.com$/;

/** Whoever answers there is given the requests and can answer as it likes; a typing slip must not choose it. */
function hostProblem(where: string, endpoint: Endpoint, anyEndpoint: boolean): Finding[] {
  const { protocol, host } = endpoint;
  if (/^127\./.test(host) && !hasOctets(host))
    return [problem(where, `${host} is no address: each of its numbers is 0 to 255`)];
  if (anyEndpoint || protocol === 'http:' || TENCENT.test(host)) return [];
  return [
    problem(
      where,
      `${host} is not under tencentcloudapi.com; if that is what you want, add --any-endpoint`,
    ),
  ];
}

const hasOctets = (host: string): boolean =>
  host
    .replace(/:\d+$/, '')
    .split('.')
    .every((number) => Number(number) <= 255);

/** Every region a backup will be asked for, as far as the file tells. */
function regionsAsked(facts: Facts): string[] {
  const { config, service } = facts;
  const home = config.ok ? config.value.BACKUP_REGION : undefined;
  const asked = timerRequests(facts).flatMap(({ request }) =>
    request.ok ? listRegions(request.value) : [],
  );
  return [...new Set<string>([home ?? service.provider.region, ...asked])];
}

function regionProblem(where: string, redis: Endpoint, region: string): Finding[] {
  if (siteOf(redis) === 'local') return [];
  const fixed = regionIn(redis);
  if (isFinance(region) && fixed !== region)
    return [
      problem(where, `must be redis.${region}.tencentcloudapi.com: ${region} is a finance region`),
    ];
  if (!isFinance(region) && fixed !== undefined && isFinance(fixed))
    return [
      problem(
        where,
        `is the host of ${fixed}, which does not serve ${region}: finance regions are isolated`,
      ),
    ];
  return [];
}

function siteProblem(where: string, redis: Endpoint, facts: Facts): Finding[] {
  const { service, deployEndpoint } = facts;
  try {
    const scf = scfEndpoint(deployEndpoint, service.provider.region, redis);
    return [
      ...sitesAgree(where, siteOf(redis), siteOf(scf), scf.host),
      ...hostProblem('DEPLOY_API_ENDPOINT', scf, facts.anyEndpoint),
    ];
  } catch (error) {
    return [problem('DEPLOY_API_ENDPOINT', (error as Error).message.replace(/^\w+ /, ''))];
  }
}

type Site = ReturnType<typeof siteOf>;

function sitesAgree(where: string, redis: Site, scf: Site, host: string): Finding[] {
  // A function of the local cloud may call anything: there it is run with a key that opens nothing else.
  if (redis === scf || scf === 'local') return [];
  if (redis === 'local')
    return [problem(where, `is on this computer: a function deployed at ${host} cannot reach it`)];
  return [
    problem(
      where,
      `is of the ${redis} site, but ${host} is of the ${scf} one: they are separate systems of accounts (DEPLOY_API_ENDPOINT)`,
    ),
  ];
}
