/** A status and a JSON body; `retryAfterSeconds` becomes `Retry-After`. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The same for a person, where a browser asked; not every reader of a reply wants it. */
  page?(): Page;
}

export interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}
