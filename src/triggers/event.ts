// What all triggers share: the keys that tell sources apart, and an event's own identity as the run key of its delivery.

import type { Delivery, Payload, RunKey } from '../delivery';
import { isObject } from '../request/json';
import type { ReadContext } from './trigger';

/** One or two a source, none of them a field of a request. `headers` and `payload` are CLB's, `Body` a dead letter's. */
const EVENT_KEYS = [
  'Type',
  'httpMethod',
  'headers',
  'payload',
  'Records',
  'EventList',
  'specversion',
  'clslogs',
  'EventType',
  'Body',
] as const;

type EventKey = (typeof EVENT_KEYS)[number];

type Fields = Readonly<Record<string, unknown>>;

const hasKey = (event: Fields, mark: EventKey): boolean => Object.hasOwn(event, mark);

/**
 * Whether the event bears this mark and no other source's. Since a trigger claims only what bears its own mark, no two
 * can claim one event, whatever keys are added to it.
 *
 * @param alsoOwn marks of the same source that may stand beside it
 */
export const hasOnlyKey = (
  event: unknown,
  own: EventKey,
  alsoOwn: readonly EventKey[] = [],
): event is Fields =>
  isObject(event) &&
  hasKey(event, own) &&
  EVENT_KEYS.every((mark) => mark === own || alsoOwn.includes(mark) || !hasKey(event, mark));

/** Whether no source has marked this event: it can only be a request itself. */
export const hasNoEventKey = (event: unknown): event is Fields =>
  isObject(event) && !EVENT_KEYS.some((mark) => hasKey(event, mark));

/** A key is written into every log line of its run. */
const MAX_KEY = 255;

const isPart = (part: unknown): part is string | number =>
  typeof part === 'number' || (typeof part === 'string' && part !== '');

/** JSON frames the parts, so that no two lists of them make one key; a long list is hashed. */
export function toRunKey(parts: readonly (string | number)[], { sha256 }: ReadContext): RunKey {
  // Sources write one number now as a number, now as a string.
  const text = JSON.stringify(parts.map(String));
  const value = text.length > MAX_KEY ? `sha256 ${sha256(text)}` : text;
  return { value, chosenBy: 'event' };
}

export const invalidDelivery = (path: string, message: string): Delivery => ({
  runKey: undefined,
  payload: { from: 'unreadable', issue: { path, message } },
});

/**
 * A delivery under the event's own identity. Without one it is an error: under a key made up here, a second delivery
 * of the same event would make a second backup.
 *
 * @param path where the event or record stands, empty for the whole event
 * @param identity the parts of the key, by the path below `path` at which each is found
 */
export function deliveryWithKey(
  path: string,
  identity: Readonly<Record<string, unknown>>,
  payload: Payload,
  run: ReadContext,
): Delivery {
  const parts = Object.values(identity).filter(isPart);
  const missing = Object.keys(identity).find((name) => !isPart(identity[name]));
  return missing === undefined
    ? { runKey: toRunKey(parts, run), payload }
    : invalidDelivery(
        joinPath(path, missing),
        'missing; without it a second delivery of this event could not be told from a new one',
      );
}

export const joinPath = (path: string, name: string): string =>
  path === '' ? name : `${path}.${name}`;

/** A request that a message carries as JSON text. `path` is where the message is. */
export function messagePayload(body: unknown, path: string): Payload {
  if (typeof body === 'string') return { from: 'text', text: body };
  return body === undefined || body === null
    ? {
        from: 'unreadable',
        issue: { path, message: 'missing; it should hold the request as JSON' },
      }
    : { from: 'value', value: body };
}
