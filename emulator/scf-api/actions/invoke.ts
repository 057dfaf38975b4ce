// Invoke: a direct call of a function. https://cloud.tencent.com/document/api/583/17243
import * as v from 'valibot';
import { need } from '../store';
import { defineAction, invalid, NAMED } from './action';

export const invokeFunction = defineAction(
  {
    ...NAMED,
    InvocationType: v.optional(v.picklist(['RequestResponse', 'Event']), 'RequestResponse'),
    Qualifier: v.optional(v.string()),
    ClientContext: v.optional(v.string(), '{}'),
    LogType: v.optional(v.string()),
  },
  async (params, { store, region, invoke }) => {
    const fn = store.get({ ...params, region });
    need(fn, 'FailedOperation.FunctionStatusError', 'Active', 'Updating');
    return { Result: await invoke(fn, eventIn(params.ClientContext)) };
  },
);

function eventIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('ClientContext', 'The event is no JSON.');
  }
}
