// A dead letter sent back to the function: its `Body.ClientContext` is the original event, as text. It is read by that
// event's trigger, so that its run key is the same. https://www.tencentcloud.com/document/product/583/39704

import { isObject } from '../request/json';
import { hasOnlyKey } from './event';
import { type DeadLetter, type FindTrigger, readLetter } from './original-event';
import { throwOnFailure } from './throw-on-failure';
import type { Trigger } from './trigger';

const isDeadLetter = (event: unknown): event is DeadLetter =>
  hasOnlyKey(event, 'Body') && isObject(event.Body) && typeof event.Body.ClientContext === 'string';

/** @param find finds the original event's trigger, which is this one when a dead letter has failed again */
export const deadLetter = (find: FindTrigger): Trigger => ({
  name: 'dead-letter',
  patience: 'event',
  // No other source has a top-level `Body`, and no request has such a field.
  claims: isDeadLetter,
  read: (event, context) => (isDeadLetter(event) ? readLetter(event, context, find) : []),
  respond: throwOnFailure,
});
