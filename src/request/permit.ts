// What the operator lets any request ask, whatever its trigger.
import type { BackupRequest, Issue } from './backup-request';

export interface Limits {
  /** Instance ids, or patterns in which `*` stands for any characters. */
  readonly ALLOWED_INSTANCES: readonly string[];
  /** Region ids; empty: any region. */
  readonly ALLOWED_REGIONS: readonly string[];
  readonly MAX_STORAGE_DAYS: number;
}

/** Whether an id fits an id or a pattern. No regular expression is built: a pattern cannot be slow or mean more than `*`. */
export function fits(id: string, pattern: string): boolean {
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

/** The issues of a request that asks for more than the settings allow; each message names its setting. */
export function forbidden(request: BackupRequest, limits: Limits): Issue[] {
  const outside = request.InstanceIds.filter(
    (id) => !limits.ALLOWED_INSTANCES.some((pattern) => fits(id, pattern)),
  );
  const issues = outside.map((id) => ({
    path: request.form === 'one' ? 'InstanceId' : 'InstanceIds',
    message: `${id} is not allowed by the setting ALLOWED_INSTANCES`,
  }));
  if (limits.ALLOWED_REGIONS.length > 0 && !limits.ALLOWED_REGIONS.includes(request.Region))
    issues.push({
      path: 'Region',
      message: `${request.Region} is not allowed by the setting ALLOWED_REGIONS`,
    });
  if ((request.StorageDays ?? 0) > limits.MAX_STORAGE_DAYS)
    issues.push({
      path: 'StorageDays',
      message: `${request.StorageDays} is over the setting MAX_STORAGE_DAYS (${limits.MAX_STORAGE_DAYS})`,
    });
  return issues;
}
