// The function itself: a role, triggers within SCF's limits, names that are given once.
import { isRegion } from '../../../src/request/ids';
import { suggest } from '../../../src/request/suggest';
import { REGIONS } from '../zone';
import { type Check, type Finding, problem, warning } from './facts';

/** https://www.tencentcloud.com/document/product/583/11637 */
const MAX_TIMERS = 10;

export const checkRole: Check = ({ key, fn }) =>
  fn.role === undefined
    ? [
        problem(
          `functions.${key}.role`,
          'is missing: name the CAM role whose keys the function is given (npm run policy prints its policies)',
        ),
      ]
    : [];

export const checkRegion: Check = ({ service }) =>
  isRegion(service.provider.region)
    ? misspelt(service.provider.region)
    : [problem('provider.region', 'must be a region id like ap-guangzhou')];

/** Regions come and go: only one that is nearly another's name is doubtful. */
function misspelt(region: string): Finding[] {
  const meant = REGIONS.includes(region) ? undefined : suggest(region, REGIONS);
  if (meant === undefined) return [];
  return [warning('provider.region', `${region} is not known here; did you mean ${meant}?`)];
}

export const checkTriggers: Check = ({ key, fn }) => {
  const where = `functions.${key}.events`;
  const names = fn.events.flatMap(({ timer }) => timer?.name ?? []);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const urls = fn.events.filter(({ url }) => url !== undefined).length;
  return [
    ...twice.map((name) => problem(where, `has two timers named ${name}: names are given once`)),
    ...(names.length > MAX_TIMERS
      ? [problem(where, `has ${names.length} timers; SCF takes ${MAX_TIMERS} a function`)]
      : []),
    ...(urls > 1 ? [problem(where, `has ${urls} urls; SCF has one Function URL a function`)] : []),
  ];
};
