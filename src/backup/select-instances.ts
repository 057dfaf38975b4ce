// A selector → the instances it means now: each once, none lost to pages that shift while they are read.
//
// A page is one picture. Over several pages an instance that goes away moves the next one over a border, unread. So a
// list of more than one page is read until two readings in a row agree: what went away in the first is missing in the
// second, so they differ, and no reading that lost an instance this way is confirmed (docs/decisions/0032-two-readings-agree.md).
import type { InstanceRecord, RedisApi, Tag } from '../redis-api';
import type { InstanceId, Region } from '../request/ids';
import type { Selector } from '../request/selector';
import { listRegions, type Targets } from '../request/targets';
import type { Failure, UnlistedRegion } from '../result';
import { neverSteady } from './failures';

const MAX_READINGS = 5;
/** A region has at most this long to be listed; a page of a thousand instances may take seconds. */
const MAX_LIST_MS = 30_000;
/** A listing that failed is tried again this often: nothing has been sent, and reads are harmless. */
const MAX_TRIES = 3;
const PAUSE_MS = 500;

export interface Selected {
  readonly instances: readonly InstanceRecord[];
  readonly unlisted: readonly UnlistedRegion[];
}

export interface SelectDeps {
  readonly api: Pick<RedisApi, 'listInstances'>;
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  /** Epoch milliseconds at which listing ends, with whatever is known. */
  readonly until: number;
}

type Selecting = Targets & { readonly Selector: Selector };

interface RegionList {
  readonly instances: ReadonlyMap<InstanceId, InstanceRecord>;
  readonly failure?: Failure;
}

const sameInstances = (
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

/** Later readings win: an instance's name, tags and state are those that were seen last. */
async function listRegion(
  selector: Selector,
  region: Region,
  deps: SelectDeps,
): Promise<RegionList> {
  const all = new Map<InstanceId, InstanceRecord>();
  let last: ReadonlyMap<InstanceId, InstanceRecord> | undefined;
  for (let reading = 1; reading <= MAX_READINGS; reading += 1) {
    const answer = await listOnce(selector, region, deps);
    if (!answer.ok) return { instances: all, failure: answer.failure };
    const now = new Map(answer.value.records.map((record) => [record.InstanceId, record]));
    if (answer.value.pages === 1) return { instances: now };
    for (const [id, record] of now) all.set(id, record);
    if (last !== undefined && sameInstances(last, now)) return { instances: now };
    last = now;
  }
  return { instances: all, failure: neverSteady() };
}

/**
 * Whether an instance is one the selector means. Checked here as well as by the API, which does not document whether
 * its tag filters are alternatives.
 */
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

/** The instances of all regions of a selector, running or not, and the regions that could not be read through. */
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
 * What a request's selector means, listed in a quarter of the time there is; undefined when it finds nothing and the
 * request does not allow for that.
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
