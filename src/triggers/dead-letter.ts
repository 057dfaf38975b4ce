// A dead letter sent back to the function: its `Body.ClientContext` is the original event, as text. It is read by that
// event's trigger, so that its run key is the same. https://www.tencentcloud.com/document/product/583/39704

import type { Delivery } from '../delivery';
import { isObject, parseJson } from '../request/json';
import { hasOnlyKey, invalidDelivery } from './event';
import { throwOnFailure } from './throw-on-failure';
import type { ReadContext, Trigger } from './trigger';

interface DeadLetter {
  readonly RequestId?: unknown;
  readonly Body: { readonly ClientContext: string };
}

const isDeadLetter = (event: unknown): event is DeadLetter =>
  hasOnlyKey(event, 'Body') && isObject(event.Body) && typeof event.Body.ClientContext === 'string';

const PATH = 'Body.ClientContext';

function readOriginal(
  letter: DeadLetter,
  context: ReadContext,
  find: FindTrigger,
): readonly Delivery[] {
  const event = parseJson(letter.Body.ClientContext);
  const trigger = event.ok ? find(event.value) : undefined;
  if (!event.ok || trigger === undefined)
    return [invalidDelivery(PATH, 'must be the original event as JSON text')];
  const requestId = typeof letter.RequestId === 'string' ? letter.RequestId : context.invocationId;
  const deliveries = trigger.read(event.value, { ...context, invocationId: requestId });
  return deliveries.map((delivery) =>
    delivery.http === undefined
      ? { trigger: trigger.name, ...delivery }
      : invalidDelivery(
          PATH,
          'is an HTTP request; send it to the URL again, where its caller is checked',
        ),
  );
}

/** The trigger that claims an event, if exactly one does. */
type FindTrigger = (event: unknown) => Trigger | undefined;

/** @param find finds the original event's trigger, which is this one when a dead letter has failed again */
export const deadLetter = (find: FindTrigger): Trigger => ({
  name: 'dead-letter',
  // No other source has a top-level `Body`, and no request has such a field.
  claims: isDeadLetter,
  read: (event, context) => (isDeadLetter(event) ? readOriginal(event, context, find) : []),
  respond: throwOnFailure,
});
