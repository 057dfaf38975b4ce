// Every action of the local SCF API, by the name in X-TC-Action.
import type { Action } from './action';
import { createFunction, deleteFunction, getFunction } from './functions';
import { createTrigger, deleteTrigger, listTriggers, updateTrigger } from './triggers';
import {
  getFunctionEventInvokeConfig,
  updateFunctionCode,
  updateFunctionConfiguration,
  updateFunctionEventInvokeConfig,
} from './updates';

export const ACTIONS: ReadonlyMap<string, Action> = new Map(
  Object.entries({
    CreateFunction: createFunction,
    GetFunction: getFunction,
    DeleteFunction: deleteFunction,
    UpdateFunctionCode: updateFunctionCode,
    UpdateFunctionConfiguration: updateFunctionConfiguration,
    GetFunctionEventInvokeConfig: getFunctionEventInvokeConfig,
    UpdateFunctionEventInvokeConfig: updateFunctionEventInvokeConfig,
    ListTriggers: listTriggers,
    CreateTrigger: createTrigger,
    UpdateTrigger: updateTrigger,
    DeleteTrigger: deleteTrigger,
  }),
);
