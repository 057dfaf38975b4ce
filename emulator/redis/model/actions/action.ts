// What an action is: documented fields, documented rate, and a function from state to state.

import type { Dialect } from '../../dialect';
import type { InstanceRow } from '../../types';
import type { Behaviour } from '../behaviour';
import { ApiError } from '../errors';
import { checkFields, type Fields, type Params } from '../fields';
import { findInstance, type State } from '../state';

/** What an action may look at. `now` is Unix milliseconds. */
export interface Scene {
  state: State;
  now: number;
  region: string;
  behaviour: Behaviour;
  dialect: Dialect;
  /** From 0 up to 1. */
  random: () => number;
}

/** The fields of a reply without RequestId; `state` only when the action changed it. */
export interface ActionResult {
  reply: Readonly<Record<string, unknown>>;
  state?: State;
}

export interface Action {
  /** Documented calls a second on its page. */
  perSecond: number;
  fields: Fields;
  /** Throws ApiError for any refusal. */
  run(body: unknown, scene: Scene): ActionResult;
}

interface Definition<F extends Fields> {
  perSecond: number;
  fields: F;
  run(params: Params<F>, scene: Scene): ActionResult;
}

/** An action whose body is checked against its documented fields before it runs. */
export function defineAction<const F extends Fields>(definition: Definition<F>): Action {
  const { perSecond, fields, run } = definition;
  return { perSecond, fields, run: (body, scene) => run(checkFields(fields, body), scene) };
}

/** The instance, if it exists in the region of the call: instances are scoped by region. */
export function instanceOf({ state, region }: Scene, instanceId: string): InstanceRow {
  const row = findInstance(state, instanceId);
  if (row === undefined || row.region !== region)
    throw new ApiError('ResourceNotFound.InstanceNotExists');
  return row;
}

/** Documented as an integer; older sample replies show a string. */
export const taskIdIn = ({ behaviour }: Scene, taskId: number) =>
  behaviour.taskIdAs === 'string' ? String(taskId) : taskId;
