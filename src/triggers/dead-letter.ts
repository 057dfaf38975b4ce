// A dead letter sent back to the function: its `Body.ClientContext` is the original event, as text. The delivery is that
// event's: the same trigger, the same run key. https://www.tencentcloud.com/document/product/583/39704
import { isObject, parseJson } from '../request/json';
import { unreadable } from './identity';
import { bears } from './marks';
import { replyOrThrow } from './reply-or-throw';
import type { Delivery, RunFacts, Trigger } from './trigger';

interface DeadLetter {
  readonly RequestId?: unknown;
  readonly Body: { readonly ClientContext: string };
}

const isDeadLetter = (event: unknown): event is DeadLetter =>
  bears(event, 'Body') && isObject(event.Body) && typeof event.Body.ClientContext === 'string';

const AT = 'Body.ClientContext';

function original(letter: DeadLetter, run: RunFacts, find: FindTrigger): readonly Delivery[] {
  const event = parseJson(letter.Body.ClientContext);
  const trigger = event.ok ? find(event.value) : undefined;
  if (!event.ok || trigger === undefined)
    return [unreadable(AT, 'must be the original event as JSON text')];
  const requestId = typeof letter.RequestId === 'string' ? letter.RequestId : run.requestId;
  const deliveries = trigger.read(event.value, { ...run, requestId });
  return deliveries.map((delivery) =>
    delivery.http === undefined
      ? { trigger: trigger.name, ...delivery }
      : unreadable(AT, 'is an HTTP request; send it to the URL again, where its caller is checked'),
  );
}

/** The trigger that claims an event, if exactly one does. */
type FindTrigger = (event: unknown) => Trigger | undefined;

/** @param find finds the original event's trigger; a dead letter that failed again has another inside */
export const deadLetter = (find: FindTrigger): Trigger => ({
  name: 'dead-letter',
  // No other source has a top-level `Body`, and no request has such a field.
  claims: isDeadLetter,
  read: (event, run) => (isDeadLetter(event) ? original(event, run, find) : []),
  reply: replyOrThrow,
});
