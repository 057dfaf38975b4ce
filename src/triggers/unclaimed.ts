// What is said of an event that no trigger claims, or several do. It names top-level keys, never a value.
import { escapeUnseen } from '../logger';
import { isObject } from '../request/json';

const MAX_KEYS = 10;
const MAX_LENGTH = 200;

function describeShape(event: unknown): string {
  if (!isObject(event))
    return event === null ? 'null' : Array.isArray(event) ? 'a list' : `a ${typeof event}`;
  const keys = Object.keys(event).slice(0, MAX_KEYS);
  return keys.length === 0
    ? 'an empty object'
    : `an object with the keys ${escapeUnseen(keys.join(', ').slice(0, MAX_LENGTH))}`;
}

/** @param claimants the names of the triggers that claim it */
export const describeUnclaimed = (event: unknown, claimants: readonly string[]): string =>
  claimants.length === 0
    ? `no trigger knows this event, ${describeShape(event)}; a plain request is {"InstanceId":"crs-…"}`
    : `this event looks like ${claimants.join(' and ')} at once: ${describeShape(event)}`;
