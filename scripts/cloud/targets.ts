// What a description asks for, and when: the requests of its timers and DEFAULT_REQUEST, and the instances they name.
import type { FunctionDescription } from '../../emulator/scf/types';
import type { Config } from '../../src/config';
import type { BackupRequest } from '../../src/request/backup-request';
import { isRegion } from '../../src/request/ids';
import { parsePayload } from '../../src/request/parse-request';
import type { CoverageRequest } from '../../src/request/query-request';
import type { Target } from '../../src/result';

type Timers = readonly { readonly name: string; readonly cron: string }[];

interface Asked {
  readonly request: BackupRequest | CoverageRequest;
  /** The timer that asks; none for DEFAULT_REQUEST. */
  readonly timers: Timers;
}

/** Requests that are not right are left out: the preflight is who reports them. */
export function requestsOf(
  { region, timers }: FunctionDescription,
  { BACKUP_REGION, DEFAULT_REQUEST }: Config,
): Asked[] {
  const fallback = BACKUP_REGION ?? (isRegion(region) ? region : undefined);
  const defaults = { region: fallback, request: DEFAULT_REQUEST };
  const ask = (argument: string, by: Timers): Asked[] => {
    const request = parsePayload(
      { payload: argument.trim() === '' ? { from: 'default' } : { from: 'text', text: argument } },
      defaults,
    );
    return request.ok ? [{ request: request.value, timers: by }] : [];
  };
  return [
    ...timers.flatMap(({ name, cron, argument }) => ask(argument, [{ name, cron }])),
    ...(DEFAULT_REQUEST === undefined ? [] : ask('', [])),
  ];
}

export type NamedTarget = Target & {
  /** The timers that ask for it. */
  readonly timers: Timers;
};

/** The instances that requests name, each once. */
export function targetsOf(description: FunctionDescription, config: Config): NamedTarget[] {
  const found = new Map<string, NamedTarget>();
  for (const { request, timers } of requestsOf(description, config))
    for (const InstanceId of request.InstanceIds) {
      const { Region } = request;
      const key = `${Region} ${InstanceId}`;
      const before = found.get(key)?.timers ?? [];
      found.set(key, { InstanceId, Region, timers: [...before, ...timers] });
    }
  return [...found.values()];
}
