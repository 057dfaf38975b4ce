// What the selectors of a description find now, asked as the function asks it.
import { setTimeout as sleep } from 'node:timers/promises';
import { unavailableReason } from '../../src/backup/instance-state';
import { type Selected, selectInstances } from '../../src/backup/select-instances';
import type { Limits } from '../../src/request/allow-list';
import { ALL_REGIONS, type Selector } from '../../src/request/selector';
import { hasSelector, listRegions, type Targets } from '../../src/request/targets';
import { openRedisClient } from '../../src/tencent/redis-client';
import { UPDATE_POLICY } from './instance';
import type { CheckRow } from './row';

const LIST_MS = 60_000;
const clock = { now: Date.now, sleep: (ms: number) => sleep(ms) };

type WithSelector = Targets & { readonly Selector: Selector };

/** One row a selector; the same one asked for twice is one. */
export async function selectionRows(
  requests: readonly Targets[],
  allowed: Pick<Limits, 'ALLOWED_REGIONS' | 'ALLOWED_INSTANCES'>,
  access: Parameters<typeof openRedisClient>[0],
): Promise<CheckRow[]> {
  const { api, close } = openRedisClient(access);
  try {
    const rows = new Map<string, CheckRow>();
    for (const request of requests.filter(hasSelector)) {
      const of = wordsOf(request);
      if (rows.has(of)) continue;
      const until = Date.now() + LIST_MS;
      const selected = await selectInstances(request, { api, clock, allowed, until });
      rows.set(of, selectionRow(of, selected, request.AllowEmpty === true));
    }
    return [...rows.values()];
  } finally {
    close();
  }
}

/** `backup=daily orders-* in ap-guangzhou`. */
function wordsOf(request: WithSelector): string {
  const { Tags = [], ExcludeTags = [], NamePrefix = '', ExcludeNamePrefix } = request.Selector;
  const tags = Tags.map(({ TagKey, TagValue }) => `${TagKey}=${TagValue}`);
  const but = ExcludeTags.map(({ TagKey, TagValue = '*' }) => `not ${TagKey}=${TagValue}`);
  const butName = ExcludeNamePrefix === undefined ? [] : [`not ${ExcludeNamePrefix}*`];
  const regions = request.Selector.Regions === ALL_REGIONS ? ['all regions'] : listRegions(request);
  return [...tags, `${NamePrefix}*`, ...but, ...butName, 'in', ...regions].join(' ');
}

export function selectionRow(
  of: string,
  { instances, unlisted }: Selected,
  mayBeEmpty: boolean,
): CheckRow {
  const row = { check: 'selector', of };
  const [unread] = unlisted;
  if (unread !== undefined) {
    const { code, message, status } = unread.failure;
    const remedy = status === 403 ? `; ${UPDATE_POLICY}` : '';
    return { ...row, result: 'failed', detail: `${unread.Region}: ${code}: ${message}${remedy}` };
  }
  if (instances.length === 0 && !mayBeEmpty)
    return { ...row, result: 'failed', detail: 'finds no instance: look at its tags and its name' };
  const running = instances.filter(({ Status }) => unavailableReason(Status) === undefined).length;
  const count = `${instances.length} ${instances.length === 1 ? 'instance' : 'instances'}`;
  return { ...row, result: 'ok', detail: `finds ${count}, ${running} of them to be backed up` };
}
