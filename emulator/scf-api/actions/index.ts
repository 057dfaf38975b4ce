// Every action of the local SCF API, by the name in X-TC-Action.
import type { Action } from './action';
import {
  deleteReservedConcurrency,
  getReservedConcurrency,
  putReservedConcurrency,
} from './concurrency';
import { createFunction, deleteFunction, getFunction, listFunctions } from './functions';
import { invokeFunction } from './invoke';
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
    ListFunctions: listFunctions,
    Invoke: invokeFunction,
    GetReservedConcurrencyConfig: getReservedConcurrency,
    PutReservedConcurrencyConfig: putReservedConcurrency,
    DeleteReservedConcurrencyConfig: deleteReservedConcurrency,
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
