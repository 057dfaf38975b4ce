/** A status and a JSON body; `retryAfterSeconds` becomes `Retry-After`. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The same as HTML, where a browser asked; not every reader of a reply wants it. */
  page?(): string;
}
