// A function of the local SCF API → what the SCF host needs to run it: its description, and its zip unpacked.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import type { FunctionDescription, FunctionUrl, Timer } from '../scf/types';
import type { StoredFunction, StoredTrigger } from './types';
import { unzip } from './unzip';

const TimerDesc = v.object({ cron: v.string() });
const UrlDesc = v.object({
  AuthType: v.picklist(['NONE', 'CAM']),
  NetConfig: v.object({ EnableExtranet: v.boolean() }),
});

/** The function as it has been deployed, closed triggers left out. */
export function describeDeployed(fn: StoredFunction): FunctionDescription {
  const open = fn.triggers.filter(({ Enable }) => Enable === 1);
  const [url] = open.filter(({ Type }) => Type === 'http').map(toUrl);
  return {
    name: fn.FunctionName,
    namespace: fn.Namespace,
    handler: fn.Handler,
    runtime: fn.Runtime,
    role: fn.Role,
    region: fn.region,
    memoryMb: fn.MemorySize,
    timeoutMs: fn.Timeout * 1000,
    environment: Object.fromEntries(fn.Variables.map(({ Key, Value }) => [Key, Value])),
    timers: open.filter(({ Type }) => Type === 'timer').map(toTimer),
    ...(fn.reservedMem === null ? {} : { concurrency: fn.reservedMem / fn.MemorySize }),
    ...(url === undefined ? {} : { url }),
  };
}

function toTimer({ TriggerName, TriggerDesc, CustomArgument }: StoredTrigger): Timer {
  const { cron } = v.parse(TimerDesc, JSON.parse(TriggerDesc));
  return { name: TriggerName, cron, argument: CustomArgument };
}

function toUrl({ TriggerDesc }: StoredTrigger): FunctionUrl {
  const { AuthType, NetConfig } = v.parse(UrlDesc, JSON.parse(TriggerDesc));
  return { auth: AuthType, public: NetConfig.EnableExtranet };
}

/** Unpacks the function's code into `folder`; returns the handler's file. */
export function unpackDeployed({ zip, Handler }: StoredFunction, folder: string): string {
  for (const [name, content] of unzip(zip)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return join(folder, `${Handler.split('.')[0]}.js`);
}
