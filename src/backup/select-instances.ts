// A selector → the instances it means now, each once.
//
// When an instance is deleted while a list of several pages is read, the first row of the next page moves to a page
// that has been read already, and is missed. So such a list is read until two readings in a row agree: the deleted
// instance is in the first and not in the second, so the two differ (docs/decisions/0032-two-readings-agree.md).
import type { InstanceRecord, RedisApi, Tag } from '../redis-api';
import { reject } from '../rejection';
import { isAllowed, type Limits } from '../request/allow-list';
import type { InstanceId, Region } from '../request/ids';
import { ALL_REGIONS, type Selector } from '../request/selector';
import { listRegions, type Targets } from '../request/targets';
import type {
  Answer,
  Failure,
  LeftOut,
  Rejected,
  Selection,
  Target,
  TargetResult,
  UnlistedRegion,
} from '../result';
import { instancesUnreadable, neverSteady } from './failures';
import { unavailableReason } from './instance-state';

const MAX_READINGS = 5;
/** The time limit of one listing of a region; a page of a thousand instances may take seconds. */
const MAX_LIST_MS = 30_000;
/** How often a region is listed before its failure counts. Reads change nothing, so repeating them is safe. */
const MAX_TRIES = 3;
const PAUSE_MS = 500;

export interface Selected {
  readonly instances: readonly InstanceRecord[];
  readonly unlisted: readonly UnlistedRegion[];
  readonly selection: Selection;
}

export interface SelectDeps {
  readonly api: Pick<RedisApi, 'listInstances' | 'listProductRegions'>;
  readonly allowed: Pick<Limits, 'ALLOWED_REGIONS' | 'ALLOWED_INSTANCES'>;
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  /** Epoch milliseconds at which listing ends, with what is known by then. */
  readonly until: number;
}

type Selecting = Targets & { readonly Selector: Selector };

interface RegionList {
  readonly instances: ReadonlyMap<InstanceId, InstanceRecord>;
  readonly failure?: Failure;
}

const hasSameInstances = (
  a: ReadonlyMap<InstanceId, InstanceRecord>,
  b: ReadonlyMap<InstanceId, InstanceRecord>,
): boolean => a.size === b.size && [...a.keys()].every((id) => b.has(id));

async function listOnce<T>(
  list: (timeoutMs: number) => Promise<Answer<T>>,
  { clock, until }: SelectDeps,
): Promise<Answer<T>> {
  for (let tries = 1; ; tries += 1) {
    const timeoutMs = Math.min(MAX_LIST_MS, until - clock.now());
    const answer = await list(Math.max(1, timeoutMs));
    const isFinal = answer.ok || answer.failure.failureClass === 'refused' || tries === MAX_TRIES;
    if (isFinal || clock.now() + PAUSE_MS >= until) return answer;
    await clock.sleep(PAUSE_MS);
  }
}

/** An instance has the name, tags and state of the reading that showed it last. */
async function listRegion(
  selector: Selector,
  region: Region,
  deps: SelectDeps,
): Promise<RegionList> {
  const all = new Map<InstanceId, InstanceRecord>();
  let previous: ReadonlyMap<InstanceId, InstanceRecord> | undefined;
  for (let reading = 1; reading <= MAX_READINGS; reading += 1) {
    const answer = await listOnce(
      (timeoutMs) => deps.api.listInstances(region, selector.Tags ?? [], timeoutMs),
      deps,
    );
    if (!answer.ok) return { instances: all, failure: answer.failure };
    const { records, pages, unreadable } = answer.value;
    const current = new Map(records.map((record) => [record.InstanceId, record]));
    for (const [id, record] of current) all.set(id, record);
    if (pages === 1 || (previous !== undefined && hasSameInstances(previous, current)))
      return unreadable === 0
        ? { instances: current }
        : {
            instances: current,
            failure: instancesUnreadable(unreadable, unreadable + records.length),
          };
    previous = current;
  }
  return { instances: all, failure: neverSteady() };
}

/** Checked here as well as by the API, which does not document whether an instance must have one tag or all of them. */
const matchesSelector = (
  { Tags = [], NamePrefix = '' }: Selector,
  instance: { readonly Name: string; readonly Tags: readonly Tag[] },
): boolean =>
  instance.Name.startsWith(NamePrefix) &&
  Tags.every((wanted) =>
    instance.Tags.some(
      ({ TagKey, TagValue }) => TagKey === wanted.TagKey && TagValue === wanted.TagValue,
    ),
  );

const isExcluded = (
  { ExcludeTags = [], ExcludeNamePrefix }: Selector,
  instance: { readonly Name: string; readonly Tags: readonly Tag[] },
): boolean =>
  (ExcludeNamePrefix !== undefined && instance.Name.startsWith(ExcludeNamePrefix)) ||
  ExcludeTags.some(({ TagKey: key, TagValue: value }) =>
    instance.Tags.some(
      ({ TagKey, TagValue }) => TagKey === key && (value === undefined || TagValue === value),
    ),
  );

/** Regions that the usual host of the API does not serve (https://cloud.tencent.com/document/product/239/20003). */
const isFinance = (region: Region): boolean => region.endsWith('-fsi');

interface Regions {
  readonly searched: readonly Region[];
  readonly leftOut: readonly LeftOut[];
  readonly unlisted: readonly UnlistedRegion[];
}

