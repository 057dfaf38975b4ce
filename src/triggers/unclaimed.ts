// What is said of an event that no trigger claims, or several do. It names keys, never a value.
import { escapeUnseen } from '../logger';
import { isObject } from '../request/json';

const MAX_KEYS = 10;
const MAX_LENGTH = 200;

const listKeys = (value: object): string =>
  escapeUnseen(Object.keys(value).slice(0, MAX_KEYS).join(', ').slice(0, MAX_LENGTH));

function describeShape(event: unknown): string {
  if (!isObject(event))
    return event === null ? 'null' : Array.isArray(event) ? 'a list' : `a ${typeof event}`;
  const keys = listKeys(event);
  if (keys === '') return 'an empty object';
  // The key within a record tells its source.
  const [record] = Array.isArray(event.Records) ? event.Records : [];
  const within = isObject(record) ? `, of which the first record has ${listKeys(record)}` : '';
  return `an object with the keys ${keys}${within}`;
}

/** @param claimants the names of the triggers that claim it */
export const describeUnclaimed = (event: unknown, claimants: readonly string[]): string =>
  claimants.length === 0
    ? `no trigger knows this event, ${describeShape(event)}; a plain request is {"InstanceId":"crs-…"}`
    : `this event looks like ${claimants.join(' and ')} at once: ${describeShape(event)}`;
