// What the operator lets any request ask, whatever its trigger.
import type { BackupRequest } from './backup-request';
import type { Issue } from './issues';
import type { QueryRequest } from './query-request';
import { listRegions, type Targets } from './targets';

export interface Limits {
  /** Instance ids, or patterns in which `*` stands for any characters. */
  readonly ALLOWED_INSTANCES: readonly string[];
  /** Region ids; empty: any region. */
  readonly ALLOWED_REGIONS: readonly string[];
  readonly MAX_STORAGE_DAYS: number;
}

/** Whether an id fits an id or a pattern. No regular expression is built: a pattern cannot be slow or mean more than `*`. */
export function matchesPattern(id: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return id === head;
  const tail = rest.pop() ?? '';
  if (!id.startsWith(head)) return false;
  let from = head.length;
  for (const part of rest) {
    const at = id.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return id.length - tail.length >= from && id.endsWith(tail);
}

/** Whether a request may concern an instance. What is found on the way is asked one by one. */
export const isAllowed = (id: string, { ALLOWED_INSTANCES }: Pick<Limits, 'ALLOWED_INSTANCES'>) =>
  ALLOWED_INSTANCES.some((pattern) => matchesPattern(id, pattern));

type Asked = Pick<Targets, 'InstanceIds' | 'Region' | 'Selector'> & {
  readonly StorageDays?: number;
  readonly form?: 'one' | 'many';
};

/** A task's instance is only known once the task has been read. */
function toAsked(request: BackupRequest | QueryRequest): Asked {
  if (!('query' in request) || request.query === 'coverage') return request;
  const InstanceIds = request.query === 'backups' ? [request.InstanceId] : [];
  return { InstanceIds, Region: request.Region, form: 'one' };
}

/**
 * The issues of a request that asks for more than the settings allow; each message names its setting. What a selector
 * finds, and whose task it is, are for {@link isAllowed}.
 */
export function findForbidden(asked: BackupRequest | QueryRequest, limits: Limits): Issue[] {
  const request = toAsked(asked);
  const outside = request.InstanceIds.filter((id) => !isAllowed(id, limits));
  const issues = outside.map((id) => ({
    path: request.form === 'one' ? 'InstanceId' : 'InstanceIds',
    message: `${id} is not allowed by the setting ALLOWED_INSTANCES`,
  }));
  for (const region of listRegions(request))
    if (limits.ALLOWED_REGIONS.length > 0 && !limits.ALLOWED_REGIONS.includes(region))
      issues.push({
        path: request.Selector?.Regions === undefined ? 'Region' : 'Selector.Regions',
        message: `${region} is not allowed by the setting ALLOWED_REGIONS`,
      });
  if ((request.StorageDays ?? 0) > limits.MAX_STORAGE_DAYS)
    issues.push({
      path: 'StorageDays',
      message: `${request.StorageDays} is over the setting MAX_STORAGE_DAYS (${limits.MAX_STORAGE_DAYS})`,
    });
  return issues;
}
