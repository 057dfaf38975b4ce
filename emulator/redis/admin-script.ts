// A script that came over the admin route: checked, so that a typo is an answer and not a silent no-op.

import { isFaultName } from './fault-names';
import { checkFields } from './model/fields';
import type { FaultStep } from './types';

const STEP = {
  action: 'string',
  instanceId: 'string',
  region: 'string',
  times: 'integer',
  skip: 'integer',
  execute: 'boolean',
  executeAfterMs: 'integer',
  delayMs: 'integer',
  code: 'string',
  message: 'string',
  fault: 'string',
} as const;

/** The steps of a JSON array; throws for anything that is not one. */
export function scriptIn(body: unknown): FaultStep[] {
  if (!Array.isArray(body)) throw new Error('a script is an array of steps');
  return body.map(stepIn);
}

function stepIn(value: unknown): FaultStep {
  const { code, message, fault, ...target } = checkFields(STEP, value);
  if (isFaultName(fault) && code === undefined) return { ...target, fault };
  if (fault !== undefined || code === undefined)
    throw new Error(`a step has either a code or a known fault, not ${code ?? fault ?? 'neither'}`);
  return message === undefined ? { ...target, code } : { ...target, code, message };
}
