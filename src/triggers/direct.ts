// Direct invoke (cloud API `Invoke`, console test): the event itself is the request. EventBridge transforms make such
// events, too.
import type { Delivery, RunKey } from '../delivery';
import { REQUEST_FIELDS } from '../request/backup-request';
import { suggest } from '../request/suggest';
import { hasNoEventKey } from './event';
import { throwOnFailure } from './throw-on-failure';
import type { Trigger } from './trigger';

type Fields = Readonly<Record<string, unknown>>;

/** A request has at most twelve fields, so comparing more names than this would be wasted work. */
const MAX_NAMES = 100;

const isLikeRequestField = (name: string): boolean =>
  REQUEST_FIELDS.includes(name) || suggest(name, REQUEST_FIELDS) !== undefined;

// An object is a request when it has no key of an event source and at least one field of a request. A misspelt field
// counts, so that the parser can say which one was meant. Any other object is refused as an unknown event.
const isRequest = (event: unknown): event is Fields =>
  hasNoEventKey(event) && Object.keys(event).slice(0, MAX_NAMES).some(isLikeRequestField);

/**
 * No page says whether `request_id` stays the same when the platform re-runs an asynchronous invoke. A caller who needs
 * that gives an IdempotencyKey.
 */
const toRunKey = ({ IdempotencyKey: key }: Fields, requestId: string): RunKey =>
  typeof key === 'string'
    ? { value: `IdempotencyKey ${key}`, chosenBy: 'caller' }
    : { value: `request_id ${requestId}`, chosenBy: 'event' };

/** The delivery of a request that may carry its run key; without one, `requestId` is the key. */
export const requestDelivery = (request: Fields, requestId: string): Delivery => ({
  runKey: toRunKey(request, requestId),
  payload: { from: 'value', value: request },
  keyInRequest: true,
});

export const direct: Trigger = {
  name: 'direct',
  patience: 'synchronous',
  claims: isRequest,
  read: (event, { invocationId }) =>
    isRequest(event) ? [requestDelivery(event, invocationId)] : [],
  respond: throwOnFailure,
};
