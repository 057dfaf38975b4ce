// What the local cloud's COS is started with, what can go wrong with it, and what it shows.
import type { Dialect } from '../redis/dialect';
import type { CosObject, Versioning } from './bucket';
import type { CosKey } from './signature';

export type CosPermission = 'PutObject' | 'GetObject' | 'GetBucketVersioning';

/** What goes wrong with the next matching request. */
export interface CosFault {
  /** Default `PUT`. */
  method?: 'GET' | 'PUT';
  /** What the key ends with; default: any. */
  keyEnd?: string;
  /** How many requests it takes, default 1. */
  times?: number;
  /**
   * - `lost answer`: carried out, and the connection ends.
   * - `reset`: not carried out, and the connection is reset.
   * - `late 409`: carried out, and answered as if the object had been there before, as after a repetition on the way.
   * - `other 409`: not carried out; a conflict of another kind.
   * - `slow down`: not carried out; 503.
   * - `late`: carried out a second after the connection has ended.
   * - `stall`: carried out, and never answered.
   * - `proxy 404`: not carried out; a page of something on the way.
   */
  fault:
    | 'lost answer'
    | 'reset'
    | 'late 409'
    | 'other 409'
    | 'slow down'
    | 'late'
    | 'stall'
    | 'proxy 404';
}

export interface CosCall {
  at: number;
  method: string;
  key: string;
  status: number;
  code: string;
}

export type CosReadings = Pick<Dialect, 'lease-race' | 'lease-missing' | 'lease-read'>;

export interface CosOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Default: DEMO_KEY. */
  keys?: readonly CosKey[];
  /** Unix milliseconds; default Date.now. */
  now?: () => number;
  /** Asked at each request. */
  readings?: () => CosReadings;
  versioning?: Versioning;
  /** Added before every answer. */
  latencyMs?: number;
  /** Keeps a request from being carried out, or its answer from being sent, until it resolves. */
  hold?: (request: { method: string; key: string }, when: 'before' | 'after') => Promise<void>;
}

export interface CosCloud {
  /** `http://127.0.0.1:PORT`, what LEASE_BUCKET is set to. */
  readonly url: string;
  readonly calls: CosCall[];
  objects(): CosObject[];
  script(...faults: CosFault[]): void;
  /** Takes permissions from every key. */
  deny(...permissions: CosPermission[]): void;
  setVersioning(versioning: Versioning): void;
  /** Makes every object older, as if so much time had passed. */
  age(ms: number): void;
  close(): Promise<void>;
}
