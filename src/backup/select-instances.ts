// A selector → the instances it means now, each once.
//
// When an instance is deleted while a list of several pages is read, the first row of the next page moves to a page
// that has been read already, and is missed. So such a list is read until two readings in a row agree: the deleted
// instance is in the first and not in the second, so the two differ (docs/decisions/0032-two-readings-agree.md).
import type { InstanceRecord, RedisApi, Tag } from '../redis-api';
import type { InstanceId, Region } from '../request/ids';
import type { Selector } from '../request/selector';
import { listRegions, type Targets } from '../request/targets';
import type { Failure, UnlistedRegion } from '../result';
import { neverSteady } from './failures';

const MAX_READINGS = 5;
/** The time limit of one listing of a region; a page of a thousand instances may take seconds. */
const MAX_LIST_MS = 30_000;
/** How often a region is listed before its failure counts. Reads change nothing, so repeating them is safe. */
const MAX_TRIES = 3;
const PAUSE_MS = 500;

export interface Selected {
  readonly instances: readonly InstanceRecord[];
  readonly unlisted: readonly UnlistedRegion[];
}

export interface SelectDeps {
  readonly api: Pick<RedisApi, 'listInstances'>;
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

async function listOnce(selector: Selector, region: Region, { api, clock, until }: SelectDeps) {
  for (let tries = 1; ; tries += 1) {
    const timeoutMs = Math.min(MAX_LIST_MS, until - clock.now());
    const answer = await api.listInstances(region, selector.Tags ?? [], Math.max(1, timeoutMs));
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
    const answer = await listOnce(selector, region, deps);
    if (!answer.ok) return { instances: all, failure: answer.failure };
    const current = new Map(answer.value.records.map((record) => [record.InstanceId, record]));
    if (answer.value.pages === 1) return { instances: current };
    for (const [id, record] of current) all.set(id, record);
    if (previous !== undefined && hasSameInstances(previous, current))
      return { instances: current };
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

/** The instances of all regions of a selector, running or not, and the regions that could not be listed completely. */
export async function selectInstances(request: Selecting, deps: SelectDeps): Promise<Selected> {
  const regions = listRegions(request);
  const lists = await Promise.all(
    regions.map((region) => listRegion(request.Selector, region, deps)),
  );
  const instances = lists.flatMap((list) => [...list.instances.values()]);
  return {
    instances: instances.filter((instance) => matchesSelector(request.Selector, instance)),
    unlisted: lists.flatMap(({ failure }, index) => {
      const Region = regions[index];
      return failure === undefined || Region === undefined ? [] : [{ Region, failure }];
    }),
  };
}

/**
 * The instances of a request's selector, listed in at most a quarter of the time that is left; undefined when there are
 * none and the request does not allow that.
 *
 * @param deadline epoch milliseconds at which the platform ends the invocation
 */
export async function selectFor(
  request: Selecting,
  deps: Omit<SelectDeps, 'until'>,
  deadline: number,
): Promise<Selected | undefined> {
  const now = deps.clock.now();
  const selected = await selectInstances(request, { ...deps, until: now + (deadline - now) / 4 });
  const { instances, unlisted } = selected;
  const isEmpty = instances.length === 0 && unlisted.length === 0;
  return isEmpty && request.AllowEmpty !== true ? undefined : selected;
}
