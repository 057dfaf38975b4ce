// A dead letter sent back to the function: its `Body.ClientContext` is the original event, as text. The delivery is that
// event's: the same trigger, the same run key. https://www.tencentcloud.com/document/product/583/39704

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
  run: ReadContext,
  find: FindTrigger,
): readonly Delivery[] {
  const event = parseJson(letter.Body.ClientContext);
  const trigger = event.ok ? find(event.value) : undefined;
  if (!event.ok || trigger === undefined)
    return [invalidDelivery(PATH, 'must be the original event as JSON text')];
  const requestId = typeof letter.RequestId === 'string' ? letter.RequestId : run.invocationId;
  const deliveries = trigger.read(event.value, { ...run, invocationId: requestId });
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

/** @param find finds the original event's trigger; a dead letter that failed again has another inside */
export const deadLetter = (find: FindTrigger): Trigger => ({
  name: 'dead-letter',
  // No other source has a top-level `Body`, and no request has such a field.
  claims: isDeadLetter,
  read: (event, run) => (isDeadLetter(event) ? readOriginal(event, run, find) : []),
  respond: throwOnFailure,
});
