/** What the stand-in for node-fetch rejects with: fields and messages are node-fetch's, which failures are told by. */

/** Its message is enumerable, as in node-fetch: the class is older than Error's own rules. */
abstract class PlainError extends Error {
  constructor(
    override readonly message: string,
    readonly type: string,
  ) {
    super();
    Error.captureStackTrace(this, this.constructor);
  }
}

export class FetchError extends PlainError {
  declare readonly code?: string;
  declare readonly errno?: string;

  constructor(message: string, type: string, cause?: NodeJS.ErrnoException) {
    super(message, type);
    if (cause !== undefined) Object.assign(this, { code: cause.code, errno: cause.code });
  }
}

export class AbortError extends PlainError {
  constructor() {
    super('The user aborted a request.', 'aborted');
  }
}

// On the prototypes, where node-fetch has them, and out of the minifier's reach.
FetchError.prototype.name = 'FetchError';
AbortError.prototype.name = 'AbortError';
