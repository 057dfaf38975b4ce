// The contract of a trigger: claims / read / respond. A trigger knows the shape of its event, and nothing of backups.
import type { Patience } from '../backup/plan';
import type { Delivery } from '../delivery';
import type { Rendered } from '../http/response';
import type { Result } from '../result';

/** A delivery, how it ended, and the answer to it. */
export interface Processed {
  readonly delivery: Delivery;
  readonly result: Result;
  readonly response: Rendered;
}

/** What a trigger may use of the invocation. */
export interface ReadContext {
  readonly invocationId: string;
  /** How long ago a time (RFC 3339) was, in milliseconds; below 0 when it is to come, NaN for a text that is no time. */
  ageMs(time: string): number;
  /** How many dead letters lie around the event; left out when it has come by itself. */
  readonly deadLetters?: number;
  /** SHA-256 of a text (its UTF-8 bytes) in lower-case hexadecimal digits, for an identity too long to be a key. */
  sha256(text: string): string;
}

export interface Trigger {
  readonly name: string;
  readonly patience: Patience;
  /** Whether the event is one of this trigger's. No two triggers claim the same event. */
  claims(event: unknown): boolean;
  /** The event's deliveries. Never throws: what can't be read is a payload that says so. */
  read(event: unknown, context: ReadContext): readonly Delivery[];
  /** What the platform is told: a return value or a throw. */
  respond(processed: readonly Processed[], context: ReadContext): unknown;
}
