// CreateFunction, GetFunction and DeleteFunction.
// https://cloud.tencent.com/document/product/583/18586 and https://cloud.tencent.com/document/product/583/18584
import * as v from 'valibot';
import { ApiError } from '../../redis/model/errors';
import { need, statusOf } from '../store';
import type { StoredFunction } from '../types';
import { defineAction, invalid, NAMED } from './action';
import {
  CodeFields,
  checkDescription,
  checkNumbers,
  checkRuntime,
  EnvironmentFields,
  variablesAfter,
  zipOf,
} from './parts';

const NAME = /^[A-Za-z][\w-]{0,58}[A-Za-z0-9]$/;
/** The platform's own defaults: two more runs, six hours. https://www.tencentcloud.com/document/product/583/39851 */
const RETRY = { MsgTTL: 21_600, RetryNum: 2 };

export const createFunction = defineAction(
  {
    ...NAMED,
    Code: CodeFields,
    Type: v.optional(v.literal('Event'), 'Event'),
    Handler: v.string(),
    Runtime: v.string(),
    Description: v.optional(v.string(), ''),
    MemorySize: v.optional(v.number(), 128),
    Timeout: v.optional(v.number(), 3),
    Role: v.optional(v.string(), ''),
    Environment: v.optional(EnvironmentFields, { Variables: [] }),
  },
  (params, { store, region }) => {
    const { Code, Environment, Type: _, Namespace = 'default', ...rest } = params;
    if (!NAME.test(rest.FunctionName)) throw invalid('FunctionName', 'The name is not right.');
    if (store.has({ region, Namespace, FunctionName: rest.FunctionName }))
      throw new ApiError('ResourceInUse.FunctionName', 'The function exists already.');
    checkRuntime(rest.Runtime);
    checkNumbers(rest);
    checkDescription(rest.Description);
    store.put({
      ...rest,
      Namespace,
      region,
      Variables: variablesAfter([], Environment.Variables),
      zip: zipOf(Code, rest.Handler),
      retry: RETRY,
      reservedMem: null,
      triggers: [],
      change: store.change('Creating'),
    });
    return {};
  },
);

export const getFunction = defineAction(
  { ...NAMED, Qualifier: v.optional(v.string()), ShowCode: v.optional(v.string()) },
  (params, { store, region }) => detailsOf(store.get({ ...params, region })),
);

function detailsOf(fn: StoredFunction): Readonly<Record<string, unknown>> {
  const { Variables, zip, retry: _r, reservedMem: _m, change, region: _, triggers, ...shown } = fn;
  const Status = statusOf(fn);
  const reasons = Status.endsWith('Failed') && change.reason !== undefined;
  return {
    ...shown,
    Status,
    StatusReasons: reasons
      ? [{ ErrorCode: 'InternalError.System', ErrorMessage: change.reason }]
      : [],
    Type: 'Event',
    FunctionVersion: '$LATEST',
    CodeSize: zip.length,
    Environment: { Variables },
    Triggers: triggers,
  };
}

export const deleteFunction = defineAction(
  { ...NAMED, Qualifier: v.optional(v.string()) },
  (params, { store, region }) => {
    const fn = store.get({ ...params, region });
    need(fn, 'FailedOperation.DeleteFunction', 'Active', 'CreateFailed', 'UpdateFailed');
    store.delete(fn);
    return {};
  },
);

export const listFunctions = defineAction(
  {
    Namespace: v.optional(v.string(), 'default'),
    SearchKey: v.optional(v.string(), ''),
    Offset: v.optional(v.number(), 0),
    Limit: v.optional(v.number(), 20),
  },
  ({ Namespace, SearchKey, Offset, Limit }, { store, region }) => {
    const found = store
      .all()
      .filter((fn) => fn.region === region && fn.Namespace === Namespace)
      .filter(({ FunctionName }) => FunctionName.includes(SearchKey));
    const Functions = found
      .slice(Offset, Offset + Limit)
      .map(({ FunctionName }) => ({ FunctionName, Namespace }));
    return { TotalCount: found.length, Functions };
  },
);
