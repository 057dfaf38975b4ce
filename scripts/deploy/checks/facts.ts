// What the checks look at, and what they find. Every check is pure: facts in, findings out.
import type { Service } from '../../../emulator/scf/service-schema';
import { type Config, loadConfig } from '../../../src/config';
import type { BackupRequest } from '../../../src/request/backup-request';
import { isRegion, type Region } from '../../../src/request/ids';
import type { Parsed } from '../../../src/request/issues';
import { parsePayload } from '../../../src/request/parse-request';
import type { CoverageRequest } from '../../../src/request/query-request';
import { type DeclaredFunction, functionOf } from '../desired';

export interface Facts {
  readonly service: Service;
  /** The function's name among `functions:`, for paths like `functions.backup.timeout`. */
  readonly key: string;
  readonly fn: DeclaredFunction;
  readonly config: Parsed<Config>;
  /** Text of DEPLOY_API_ENDPOINT; empty for the usual one. */
  readonly deployEndpoint: string;
  /** Whether hosts that are not Tencent's may be called: `--any-endpoint`. */
  readonly anyEndpoint: boolean;
  readonly now: Date;
}

/** A problem stops a deploy; a warning and a note do not. */
export interface Finding {
  readonly level: 'problem' | 'warning' | 'note';
  /** Path in serverless.yml. */
  readonly where: string;
  /** What is wrong, and what would be right. Never a variable's value. */
  readonly text: string;
}

export type Check = (facts: Facts) => readonly Finding[];

export const problem = (where: string, text: string): Finding => ({
  level: 'problem',
  where,
  text,
});
export const warning = (where: string, text: string): Finding => ({
  level: 'warning',
  where,
  text,
});
export const note = (where: string, text: string): Finding => ({ level: 'note', where, text });

export function factsOf(
  service: Service,
  deployEndpoint: string,
  now: Date,
  anyEndpoint = false,
): Facts {
  const { key, fn } = functionOf(service);
  const config = loadConfig(fn.environment);
  return { service, key, fn, config, deployEndpoint, anyEndpoint, now };
}

export interface TimerRequest {
  readonly name: string;
  readonly cron: string;
  /** Path of its argument in serverless.yml. */
  readonly where: string;
  /** The timer says nothing, which stands for DEFAULT_REQUEST. */
  readonly isEmpty: boolean;
  /** What the function will make of the event this timer sends. */
  readonly request: Parsed<BackupRequest | CoverageRequest>;
}

/** The requests of all timers, read as the function reads them. None when the settings are not right. */
export function timerRequests({ service, key, fn, config }: Facts): readonly TimerRequest[] {
  if (!config.ok) return [];
  const { BACKUP_REGION, DEFAULT_REQUEST: request } = config.value;
  const region = BACKUP_REGION ?? regionOf(service.provider.region);
  return fn.events.flatMap(({ timer }, index) => {
    if (timer === undefined) return [];
    const { name, cron, argument } = timer;
    const isEmpty = argument.trim() === '';
    const payload = isEmpty
      ? ({ from: 'default' } as const)
      : ({ from: 'text', text: argument } as const);
    return [
      {
        name,
        cron,
        where: `functions.${key}.events.${index}.timer.argument`,
        isEmpty,
        request: parsePayload({ payload }, { region, request }),
      },
    ];
  });
}

const regionOf = (text: string): Region | undefined => (isRegion(text) ? text : undefined);
