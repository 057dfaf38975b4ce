// The operator's limits for every request, whatever its trigger.
import type { BackupRequest } from './backup-request';
import type { Region } from './ids';
import type { Issue } from './issues';
import type { QueryRequest } from './query-request';
import { listRegions, type Targets } from './targets';

export interface Limits {
  /** Instance ids, or patterns in which `*` stands for any characters. */
  readonly ALLOWED_INSTANCES: readonly string[];
  /** Region ids; empty: any region. */
  readonly ALLOWED_REGIONS: readonly Region[];
  /** For requests that name a number of days; of others the instance's own setting decides. */
  readonly MIN_STORAGE_DAYS: number;
  readonly MAX_STORAGE_DAYS: number;
}

/** Whether an id is one that `pattern` allows. Not a regular expression, which could be slow, or mean more than `*`. */
export function matchesPattern(id: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return id === head;
  const tail = rest.pop() ?? '';
  if (!id.startsWith(head)) return false;
  let start = head.length;
  for (const part of rest) {
    const at = id.indexOf(part, start);
    if (at < 0) return false;
    start = at + part.length;
  }
  return id.length - tail.length >= start && id.endsWith(tail);
}

/** Whether a request may concern an instance. Instances found by a selector or a task are checked one by one. */
export const isAllowed = (id: string, { ALLOWED_INSTANCES }: Pick<Limits, 'ALLOWED_INSTANCES'>) =>
  ALLOWED_INSTANCES.some((pattern) => matchesPattern(id, pattern));

type Checked = Pick<Targets, 'InstanceIds' | 'Region' | 'Selector'> & {
  readonly StorageDays?: number;
  readonly form?: 'one' | 'many';
};

/** A task names no instance: its own is checked after the task has been read. */
function toChecked(request: BackupRequest | QueryRequest): Checked {
  if (!('query' in request) || request.query === 'coverage') return request;
  const InstanceIds = request.query === 'backups' ? [request.InstanceId] : [];
  return { InstanceIds, Region: request.Region, form: 'one' };
}

/**
 * The issues of a request that asks for more than the settings allow; each message names its setting. Instances that a
 * selector finds, and a task's instance, are checked later with {@link isAllowed}.
 */
export function findForbidden(parsed: BackupRequest | QueryRequest, limits: Limits): Issue[] {
  const request = toChecked(parsed);
  const forbidden = request.InstanceIds.filter((id) => !isAllowed(id, limits));
  const issues = forbidden.map((id) => ({
    path: request.form === 'one' ? 'InstanceId' : 'InstanceIds',
    message: `${id} is not allowed by the setting ALLOWED_INSTANCES`,
  }));
  for (const region of listRegions(request))
    if (limits.ALLOWED_REGIONS.length > 0 && !limits.ALLOWED_REGIONS.includes(region))
      issues.push({
        path: request.Selector?.Regions === undefined ? 'Region' : 'Selector.Regions',
        message: `${region} is not allowed by the setting ALLOWED_REGIONS`,
      });
  return [...issues, ...findDaysIssues(request, limits)];
}

function findDaysIssues(
  { StorageDays: days }: Checked,
  { MIN_STORAGE_DAYS: min, MAX_STORAGE_DAYS: max }: Limits,
): Issue[] {
  if (days === undefined || (days >= min && days <= max)) return [];
  const message =
    days > max
      ? `${days} is over the setting MAX_STORAGE_DAYS (${max})`
      : `${days} is under the setting MIN_STORAGE_DAYS (${min})`;
  return [{ path: 'StorageDays', message }];
}
