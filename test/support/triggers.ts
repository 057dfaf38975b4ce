// Triggers asked one by one, in an invocation called `run-1`.
import type { Delivery } from '../../src/delivery';
import { TRIGGERS } from '../../src/triggers/select';
import type { ReadContext, Trigger } from '../../src/triggers/trigger';
import { ageMs } from './clock';
import { sha256 } from './hash';

export const READ_CONTEXT: ReadContext = { invocationId: 'run-1', sha256, ageMs };

export function triggerNamed(name: string): Trigger {
  const trigger = TRIGGERS.find((candidate) => candidate.name === name);
  if (trigger === undefined) throw new Error(`no trigger ${name}`);
  return trigger;
}

export const read = (trigger: string, event: unknown): readonly Delivery[] =>
  triggerNamed(trigger).read(event, READ_CONTEXT);

/** The run keys of an event's deliveries, in order. */
export const keysOf = (trigger: string, event: unknown): (string | undefined)[] =>
  read(trigger, event).map(({ runKey }) => runKey?.value);
