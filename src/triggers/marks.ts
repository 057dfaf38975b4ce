// The top-level keys that sources mark their events with. An event with the marks of two sources is nobody's.
import { isObject } from '../request/json';

/** One or two a source, none of them a field of a request. `headers` and `payload` are CLB's, `Body` a dead letter's. */
const MARKS = [
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

type Mark = (typeof MARKS)[number];
type Fields = Readonly<Record<string, unknown>>;

const has = (event: Fields, mark: Mark): boolean => Object.hasOwn(event, mark);

/**
 * Whether the event bears this mark and no other source's. Since a trigger claims only what bears its own mark, no two
 * can claim one event, whatever keys are added to it.
 *
 * @param alsoOwn marks of the same source that may stand beside it
 */
export const bears = (event: unknown, own: Mark, alsoOwn: readonly Mark[] = []): event is Fields =>
  isObject(event) &&
  has(event, own) &&
  MARKS.every((mark) => mark === own || alsoOwn.includes(mark) || !has(event, mark));

/** Whether no source has marked this event: it can only be a request itself. */
export const isUnmarked = (event: unknown): event is Fields =>
  isObject(event) && !MARKS.some((mark) => has(event, mark));
