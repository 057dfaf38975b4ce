// The event within a dead letter, read by its own trigger. A person sends such letters, so it is loaded with the first.
import type { Delivery } from '../delivery';
import { parseJson } from '../request/json';
import { invalidDelivery } from './event';
import type { ReadContext, Trigger } from './trigger';

export interface DeadLetter {
  readonly RequestId?: unknown;
  readonly Body: { readonly ClientContext: string };
}

/** The trigger that claims an event, if exactly one does. */
export type FindTrigger = (event: unknown) => Trigger | undefined;

const PATH = 'Body.ClientContext';

/** A dead letter that fails again lies within another one. Each one doubles the quotes, so more of them are no accident. */
const MAX_LETTERS = 3;
const TOO_MANY = `must not hold more than ${MAX_LETTERS} dead letters in each other`;
const OVER_HTTP = 'is an HTTP request; send it to the URL again, where its caller is checked';

/** The deliveries of the original event, in the form of its own trigger. */
export function readLetter(
  letter: DeadLetter,
  context: ReadContext,
  find: FindTrigger,
): readonly Delivery[] {
  const deadLetters = (context.deadLetters ?? 0) + 1;
  if (deadLetters > MAX_LETTERS) return [invalidDelivery(PATH, TOO_MANY)];
  const event = parseJson(letter.Body.ClientContext);
  const trigger = event.ok ? find(event.value) : undefined;
  if (!event.ok || trigger === undefined)
    return [invalidDelivery(PATH, 'must be the original event as JSON text')];
  const requestId = typeof letter.RequestId === 'string' ? letter.RequestId : context.invocationId;
  const original = { ...context, invocationId: requestId, deadLetters };
  return trigger
    .read(event.value, original)
    .map((delivery) =>
      delivery.http === undefined
        ? { trigger: trigger.name, ...delivery }
        : invalidDelivery(PATH, OVER_HTTP),
    );
}
