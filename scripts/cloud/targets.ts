// Which instances a description names, and when they are backed up: what timers and DEFAULT_REQUEST ask for.
import type { FunctionDescription } from '../../emulator/scf/types';
import type { Target } from '../../src/backup/outcome';
import type { Config } from '../../src/config';
import { isRegion } from '../../src/request/ids';
import { readRequest } from '../../src/request/read';

export type NamedTarget = Target & {
  /** The timers that ask for it. */
  readonly timers: readonly { readonly name: string; readonly cron: string }[];
};

/**
 * Requests that are not right are left out: the preflight is who reports them. So are selectors: what they find is asked
 * of the API.
 */
export function targetsOf(
  { region, timers }: FunctionDescription,
  { BACKUP_REGION, DEFAULT_REQUEST }: Config,
): NamedTarget[] {
  const fallback = BACKUP_REGION ?? (isRegion(region) ? region : undefined);
  const defaults = { region: fallback, request: DEFAULT_REQUEST };
  const requestOf = (argument: string) =>
    readRequest(
      { payload: argument.trim() === '' ? { from: 'default' } : { from: 'text', text: argument } },
      defaults,
    );
  const found = new Map<string, NamedTarget>();
  const add = (argument: string, timer: NamedTarget['timers']) => {
    const request = requestOf(argument);
    if (!request.ok) return;
    for (const InstanceId of request.value.InstanceIds) {
      const { Region } = request.value;
      const key = `${Region} ${InstanceId}`;
      const before = found.get(key)?.timers ?? [];
      found.set(key, { InstanceId, Region, timers: [...before, ...timer] });
    }
  };
  for (const { name, cron, argument } of timers) add(argument, [{ name, cron }]);
  if (DEFAULT_REQUEST !== undefined) add('', []);
  return [...found.values()];
}
