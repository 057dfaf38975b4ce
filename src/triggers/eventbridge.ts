// EventBridge: one event, or {"EventList":[…]} with batching on (https://cloud.tencent.com/document/product/248/87558).
// Its events are almost CloudEvents, but `time` is in milliseconds and `specversion` may be "0". So only the fields in
// use are validated: `source`, `id`, `type` and `data`.

import type { Delivery, Payload } from '../delivery';
import { isObject } from '../request/json';
import { requestDelivery } from './direct';
import { deliveryWithKey, hasOnlyKey, invalidDelivery, joinPath, messagePayload } from './event';
import { mentionsOwnCall } from './own-call';
import { throwOnFailure } from './throw-on-failure';
import type { ReadContext, Trigger } from './trigger';

type Fields = Readonly<Record<string, unknown>>;

const isBatch = (event: unknown): event is Fields & { readonly EventList: readonly unknown[] } =>
  hasOnlyKey(event, 'EventList') && Array.isArray(event.EventList) && event.EventList.length > 0;

/** A message of CKafka or TDMQ from a connector, with the request as its text. Only messages have a `msgBody`. */
const isMessage = ({ type, data }: Fields & { readonly type: string }): boolean =>
  type.startsWith('connector:') || (isObject(data) && Object.hasOwn(data, 'msgBody'));

const isOfficial = ({ source }: Fields): boolean =>
  typeof source === 'string' && source.endsWith('.cloud.tencent');

const LOOP =
  "tells of a call that this function makes, so that each backup would ask for the next one; leave the function's own calls out of the rule";

function toPayload(event: Fields & { readonly type: string }, path: string): Payload {
  const { data } = event;
  const dataPath = joinPath(path, 'data');
  if (isMessage(event))
    return messagePayload(isObject(data) ? data.msgBody : undefined, `${dataPath}.msgBody`);
  if (!isOfficial(event)) return messagePayload(data, dataPath);
  return mentionsOwnCall(data)
    ? { from: 'unreadable', issue: { path: dataPath, message: LOOP } }
    : { from: 'default' };
}

function readEvent(event: Fields, path: string, context: ReadContext): Delivery {
  const { source, id, type } = event;
  // Without a type, a message that must hold a request could be taken for an event of a service, which needs none.
  return typeof type === 'string' && type !== ''
    ? deliveryWithKey(path, { source, id }, toPayload({ ...event, type }, path), context)
    : invalidDelivery(joinPath(path, 'type'), 'missing; it tells what kind of event this is');
}

/** One event of a batch. Without `specversion` a transform has changed it, so it is itself a request. */
function readElement(element: unknown, index: number, context: ReadContext): Delivery {
  const path = `EventList[${index}]`;
  if (!isObject(element)) return invalidDelivery(path, 'must be an event');
  return Object.hasOwn(element, 'specversion')
    ? readEvent(element, path, context)
    : requestDelivery(element, [context.invocationId, index].join(' '));
}

export const eventbridge: Trigger = {
  name: 'eventbridge',
  patience: 'synchronous',
  // `specversion` is in every sample, whatever its value, and no other source has it or `EventList`.
  claims: (event) => hasOnlyKey(event, 'specversion') || isBatch(event),
  read: (event, context) => {
    if (isBatch(event))
      return event.EventList.map((element, index) => readElement(element, index, context));
    return hasOnlyKey(event, 'specversion') ? [readEvent(event, '', context)] : [];
  },
  respond: throwOnFailure,
};
