// A step → the API call that makes it: https://cloud.tencent.com/document/product/583/17235
import { marked } from './mark';
import { type Desired, OURS, type TriggerState } from './model';
import type { Step } from './plan';

export interface ApiRequest {
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** @param zip the code, as base64 */
export function callOf(step: Step, desired: Desired, zip: string): ApiRequest {
  const { place, handler, runtime, retry } = desired;
  const Code = { ZipFile: zip };
  switch (step.do) {
    case 'create function': {
      const fixed = { Type: 'Event', Runtime: runtime, Handler: handler, Code };
      return {
        action: 'CreateFunction',
        params: { ...place, ...fixed, ...configurationOf(desired) },
      };
    }
    case 'update code':
      return { action: 'UpdateFunctionCode', params: { ...place, Handler: handler, Code } };
    case 'update configuration':
      return {
        action: 'UpdateFunctionConfiguration',
        params: { ...place, ...configurationOf(desired) },
      };
    case 'set retry policy': {
      const RetryConfig = [{ RetryNum: retry?.attempts }];
      const AsyncTriggerConfig = { MsgTTL: retry?.maxAgeSeconds, RetryConfig };
      return {
        action: 'UpdateFunctionEventInvokeConfig',
        params: { ...place, AsyncTriggerConfig },
      };
    }
    case 'reserve concurrency': {
      const ReservedConcurrencyMem = desired.reservedMb;
      return {
        action: 'PutReservedConcurrencyConfig',
        params: { ...place, ReservedConcurrencyMem },
      };
    }
    case 'release concurrency':
      return { action: 'DeleteReservedConcurrencyConfig', params: { ...place } };
    case 'create trigger':
      return { action: 'CreateTrigger', params: { ...place, ...settingsOf(step.trigger) } };
    case 'update trigger':
      return { action: 'UpdateTrigger', params: { ...place, ...settingsOf(step.trigger) } };
    case 'delete trigger':
      return { action: 'DeleteTrigger', params: { ...place, ...identityOf(step.trigger) } };
    default:
      return step satisfies never;
  }
}

/** All of it at every update, so that the outcome does not depend on what was there. */
const configurationOf = (desired: Desired) => ({
  Description: marked(desired.description, desired.code),
  MemorySize: desired.memoryMb,
  Timeout: desired.timeoutS,
  Role: desired.role,
  Environment: { Variables: variablesOf(desired.environment) },
});

/** An empty list would leave the old variables in place; one empty pair clears them. */
function variablesOf(environment: Desired['environment']): { Key: string; Value: string }[] {
  const variables = Object.entries(environment).map(([Key, Value]) => ({ Key, Value }));
  return variables.length > 0 ? variables : [{ Key: '', Value: '' }];
}

const identityOf = ({ Type, TriggerName, Qualifier, desc }: TriggerState) => ({
  Type,
  TriggerName,
  Qualifier,
  TriggerDesc: desc,
});

const settingsOf = (trigger: TriggerState) => ({
  ...identityOf(trigger),
  Enable: trigger.enabled ? 'OPEN' : 'CLOSE',
  Description: OURS,
  ...(trigger.Type === 'timer' ? { CustomArgument: trigger.argument } : {}),
});
