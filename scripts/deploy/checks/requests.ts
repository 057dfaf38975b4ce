// The requests that timers and chained triggers will send: they parse, the settings allow them, nobody's are the demo's.

import { findForbidden } from '../../../src/request/allow-list';
import { isRegion } from '../../../src/request/ids';
import { formatIssues } from '../../../src/request/issues';
import { parsePayload } from '../../../src/request/parse-request';
import { scfEndpoint, siteOf } from '../endpoint';
import { type Check, type Facts, type Finding, problem, timerRequests, warning } from './facts';

export const checkRequests: Check = (facts) => {
  const { config } = facts;
  if (!config.ok) return [];
  return timerRequests(facts).flatMap(({ where, request, isEmpty }): readonly Finding[] => {
    if (isEmpty && config.value.DEFAULT_REQUEST === undefined)
      return [
        problem(
          where,
          'is missing: say what is backed up, as in { InstanceId: crs-… }, or set DEFAULT_REQUEST',
        ),
      ];
    if (!request.ok)
      return [problem(where, `is no backup request: ${formatIssues(request.issues)}`)];
    const issues = findForbidden(request.value, config.value);
    return issues.length === 0 ? [] : [problem(where, `is not allowed: ${formatIssues(issues)}`)];
  });
};

/** Instances of the local cloud: whoever deploys these has not yet said what to back up. */
const DEMO = /^crs-demo\d{4}$/;

export const checkDemo: Check = (facts) => {
  if (isLocal(facts)) return [];
  return timerRequests(facts).flatMap(({ where, request }): readonly Finding[] => {
    const demo = request.ok ? request.value.InstanceIds.find((id) => DEMO.test(id)) : undefined;
    if (demo === undefined) return [];
    const remedy =
      'npm run init writes a file of your own; npm run deploy -- --local plays the demo';
    return [problem(where, `names ${demo}, an instance of the demo: ${remedy}`)];
  });
};

/** A deploy to a local cloud, where the demo is at home. */
function isLocal({ service, config, deployEndpoint }: Facts): boolean {
  if (!config.ok) return false;
  try {
    const { REDIS_API_ENDPOINT: redis } = config.value;
    return siteOf(scfEndpoint(deployEndpoint, service.provider.region, redis)) === 'local';
  } catch {
    // No endpoint at all: another check says so.
    return false;
  }
}

/** Whoever can upload a file or write a log line starts what DEFAULT_REQUEST asks for, as often as they like. */
export const checkDefaultRequest: Check = ({ key, service, config }) => {
  if (!config.ok || config.value.DEFAULT_REQUEST === undefined) return [];
  const { region } = service.provider;
  const request = parsePayload(
    { payload: { from: 'default' } },
    {
      region: config.value.BACKUP_REGION ?? (isRegion(region) ? region : undefined),
      request: config.value.DEFAULT_REQUEST,
    },
  );
  if (!request.ok) return [];
  const { value } = request;
  // A coverage request starts nothing, and neither does a dry run.
  if ('query' in value || value.DryRun || value.SkipIfBackedUpWithinHours !== undefined) return [];
  return [
    warning(
      `functions.${key}.environment.DEFAULT_REQUEST`,
      'has no SkipIfBackedUpWithinHours: whoever can cause an event of a chained trigger (COS, CLS, a cloud service) can start a backup with each',
    ),
  ];
};
