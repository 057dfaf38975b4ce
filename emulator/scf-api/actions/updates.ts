// UpdateFunctionCode, UpdateFunctionConfiguration, and the asynchronous retry policy.
// https://cloud.tencent.com/document/product/583/18580 and https://cloud.tencent.com/document/api/583/53639
import * as v from 'valibot';
import { ApiError } from '../../redis/model/errors';
import { need } from '../store';
import { defineAction, invalid, NAMED } from './action';
import {
  CodeFields,
  checkDescription,
  checkNumbers,
  EnvironmentFields,
  variablesAfter,
  zipOf,
} from './parts';

export const updateFunctionCode = defineAction(
  { ...NAMED, Handler: v.optional(v.string()), Code: CodeFields },
  ({ Code, Handler, ...place }, { store, region }) => {
    const fn = store.get({ ...place, region });
    need(fn, 'FailedOperation.UpdateFunctionCode', 'Active', 'UpdateFailed');
    const handler = Handler ?? fn.Handler;
    const zip = zipOf(Code, handler);
    store.put({ ...fn, Handler: handler, zip, change: store.change('Updating') });
    return {};
  },
);

export const updateFunctionConfiguration = defineAction(
  {
    ...NAMED,
    Runtime: v.optional(v.string()),
    Description: v.optional(v.string()),
    MemorySize: v.optional(v.number()),
    Timeout: v.optional(v.number()),
    Role: v.optional(v.string()),
    Environment: v.optional(EnvironmentFields),
  },
  ({ FunctionName, Namespace, Environment, Runtime, ...given }, { store, region }) => {
    const fn = store.get({ FunctionName, Namespace, region });
    need(fn, 'FailedOperation.UpdateFunctionConfiguration', 'Active', 'UpdateFailed');
    if (Runtime !== undefined && Runtime !== fn.Runtime)
      throw invalid('Runtime', 'The runtime cannot be changed.');
    checkNumbers(given);
    checkDescription(given.Description ?? '');
    const set = Object.entries(given).filter(([, value]) => value !== undefined);
    store.put({
      ...fn,
      ...Object.fromEntries(set),
      Variables: variablesAfter(fn.Variables, Environment?.Variables ?? []),
      change: store.change('Updating'),
    });
    return {};
  },
);

export const getFunctionEventInvokeConfig = defineAction(
  { ...NAMED, Qualifier: v.optional(v.string()) },
  (params, { store, region }) => {
    const { MsgTTL, RetryNum } = store.get({ ...params, region }).retry;
    return { AsyncTriggerConfig: { MsgTTL, RetryConfig: [{ RetryNum }] } };
  },
);

export const updateFunctionEventInvokeConfig = defineAction(
  {
    ...NAMED,
    AsyncTriggerConfig: v.strictObject({
      MsgTTL: v.number(),
      RetryConfig: v.tuple([v.strictObject({ RetryNum: v.number() })]),
    }),
  },
  ({ AsyncTriggerConfig, ...place }, { store, region }) => {
    const fn = store.get({ ...place, region });
    need(fn, 'FailedOperation.FunctionStatusError', 'Active');
    const { MsgTTL, RetryConfig } = AsyncTriggerConfig;
    const [{ RetryNum }] = RetryConfig;
    if (RetryNum < 0 || RetryNum > 2) throw new ApiError('LimitExceeded.RetryNum', 'It is 0 to 2.');
    if (MsgTTL < 60 || MsgTTL > 21_600)
      throw new ApiError('LimitExceeded.MsgTTL', 'It is 60 to 21600.');
    store.put({ ...fn, retry: { MsgTTL, RetryNum } });
    return {};
  },
);
