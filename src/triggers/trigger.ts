// The contract of a trigger: claims / read / reply. A trigger knows its event's shape and no business.
import type { Delivery, Payload } from '../delivery';
import type { Result } from '../ending';

export type { Payload };

/** A delivery and how it ended. */
export interface Processed {
  readonly delivery: Delivery;
  readonly result: Result;
}

/** The facts of the run that a trigger may use for a run key. */
export interface ReadContext {
  readonly invocationId: string;
  /** SHA-256 of a text (its UTF-8 bytes), as lower-case hexadecimal digits: for an identity too long to be a key. */
  sha256(text: string): string;
}

export interface Trigger {
  readonly name: string;
  /** Whether this event is one of this trigger's. Exactly one trigger claims any event. */
  claims(event: unknown): boolean;
  /** The event's deliveries. Never throws: what can't be read is a payload that says so. */
  read(event: unknown, run: ReadContext): readonly Delivery[];
  /** What the platform is told: a return value or a throw. */
  respond(settled: readonly Processed[], run: ReadContext): unknown;
}
