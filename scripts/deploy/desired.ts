// serverless.yml, read and checked → what the function should be.
import type { Service } from '../../emulator/scf/service-schema';
import { type Desired, QUALIFIER, type TriggerState, URL_TRIGGER, urlDesc } from './model';

export type DeclaredFunction = Service['functions'][string];
type Event = DeclaredFunction['events'][number];

/** The one function of a checked description, and its key in the file. */
export function functionOf({ functions }: Service): { key: string; fn: DeclaredFunction } {
  const [entry] = Object.entries(functions);
  if (entry === undefined) throw new Error('functions must hold exactly one function');
  return { key: entry[0], fn: entry[1] };
}

/** @param code lower-case hex SHA-256 of the zip */
export function desiredOf(service: Service, code: string): Desired {
  const { provider } = service;
  const { fn } = functionOf(service);
  return {
    place: { FunctionName: fn.name, Namespace: provider.namespace },
    region: provider.region,
    handler: fn.handler,
    runtime: provider.runtime,
    description: fn.description,
    memoryMb: fn.memorySize,
    timeoutS: fn.timeout,
    role: fn.role ?? '',
    environment: withoutEmpty(fn.environment),
    code,
    retry: fn.asyncRetry,
    // The platform counts memory: one instance is as much as one instance has.
    reservedMb: fn.concurrency === undefined ? undefined : fn.concurrency * fn.memorySize,
    triggers: fn.events.map(triggerOf),
  };
}

/** To the function an empty variable is the same as none; whether SCF takes an empty value is not documented. */
export function withoutEmpty(
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
}

function triggerOf({ timer, url }: Event): TriggerState {
  if (timer !== undefined)
    return {
      Type: 'timer',
      TriggerName: timer.name,
      Qualifier: QUALIFIER,
      desc: timer.cron.trim().split(/\s+/).join(' '),
      argument: timer.argument,
      enabled: timer.enabled,
      ours: true,
    };
  return {
    Type: 'http',
    TriggerName: URL_TRIGGER,
    Qualifier: QUALIFIER,
    desc: urlDesc(url?.auth ?? 'NONE', url?.public ?? false),
    argument: '',
    enabled: true,
    ours: true,
  };
}
