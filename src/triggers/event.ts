// What all triggers share: the keys that tell sources apart, and the run key made of an event's identity.

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

const hasKey = (event: Fields, key: EventKey): boolean => Object.hasOwn(event, key);

/**
 * Whether the event has this source's key and no other source's. Each trigger requires this of its own key, so two
 * triggers never claim one event, whatever keys are added to it.
 *
 * @param alsoOwn other keys that the same source may send
 */
export const hasOnlyKey = (
  event: unknown,
  own: EventKey,
  alsoOwn: readonly EventKey[] = [],
): event is Fields =>
  isObject(event) &&
  hasKey(event, own) &&
  EVENT_KEYS.every((key) => key === own || alsoOwn.includes(key) || !hasKey(event, key));

/** Whether the event has no source's key, so that it can only be a request itself. */
export const hasNoEventKey = (event: unknown): event is Fields =>
  isObject(event) && !EVENT_KEYS.some((key) => hasKey(event, key));

/** The key is written into every log line of its run, so it is kept short. */
const MAX_KEY = 255;

const isPart = (part: unknown): part is string | number =>
  typeof part === 'number' || (typeof part === 'string' && part !== '');

/** What would end a part or be escaped by JSON is written as `%` and six hexadecimal digits. */
const escapePart = (part: string): string =>
  part.replace(
    /[\s%"\\\p{C}]/gu,
    (character) => `%${(character.codePointAt(0) ?? 0).toString(16).padStart(6, '0')}`,
  );

/**
 * The parts, separated by blanks. They are escaped, so that different lists of parts never make the same key, and so that
 * the log, whose lines are JSON, shows a key as it is and can be searched for it. A long key is hashed.
 */
export function toRunKey(parts: readonly (string | number)[], { sha256 }: ReadContext): RunKey {
  // Sources write the same number sometimes as a number, sometimes as a string.
  const text = parts.map((part) => escapePart(String(part))).join(' ');
  const value = text.length > MAX_KEY ? `sha256 ${sha256(text)}` : text;
  return { value, chosenBy: 'event' };
}

export const invalidDelivery = (path: string, message: string): Delivery => ({
  runKey: undefined,
  payload: { from: 'unreadable', issue: { path, message } },
});

/**
 * A delivery with the event's identity as its run key. A missing part is an error, because under a random key a second
 * delivery of the event would make a second backup.
 *
 * @param path where the event or record stands, empty for the whole event
 * @param identity the parts of the key, each under its path below `path`
 */
export function deliveryWithKey(
  path: string,
  identity: Readonly<Record<string, unknown>>,
  payload: Payload,
  context: ReadContext,
): Delivery {
  const parts = Object.values(identity).filter(isPart);
  const missing = Object.keys(identity).find((name) => !isPart(identity[name]));
  return missing === undefined
    ? { runKey: toRunKey(parts, context), payload }
    : invalidDelivery(
        joinPath(path, missing),
        'missing; without it a second delivery of this event could not be told from a new one',
      );
}

export const joinPath = (path: string, name: string): string =>
  path === '' ? name : `${path}.${name}`;

/** The payload of a message that holds the request as JSON text at `path`. */
export function messagePayload(body: unknown, path: string): Payload {
  if (typeof body === 'string') return { from: 'text', text: body, path };
  return body === undefined || body === null
    ? {
        from: 'unreadable',
        issue: { path, message: 'missing; it should hold the request as JSON' },
      }
    : { from: 'value', value: body };
}
