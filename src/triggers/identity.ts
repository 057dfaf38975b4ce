// An event's own identity → the run key of its delivery.
import type { Delivery, Payload, RunFacts, RunKey } from './trigger';

/** A key is written into every log line of its run. */
const LONGEST_KEY = 255;

const isPart = (part: unknown): part is string | number =>
  typeof part === 'number' || (typeof part === 'string' && part !== '');

/** JSON frames the parts, so that no two lists of them make one key; a long list is hashed. */
export function eventKey(parts: readonly (string | number)[], { sha256 }: RunFacts): RunKey {
  // Sources write one number now as a number, now as a string.
  const text = JSON.stringify(parts.map(String));
  const value = text.length > LONGEST_KEY ? `sha256 ${sha256(text)}` : text;
  return { value, chosenBy: 'event' };
}

export const unreadable = (path: string, message: string): Delivery => ({
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
export function identified(
  path: string,
  identity: Readonly<Record<string, unknown>>,
  payload: Payload,
  run: RunFacts,
): Delivery {
  const parts = Object.values(identity).filter(isPart);
  const missing = Object.keys(identity).find((name) => !isPart(identity[name]));
  return missing === undefined
    ? { runKey: eventKey(parts, run), payload }
    : unreadable(
        join(path, missing),
        'missing; without it a second delivery of this event could not be told from a new one',
      );
}

export const join = (path: string, name: string): string =>
  path === '' ? name : `${path}.${name}`;

/** A request that a message carries as JSON text. `path` is where the message is. */
export function requestIn(body: unknown, path: string): Payload {
  if (typeof body === 'string') return { from: 'text', text: body };
  return body === undefined || body === null
    ? {
        from: 'unreadable',
        issue: { path, message: 'missing; it should hold the request as JSON' },
      }
    : { from: 'value', value: body };
}
