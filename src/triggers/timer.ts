// Timer: {"Type":"Timer","TriggerName":…,"Time":…,"Message":…} (https://cloud.tencent.com/document/product/583/9708).

import type { Payload } from '../delivery';
import { hasOnlyKey, toRunKey } from './event';
import { throwOnFailure } from './throw-on-failure';
import type { Trigger } from './trigger';

interface TimerEvent {
  readonly TriggerName: string;
  readonly Time: string;
  readonly Message?: unknown;
}

// `Type` would suffice on the platform. The two parts of the run key are required so that no key has to be invented.
const isTimer = (event: unknown): event is TimerEvent & Readonly<Record<string, unknown>> =>
  hasOnlyKey(event, 'Type') &&
  event.Type === 'Timer' &&
  typeof event.TriggerName === 'string' &&
  typeof event.Time === 'string';

/** `Message` is the trigger's custom argument, a string; empty when none was set. */
function toPayload({ Message }: TimerEvent): Payload {
  if (Message === undefined || Message === null) return { from: 'default' };
  if (typeof Message !== 'string') return { from: 'value', value: Message };
  return Message.trim() === '' ? { from: 'default' } : { from: 'text', text: Message };
}

export const timer: Trigger = {
  name: 'timer',
  claims: isTimer,
  // `Time` is taken for the scheduled time, which is the same in every re-run. The page calls it the trigger's creation
  // time, but every published sample shows the time of the run.
  read: (event, context) => {
    if (!isTimer(event)) return [];
    const runKey = toRunKey([event.TriggerName, event.Time], context);
    return [{ runKey: { ...runKey, since: event.Time }, payload: toPayload(event) }];
  },
  respond: throwOnFailure,
};
