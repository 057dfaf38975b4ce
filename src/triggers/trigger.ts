// The contract of a trigger: claims / read / reply. A trigger knows its event's shape and no business.
import type { Ending } from '../ending';
import type { Payload } from '../request/payload';

export type { Payload };

/** An HTTP request in one form, whichever gateway passed it on. Header names are lower case. */
export interface HttpMessage {
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  /** Headers given more than once, or not as one text: fit for nothing that must have one meaning. */
  readonly repeated: ReadonlySet<string>;
  /** The caller's address, as the platform saw it. */
  readonly source: string | undefined;
  /** The query's fields as the gateway decoded them: text, a list for a name given twice, true for one without a value. */
  readonly query: Readonly<Record<string, unknown>>;
}

/** Who chose the run key: a caller, who may reuse it by mistake, or the event's own identity. */
export interface RunKey {
  readonly value: string;
  readonly chosenBy: 'caller' | 'event';
  /** A time (RFC 3339) before which no delivery of it can have run; left out when the event does not tell. */
  readonly since?: string;
}

/** One thing to do: one request, from one event or one record of it. */
export interface Delivery {
  /** Stable over redeliveries; undefined when nobody would redeliver this. Over HTTP it is chosen behind the door. */
  readonly runKey: RunKey | undefined;
  readonly payload: Payload;
  /** Whether the request itself may carry the run key, as `IdempotencyKey`. */
  readonly keyInRequest?: boolean;
  readonly http?: HttpMessage;
  /** The name of the trigger whose run this is, where another one has read it: a dead letter's original. */
  readonly trigger?: string;
}

/** A delivery and how it ended. */
export interface Settled {
  readonly delivery: Delivery;
  readonly ending: Ending;
}

/** The facts of the run that a trigger may use for a run key. */
export interface RunFacts {
  readonly requestId: string;
  /** SHA-256 of a text (its UTF-8 bytes), as lower-case hexadecimal digits: for an identity too long to be a key. */
  sha256(text: string): string;
}

export interface Trigger {
  readonly name: string;
  /** Whether this event is one of this trigger's. Exactly one trigger claims any event. */
  claims(event: unknown): boolean;
  /** The event's deliveries. Never throws: what can't be read is a payload that says so. */
  read(event: unknown, run: RunFacts): readonly Delivery[];
  /** What the platform is told: a return value or a throw. */
  reply(settled: readonly Settled[], run: RunFacts): unknown;
}
