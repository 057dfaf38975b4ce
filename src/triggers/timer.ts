// Timer: {"Type":"Timer","TriggerName":…,"Time":…,"Message":…} (https://cloud.tencent.com/document/product/583/9708).

import type { Payload } from '../delivery';
import { hasOnlyKey, toRunKey } from './event';
import { throwOnFailure } from './throw-on-failure';
import { refuseTime } from './timer-time';
import type { ReadContext, Trigger } from './trigger';

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

const MINUTE_MS = 60_000;
/** Clocks differ. An event from further ahead would use up the run key of a night to come. */
const MAX_AHEAD_MS = 5 * MINUTE_MS;
/** The platform keeps an event for at most 6 hours, its re-runs included. */
const MAX_AGE_MS = (6 * 60 + 15) * MINUTE_MS;

/**
 * Whether a run of this age can be under way now. A dead letter is sent again by a person, days later perhaps. A time that
 * cannot be read is let through: no timer of the platform has it, so no run of one is used up under it.
 */
const isPresent = (ageMs: number, { deadLetters }: ReadContext): boolean =>
  !(ageMs < -MAX_AHEAD_MS || (ageMs > MAX_AGE_MS && deadLetters === undefined));

/** `Message` is the trigger's custom argument, a string; empty when none was set. */
function toPayload({ Message, Time }: TimerEvent, context: ReadContext): Payload {
  const ageMs = context.ageMs(Time);
  if (!isPresent(ageMs, context)) return refuseTime(ageMs);
  if (Message === undefined || Message === null) return { from: 'default' };
  if (typeof Message !== 'string') return { from: 'value', value: Message };
  return Message.trim() === ''
    ? { from: 'default' }
    : { from: 'text', text: Message, path: 'Message' };
}

export const timer: Trigger = {
  name: 'timer',
  patience: 'event',
  claims: isTimer,
  // `Time` is taken for the scheduled time, which is the same in every re-run. The page calls it the trigger's creation
  // time, but every published sample shows the time of the run.
  read: (event, context) => {
    if (!isTimer(event)) return [];
    const runKey = toRunKey([event.TriggerName, event.Time], context);
    return [{ runKey: { ...runKey, since: event.Time }, payload: toPayload(event, context) }];
  },
  respond: throwOnFailure,
};
