// One unit of work and where it came from: a delivery, its run key, its payload, and the HTTP request that brought it.

/** An HTTP request in one form for all gateways. Header names are lower case. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  /** Headers given more than once, or not as text. They must not be used where exactly one value is required. */
  readonly repeated: ReadonlySet<string>;
  /** The caller's address, as the platform saw it. */
  readonly source: string | undefined;
  /** Set by a load balancer, which checks no caller; a Function URL or an API gateway may. */
  readonly isUnchecked?: boolean;
  /** Decoded by the gateway: text, a list for a name given several times, true for a name without a value. */
  readonly query: Readonly<Record<string, unknown>>;
}

/** Names a run over all its deliveries. A caller may reuse a key by mistake; the identity of an event is unique. */
export interface RunKey {
  readonly value: string;
  readonly chosenBy: 'caller' | 'event';
  /** A time (RFC 3339) before which no delivery with this key can have run; left out when the event has none. */
  readonly since?: string;
}

/** One request, from an event or from one of its records. */
export interface Delivery {
  /** The same in every redelivery; undefined when there is none. Over HTTP it is set after authentication. */
  readonly runKey: RunKey | undefined;
  readonly payload: Payload;
  /** Whether the request may contain the run key, as `IdempotencyKey`. */
  readonly keyInRequest?: boolean;
  readonly http?: HttpRequest;
  /** The trigger of the original event, if another one has delivered it: set for a dead letter. */
  readonly trigger?: string;
}

/** Where a delivery's request is found. It is decoded and parsed after authentication. */
export type Payload =
  | { readonly from: 'value'; readonly value: unknown }
  /** `path` is where it stands in its event. */
  | { readonly from: 'text'; readonly text: string; readonly path?: string }
  | { readonly from: 'body'; readonly body: Body }
  /** The event carries no request, so the setting `DEFAULT_REQUEST` is used. */
  | { readonly from: 'default' }
  | {
      readonly from: 'unreadable';
      /** Why, where the log and a throw should say more than `ValidationFailed`. */
      readonly code?: 'TimerTimeIsAhead' | 'TimerTimeIsOld';
      readonly issue: { readonly path: string; readonly message: string };
    };

export interface Body {
  /** Whether a gateway has parsed it, so that these are not the bytes which its sender may have signed. */
  readonly isParsed?: boolean;
  /** A lower bound of the number of bytes, known without decoding. */
  readonly minBytes: number;
  /** The bytes as the caller sent them; undefined when the body is marked as base64 but is not. */
  bytes(): Uint8Array | undefined;
}

export type QueryName = 'coverage' | 'backups' | 'task';

/** What a GET asks: the route says what, the request about which instances. */
export interface QueryInput {
  readonly query: QueryName;
  readonly request: Pick<HttpRequest, 'path' | 'query'>;
}

/** Who was let in over HTTP. `fingerprint` is that of the secret; with `platform` SCF has checked the caller. */
export type Caller =
  | { readonly by: 'token' | 'signature'; readonly fingerprint: string }
  | { readonly by: 'platform' };