/** The regions of "all": the API's own list, but for those that cannot be asked here or that the settings do not allow. */
async function listAllRegions(request: Selecting, deps: SelectDeps): Promise<Regions> {
  const answer = await listOnce(
    (timeoutMs) => deps.api.listProductRegions(request.Region, timeoutMs),
    deps,
  );
  if (!answer.ok) {
    const failure = {
      ...answer.failure,
      message: `which regions there are: ${answer.failure.message}`,
    };
    return { searched: [], leftOut: [], unlisted: [{ Region: request.Region, failure }] };
  }
  const { ALLOWED_REGIONS: allowed } = deps.allowed;
  const toReason = (region: Region): LeftOut['Reason'] | undefined => {
    if (isFinance(region)) return 'finance region, served by a host of its own';
    if (allowed.length > 0 && !allowed.includes(region)) return 'not in ALLOWED_REGIONS';
    return answer.value.includes(region) ? undefined : 'not in the list of the API';
  };
  const known: Region[] = [...new Set([...answer.value, ...allowed])];
  return {
    searched: known.filter((region) => toReason(region) === undefined),
    leftOut: known.flatMap((Region) => {
      const Reason = toReason(Region);
      return Reason === undefined ? [] : [{ Region, Reason }];
    }),
    unlisted: [],
  };
}

/** The instances of all regions of a selector, running or not, and the regions that could not be listed completely. */
export async function selectInstances(request: Selecting, deps: SelectDeps): Promise<Selected> {
  const {
    searched: regions,
    leftOut,
    unlisted,
  } = request.Selector.Regions === ALL_REGIONS
    ? await listAllRegions(request, deps)
    : { searched: listRegions(request), leftOut: [], unlisted: [] };
  const lists = await Promise.all(
    regions.map((region) => listRegion(request.Selector, region, deps)),
  );
  const all = lists.flatMap((list) => [...list.instances.values()]);
  const found = all.filter((instance) => matchesSelector(request.Selector, instance));
  const included = found.filter((instance) => !isExcluded(request.Selector, instance));
  const instances = included.filter(({ InstanceId }) => isAllowed(InstanceId, deps.allowed));
  const unreadable = lists.flatMap(({ failure }, index) => {
    const Region = regions[index];
    return failure === undefined || Region === undefined ? [] : [{ Region, failure }];
  });
  return {
    instances,
    unlisted: [...unlisted, ...unreadable],
    selection: {
      Regions: regions,
      ...(leftOut.length === 0 ? {} : { RegionsLeftOut: leftOut }),
      Excluded: found.length - included.length,
      NotAllowed: included.length - instances.length,
      Stopped: instances.filter(({ Status }) => unavailableReason(Status) !== undefined).length,
    },
  };
}

/** What a selector leaves out, for the log: a number that grows is a gap that somebody should know of. */
export const toLogFields = ({ Excluded, NotAllowed, Stopped, RegionsLeftOut = [] }: Selection) => ({
  excluded: Excluded,
  notAllowed: NotAllowed,
  stopped: Stopped,
  leftOut: RegionsLeftOut.map(({ Region }) => Region).join(' '),
});

/** A mistyped tag must not be a green run. */
const nothingSelected = ({ Regions, Excluded, RegionsLeftOut = [] }: Selection): Rejected => {
  const leftOut = RegionsLeftOut.map(({ Region, Reason }) => `${Region} (${Reason})`);
  return reject('NothingSelected', {
    detail: [
      `No instance has these tags and this name; searched: ${Regions.join(', ') || 'no region'}.`,
      ...(Excluded === 0 ? [] : [`${Excluded} are excluded.`]),
      ...(leftOut.length === 0 ? [] : [`Left out: ${leftOut.join(', ')}.`]),
      ...(Regions.length === 0 ? [] : ['If that is fine, set AllowEmpty to true.']),
    ].join(' '),
  });
};

/** Counted and not named: the settings keep them from whoever asks. */
const noneAllowed = ({ NotAllowed }: Selection): Rejected =>
  reject('NotAllowed', {
    detail: `Of ${NotAllowed} selected instances the setting ALLOWED_INSTANCES allows none.`,
  });

/**
 * The instances of a request's selector, listed in at most a quarter of the time that is left; a rejection when there
 * are none and the request does not allow that.
 *
 * @param deadline epoch milliseconds at which the platform ends the invocation
 */
export async function selectFor(
  request: Selecting,
  deps: Omit<SelectDeps, 'until'>,
  deadline: number,
): Promise<Selected | Rejected> {
  const now = deps.clock.now();
  const selected = await selectInstances(request, { ...deps, until: now + (deadline - now) / 4 });
  const { instances, unlisted } = selected;
  const { NotAllowed, Regions } = selected.selection;
  if (instances.length > 0 || unlisted.length > 0) return selected;
  // AllowEmpty is not for instances that the settings forbid, nor for a search of no region.
  if (NotAllowed > 0) return noneAllowed(selected.selection);
  const isFine = request.AllowEmpty === true && Regions.length > 0;
  return isFine ? selected : nothingSelected(selected.selection);
}

/** The result of an instance that is not tried, or undefined for a target. */
function toUntriedResult({ InstanceId, Region, Status }: InstanceRecord): TargetResult | undefined {
  const State = unavailableReason(Status);
  return State === undefined
    ? undefined
    : { InstanceId, Region, Outcome: 'skipped', Reason: 'not running', State };
}

/** Of the instances that are selected, the targets, and the results of those that are not tried. */
export function splitSelected(instances: readonly InstanceRecord[]): {
  readonly untried: readonly TargetResult[];
  readonly targets: readonly Target[];
} {
  const judged = instances.map((instance) => ({
    target: { InstanceId: instance.InstanceId, Region: instance.Region },
    untried: toUntriedResult(instance),
  }));
  return {
    untried: judged.flatMap(({ untried }) => untried ?? []),
    targets: judged.flatMap(({ untried, target }) => (untried === undefined ? [target] : [])),
  };
}
