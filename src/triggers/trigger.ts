// The contract of a trigger: claims / read / respond. A trigger knows the shape of its events, and nothing of backups.
import type { Delivery, Payload } from '../delivery';
import type { Result } from '../ending';

export type { Payload };

/** A delivery and its result. */
export interface Processed {
  readonly delivery: Delivery;
  readonly result: Result;
}

/** What a trigger may use of the invocation to make a run key. */
export interface ReadContext {
  readonly invocationId: string;
  /** SHA-256 of a text (its UTF-8 bytes) in lower-case hexadecimal digits, for an identity too long to be a key. */
  sha256(text: string): string;
}

export interface Trigger {
  readonly name: string;
  /** Whether the event is one of this trigger's. No two triggers claim the same event. */
  claims(event: unknown): boolean;
  /** The event's deliveries. Never throws: what cannot be read becomes an `unreadable` payload. */
  read(event: unknown, context: ReadContext): readonly Delivery[];
  /** What the platform gets: a return value, or a throw to have the event run again. */
  respond(processed: readonly Processed[], context: ReadContext): unknown;
}
