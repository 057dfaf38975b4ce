// Direct invoke (cloud API `Invoke`, console test): the event itself is the request. So is what an EventBridge
// transform has made of an event.
import type { Delivery, RunKey } from '../delivery';
import { REQUEST_FIELDS } from '../request/backup-request';
import { suggest } from '../request/suggest';
import { hasNoEventKey } from './event';
import { throwOnFailure } from './throw-on-failure';
import type { Trigger } from './trigger';

type Fields = Readonly<Record<string, unknown>>;

/** A request has a dozen fields at most; comparing more names would be work for nothing. */
const MAX_NAMES = 100;

const isLikeRequestField = (name: string): boolean =>
  REQUEST_FIELDS.includes(name) || suggest(name, REQUEST_FIELDS) !== undefined;

// A plain object is a request when it has at least one field of a request, even misspelt (so that the parser can say
// which), and no source's mark. Anything else is an event this function does not know, and is refused as such.
const isRequest = (event: unknown): event is Fields =>
  hasNoEventKey(event) && Object.keys(event).slice(0, MAX_NAMES).some(isLikeRequestField);

/** Whether `request_id` stays the same over the platform's re-runs of an asynchronous invoke is not documented; a caller
 * who needs that gives an IdempotencyKey. */
const toRunKey = ({ IdempotencyKey: key }: Fields, requestId: string): RunKey =>
  typeof key === 'string'
    ? { value: `IdempotencyKey ${key}`, chosenBy: 'caller' }
    : { value: `request_id ${requestId}`, chosenBy: 'event' };

/** The delivery of a request that may name its own run key; `requestId` stands in for a request that names none. */
export const requestDelivery = (request: Fields, requestId: string): Delivery => ({
  runKey: toRunKey(request, requestId),
  payload: { from: 'value', value: request },
  keyInRequest: true,
});

export const direct: Trigger = {
  name: 'direct',
  claims: isRequest,
  read: (event, { invocationId }) =>
    isRequest(event) ? [requestDelivery(event, invocationId)] : [],
  respond: throwOnFailure,
};
