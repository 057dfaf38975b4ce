// Exactly one trigger claims an event; none or two is an error, never a guess.
import { isObject } from '../request/json';
import { direct } from './direct';
import { http } from './http';
import { timer } from './timer';
import type { Trigger } from './trigger';

export const TRIGGERS: readonly Trigger[] = [timer, http, direct];

/** The event belongs to no trigger, or to several. The message names its top-level keys, never its values. */
export class UnclaimedEventError extends Error {
  override readonly name = 'UnclaimedEventError';
}

function shapeOf(event: unknown): string {
  if (!isObject(event))
    return event === null ? 'null' : Array.isArray(event) ? 'a list' : `a ${typeof event}`;
  const keys = Object.keys(event).slice(0, 10);
  return keys.length === 0
    ? 'an empty object'
    : `an object with the keys ${keys.join(', ').slice(0, 200)}`;
}

/** @throws UnclaimedEventError when no trigger, or more than one, claims the event */
export function select(event: unknown, triggers: readonly Trigger[] = TRIGGERS): Trigger {
  const [trigger, ...others] = triggers.filter((candidate) => candidate.claims(event));
  if (trigger !== undefined && others.length === 0) return trigger;
  const claimed = [trigger, ...others].flatMap((claimant) => claimant?.name ?? []);
  throw new UnclaimedEventError(
    claimed.length === 0
      ? `no trigger knows this event, ${shapeOf(event)}; a plain request is {"InstanceId":"crs-…"}`
      : `this event looks like ${claimed.join(' and ')} at once: ${shapeOf(event)}`,
  );
}
