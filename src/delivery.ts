// One unit of work and where it came from: a delivery, its run key, and the HTTP request that brought it.
import type { Issue } from './request/issues';

/** An HTTP request in one form, whichever gateway passed it on. Header names are lower case. */
export interface HttpRequest {
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
  readonly http?: HttpRequest;
  /** The name of the trigger whose run this is, where another one has read it: a dead letter's original. */
  readonly trigger?: string;
}
// What a trigger hands over: where the request is found, before it is decoded.

/** Where a delivery's request is found; it is decoded and parsed once, behind authentication. */
export type Payload =
  | { readonly from: 'value'; readonly value: unknown }
  | { readonly from: 'text'; readonly text: string }
  | { readonly from: 'body'; readonly body: Body }
  /** The trigger carries no request of its own: the setting `DEFAULT_REQUEST` is meant. */
  | { readonly from: 'default' }
  | { readonly from: 'unreadable'; readonly issue: Issue };

export interface Body {
  /** It has at least as many bytes; known without decoding. */
  readonly minBytes: number;
  /** The bytes as the caller sent them; undefined when the body is marked as base64 and is not. */
  bytes(): Uint8Array | undefined;
}

/** What a GET asks: the route says what, the query about which instances. */
export interface QueryInput {
  readonly query: 'coverage' | 'backups' | 'task';
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Who was let in over HTTP. `fingerprint` is that of the secret; with `platform` SCF has checked the caller. */
export type Caller =
  | { readonly by: 'token' | 'signature'; readonly fingerprint: string }
  | { readonly by: 'platform' };
