// The data of the local SCF API: what is stored of a function, what a call looked like, and how a test steers it.
import type { Key } from '../redis/types';

/** https://cloud.tencent.com/document/product/583/115197 */
export type Status =
  | 'Creating'
  | 'CreateFailed'
  | 'Active'
  | 'Updating'
  | 'UpdateFailed'
  | 'Deleting';

export interface Variable {
  Key: string;
  Value: string;
}

export interface StoredTrigger {
  Type: string;
  TriggerName: string;
  /** As it is returned: JSON, for a timer too. */
  TriggerDesc: string;
  CustomArgument: string;
  /** 1 open, 0 closed. */
  Enable: 0 | 1;
  Description: string;
  Qualifier: string;
}

export interface RetryPolicy {
  /** Seconds. */
  MsgTTL: number;
  RetryNum: number;
}

export interface StoredFunction {
  FunctionName: string;
  Namespace: string;
  region: string;
  Description: string;
  Handler: string;
  Runtime: string;
  MemorySize: number;
  Timeout: number;
  Role: string;
  Variables: Variable[];
  zip: Buffer;
  retry: RetryPolicy;
  /** Memory kept for the function, MB; null when none is. */
  reservedMem: number | null;
  triggers: StoredTrigger[];
  /** The change under way, or the last one. */
  change: Change;
}

/** Creating or updating until `endsAt` (Unix ms), then `ends`. */
export interface Change {
  doing: 'Creating' | 'Updating';
  endsAt: number;
  ends: Status;
  /** Why it failed, when it did. */
  reason?: string;
}

/** One API call as the server saw it; parameters hold no credentials, and of a zip only its length. */
export interface ScfCall {
  at: number;
  action: string;
  region: string;
  params: unknown;
  code?: string;
  executed: boolean;
  requestId: string;
}

/** The next `times` calls of `action` are refused with `code`, or carried out in vain (`fails`: the reason shown). */
export interface ScfStep {
  action: string;
  code?: string;
  fails?: string;
  times?: number;
}

/** https://cloud.tencent.com/document/api/583/17244#Result */
export interface InvokeResult {
  RetMsg: string;
  ErrMsg: string;
  Log: string;
  FunctionRequestId: string;
  InvokeResult: number;
  Duration: number;
}

export interface ScfCloudOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Default: DEMO_KEY of the Redis emulator. */
  keys?: readonly Key[];
  /** What Invoke runs: the function's code lies outside this API. Without it every function answers null. */
  invoke?: (fn: StoredFunction, event: unknown) => Promise<InvokeResult>;
  /** How long a function is Creating or Updating, default 200. */
  changeMs?: number;
}

export interface ScfCloud {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** Every API call seen, oldest first. */
  readonly calls: ScfCall[];
  /** @throws {Error} when there is no such function */
  fn(name: string): StoredFunction;
  functions(): StoredFunction[];
  /** What somebody does in the console: no call is logged. */
  edit(name: string, part: Partial<StoredFunction>): void;
  script(...steps: ScfStep[]): void;
  close(): Promise<void>;
}
