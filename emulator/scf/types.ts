// Shapes of the local SCF host: what serverless.yml describes, and what became of an invocation.

/** How an HTTP request is written down as an event (facts: three shapes are in use). */
export type HttpShape = 'function-url' | 'function-url-compat' | 'api-gateway';

/** Temporary credentials of the function's role, or a long-lived key without `token`. */
export interface Key {
  secretId: string;
  secretKey: string;
  token?: string;
}

export interface Timer {
  /** Begins with a letter; letters, digits, `-` and `_`; at most 60 characters. */
  name: string;
  /** Seven fields: second minute hour day month weekday year. */
  cron: string;
  /** Becomes the event's `Message`; at most 4 KB. */
  argument: string;
}

export interface FunctionUrl {
  auth: 'NONE' | 'CAM';
  /** Reachable from the Internet, or from inside a VPC only. */
  public: boolean;
}

/** One function, as serverless.yml has it with every variable filled in. */
export interface FunctionDescription {
  name: string;
  namespace: string;
  /** `index.main_handler`: module, then export. */
  handler: string;
  runtime: string;
  /** The CAM role whose keys it is given. */
  role?: string;
  region: string;
  memoryMb: number;
  timeoutMs: number;
  environment: Record<string, string>;
  timers: Timer[];
  /** At most so many instances run at once. */
  concurrency?: number;
  url?: FunctionUrl;
}

/**
 * What a caller is told when there is no return value.
 * `{"errorCode":1,"errorMessage":"user code exception caught","stackTrace":"…","statusCode":430}`
 */
export interface PlatformError {
  errorCode: number;
  errorMessage: string;
  /** https://www.tencentcloud.com/document/product/583/35311 */
  statusCode: number;
  stackTrace?: string;
}

/** One run of the handler, from the outside. */
export interface Invocation {
  requestId: string;
  ok: boolean;
  /** The handler's return value after a trip through JSON; `undefined` becomes null. */
  result?: unknown;
  error?: PlatformError;
  /** What the handler threw, for tools: SCF itself shows it in the stack trace only. */
  thrown?: { name: string; message: string };
  /** Milliseconds in the handler, loading excluded. */
  durationMs: number;
  /** Lines of stdout and stderr; a cold start's include those written while loading. */
  log: string[];
  coldStart: boolean;
}

/** An asynchronous event that failed for good. */
export interface DeadLetter {
  requestId: string;
  event: unknown;
  error: PlatformError;
  /** Re-runs before it was given up. */
  retryNum: number;
}
