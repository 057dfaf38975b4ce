// ListTriggers, CreateTrigger, UpdateTrigger and DeleteTrigger, for timers and Function URLs.
// https://cloud.tencent.com/document/product/583/18589 and, for the URL, https://cloud.tencent.com/document/product/583/100227
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { ApiError } from '../../redis/model/errors';
import { checkCron } from '../../scf/cron';
import { need } from '../store';
import type { StoredFunction, StoredTrigger } from '../types';
import { defineAction, invalid, NAMED } from './action';

const MAX_ARGUMENT_BYTES = 4096;
const MAX_SAME_TYPE = 10;
const TRIGGER = {
  ...NAMED,
  TriggerName: v.string(),
  Type: v.string(),
  TriggerDesc: v.optional(v.string()),
  Qualifier: v.optional(v.string(), '$LATEST'),
};
const SETTABLE = {
  ...TRIGGER,
  Enable: v.optional(v.picklist(['OPEN', 'CLOSE'])),
  CustomArgument: v.optional(v.string(), ''),
  Description: v.optional(v.string(), ''),
};

export const listTriggers = defineAction(
  { ...NAMED, Offset: v.optional(v.number(), 0), Limit: v.optional(v.number(), 20) },
  ({ Offset, Limit, ...place }, { store, region }) => {
    const { triggers } = store.get({ ...place, region });
    return { TotalCount: triggers.length, Triggers: triggers.slice(Offset, Offset + Limit) };
  },
);

export const createTrigger = defineAction(SETTABLE, (params, { store, region }) => {
  const fn = store.get({ ...params, region });
  need(fn, 'FailedOperation.CreateTrigger', 'Active');
  if (fn.triggers.some((one) => one.TriggerName === params.TriggerName))
    throw new ApiError('ResourceInUse.TriggerName', 'The trigger exists already.');
  if (fn.triggers.filter(({ Type }) => Type === params.Type).length >= MAX_SAME_TYPE)
    throw new ApiError('LimitExceeded.Trigger', 'At most 10 triggers of a type.');
  const trigger = triggerOf(fn, params);
  store.put({ ...fn, triggers: [...fn.triggers, trigger] });
  return { TriggerInfo: trigger };
});

export const updateTrigger = defineAction(SETTABLE, (params, { store, region }) => {
  const fn = store.get({ ...params, region });
  need(fn, 'FailedOperation.FunctionStatusError', 'Active');
  const before = find(fn, params);
  const after = triggerOf(fn, params);
  store.put({ ...fn, triggers: fn.triggers.map((one) => (one === before ? after : one)) });
  return {};
});

export const deleteTrigger = defineAction(TRIGGER, (params, { store, region }) => {
  const fn = store.get({ ...params, region });
  need(fn, 'FailedOperation.DeleteTrigger', 'Active');
  const gone = find(fn, params);
  store.put({ ...fn, triggers: fn.triggers.filter((one) => one !== gone) });
  return {};
});

type Named = Pick<StoredTrigger, 'Type' | 'TriggerName' | 'Qualifier'>;

function find(fn: StoredFunction, named: Named): StoredTrigger {
  const found = fn.triggers.find(
    (one) =>
      one.Type === named.Type &&
      one.TriggerName === named.TriggerName &&
      one.Qualifier === named.Qualifier,
  );
  if (found === undefined)
    throw new ApiError('ResourceNotFound.Trigger', 'The trigger does not exist.');
  return found;
}

function triggerOf(
  fn: StoredFunction,
  given: Named & {
    TriggerDesc?: string | undefined;
    CustomArgument: string;
    Description: string;
    Enable?: 'OPEN' | 'CLOSE' | undefined;
  },
): StoredTrigger {
  const { Type, TriggerName, Qualifier, CustomArgument, Description } = given;
  if (Buffer.byteLength(CustomArgument) > MAX_ARGUMENT_BYTES)
    throw invalid('CustomArgument', 'The argument has more than 4 KB.');
  const TriggerDesc = shownDesc(fn, Type, given.TriggerDesc ?? '');
  const Enable = given.Enable === 'CLOSE' ? 0 : 1;
  return { Type, TriggerName, TriggerDesc, CustomArgument, Enable, Qualifier, Description };
}

/** Set as a bare cron, a timer's description comes back as JSON in the documented samples. */
function shownDesc(fn: StoredFunction, type: string, desc: string): string {
  try {
    if (type === 'http') return JSON.stringify(urlDesc(fn, desc));
    if (type !== 'timer') return desc;
    checkCron(desc);
    return JSON.stringify({ cron: desc });
  } catch (error) {
    throw invalid('TriggerDesc', (error as Error).message);
  }
}

const UrlDesc = v.object({
  AuthType: v.picklist(['NONE', 'CAM']),
  NetConfig: v.object({ EnableIntranet: v.boolean(), EnableExtranet: v.boolean() }),
});

/** Where in the description the address comes back is not documented; here it is beside the switch that opens it. */
function urlDesc(fn: StoredFunction, desc: string): object {
  const { AuthType, NetConfig } = v.parse(UrlDesc, JSON.parse(desc));
  const id = createHash('sha256').update(`${fn.Namespace}/${fn.FunctionName}`).digest('hex');
  const host = (zone: string) => `https://1250000000-${id.slice(0, 10)}.${zone}.tencentscf.com`;
  return {
    AuthType,
    NetConfig: {
      ...NetConfig,
      ...(NetConfig.EnableExtranet ? { ExtranetUrl: host(fn.region) } : {}),
      ...(NetConfig.EnableIntranet ? { IntranetUrl: host(`in.${fn.region}`) } : {}),
    },
  };
}
