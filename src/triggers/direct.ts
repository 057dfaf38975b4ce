// Direct invoke (cloud API `Invoke`, console test): the event itself is the request.
import { isObject } from '../request/json';
import { nearMiss } from '../request/near-miss';
import { REQUEST_FIELDS } from '../request/parse';
import { replyOrThrow } from './reply-or-throw';
import type { RunKey, Trigger } from './trigger';

/** Top-level keys that belong to some event source; an object with one of them is never a plain request. */
const ENVELOPE_KEYS = [
  'Type',
  'httpMethod',
  'headers',
  'payload',
  'Records',
  'EventList',
  'specversion',
  'clslogs',
  'EventType',
];

const meansARequestField = (name: string): boolean =>
  REQUEST_FIELDS.includes(name) || nearMiss(name, REQUEST_FIELDS) !== undefined;

// A plain object is a request when it has at least one field of a request, even misspelt (so that the parser can say
// which), and no source's envelope. Anything else is an event this function does not know, and is refused as such.
const isRequest = (event: unknown): event is Readonly<Record<string, unknown>> =>
  isObject(event) &&
  Object.keys(event).some(meansARequestField) &&
  !ENVELOPE_KEYS.some((key) => Object.hasOwn(event, key));

function runKeyOf(key: unknown, requestId: string): RunKey {
  // Whether `request_id` stays the same over the platform's re-runs of an asynchronous invoke is not documented; a
  // caller who needs that gives an IdempotencyKey.
  return typeof key === 'string'
    ? { value: `IdempotencyKey ${key}`, chosenBy: 'caller' }
    : { value: `request_id ${requestId}`, chosenBy: 'event' };
}

export const direct: Trigger = {
  name: 'direct',
  claims: isRequest,
  read: (event, { requestId }) => [
    {
      runKey: runKeyOf(isRequest(event) ? event.IdempotencyKey : undefined, requestId),
      payload: { from: 'value', value: event },
      keyInRequest: true,
    },
  ],
  reply: replyOrThrow,
};
