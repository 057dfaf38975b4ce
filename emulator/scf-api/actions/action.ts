// What an action is: the documented fields it takes, and what it does to the store.
import * as v from 'valibot';
import { ApiError } from '../../redis/model/errors';
import type { Store } from '../store';
import type { InvokeResult, StoredFunction } from '../types';

export interface Scene {
  store: Store;
  region: string;
  invoke: (fn: StoredFunction, event: unknown) => Promise<InvokeResult>;
}

type Fields = Readonly<Record<string, unknown>>;

/** Takes the body, returns the fields of the reply without RequestId. Throws ApiError for any refusal. */
export type Action = (body: unknown, scene: Scene) => Fields | Promise<Fields>;

/** The fields by which every action names its function. */
export const NAMED = {
  FunctionName: v.string(),
  Namespace: v.optional(v.string()),
};

/** An action whose body is checked against its documented fields before it runs; others are refused, as the API does. */
export function defineAction<const E extends v.ObjectEntries>(
  entries: E,
  run: (
    params: v.InferOutput<v.StrictObjectSchema<E, undefined>>,
    scene: Scene,
  ) => Fields | Promise<Fields>,
): Action {
  const schema = v.strictObject(entries);
  return (body, scene) => {
    const checked = v.safeParse(schema, body);
    if (checked.success) return run(checked.output, scene);
    throw refusalOf(checked.issues[0]);
  };
}

/** Which code a wrong type gets is not documented; the common page has no closer one. */
function refusalOf(issue: v.BaseIssue<unknown>): ApiError {
  const path = v.getDotPath(issue) ?? 'the body';
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return new ApiError('UnknownParameter', `The parameter \`${path}\` is not recognized.`);
  if (issue.received === 'undefined')
    return new ApiError('MissingParameter', `The parameter \`${path}\` is missing.`);
  return new ApiError('InvalidParameterValue', `The parameter \`${path}\` is not right.`);
}

export const invalid = (name: string, message: string): ApiError =>
  new ApiError(`InvalidParameterValue.${name}`, message);
