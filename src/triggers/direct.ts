// Direct invoke (cloud API `Invoke`, console test): the event itself is the request. So is what an EventBridge
// transform has made of an event.
import { nearMiss } from '../request/near-miss';
import { REQUEST_FIELDS } from '../request/parse';
import { isUnmarked } from './marks';
import { replyOrThrow } from './reply-or-throw';
import type { Delivery, RunKey, Trigger } from './trigger';

type Fields = Readonly<Record<string, unknown>>;

/** A request has a dozen fields at most; comparing more names would be work for nothing. */
const NAMES_LOOKED_AT = 100;

const meansARequestField = (name: string): boolean =>
  REQUEST_FIELDS.includes(name) || nearMiss(name, REQUEST_FIELDS) !== undefined;

// A plain object is a request when it has at least one field of a request, even misspelt (so that the parser can say
// which), and no source's mark. Anything else is an event this function does not know, and is refused as such.
const isRequest = (event: unknown): event is Fields =>
  isUnmarked(event) && Object.keys(event).slice(0, NAMES_LOOKED_AT).some(meansARequestField);

/** Whether `request_id` stays the same over the platform's re-runs of an asynchronous invoke is not documented; a caller
 * who needs that gives an IdempotencyKey. */
const runKeyOf = ({ IdempotencyKey: key }: Fields, requestId: string): RunKey =>
  typeof key === 'string'
    ? { value: `IdempotencyKey ${key}`, chosenBy: 'caller' }
    : { value: `request_id ${requestId}`, chosenBy: 'event' };

/** The delivery of a request that may name its own run key; `requestId` stands in for a request that names none. */
export const requestDelivery = (request: Fields, requestId: string): Delivery => ({
  runKey: runKeyOf(request, requestId),
  payload: { from: 'value', value: request },
  keyInRequest: true,
});

export const direct: Trigger = {
  name: 'direct',
  claims: isRequest,
  read: (event, { requestId }) => (isRequest(event) ? [requestDelivery(event, requestId)] : []),
  reply: replyOrThrow,
};
