// SCF's context → what this function uses of it. Everything is optional there, so every field has a fallback.
import { toFields } from './request/json';

/** One run of the function, as the platform describes it (https://cloud.tencent.com/document/product/583/9210). */
export interface InvocationContext {
  readonly invocationId: string;
  readonly functionName: string;
  readonly namespace: string;
  /** The region the function runs in, as the platform writes it; empty when it does not. */
  readonly region: string;
  /** Epoch milliseconds at which the platform ends this run. */
  readonly deadline: number;
  /** The platform's `environment`: a JSON string that may hold this run's temporary credentials. */
  readonly environment: unknown;
}

/** SCF's own default, for a context that tells neither the time left nor the limit. */
const DEFAULT_TIME_LIMIT_MS = 3000;

const text = (value: unknown, fallback: string): string =>
  typeof value === 'string' && value !== '' ? value : fallback;

/** `getRemainingTimeInMillis` is in the documentation's newer samples only; the limit is in all of them. */
function remainingMs(context: Readonly<Record<string, unknown>>): number {
  const { getRemainingTimeInMillis: ask, time_limit_in_ms: limit } = context;
  const told: unknown = typeof ask === 'function' ? ask.call(context) : limit;
  return typeof told === 'number' && Number.isFinite(told) ? told : DEFAULT_TIME_LIMIT_MS;
}

/** Reads SCF's context. `enteredAt` is the epoch time in milliseconds at which the handler was called. */
export function readInvocation(context: unknown, enteredAt: number): InvocationContext {
  const given = toFields(context);
  return {
    invocationId: text(given.request_id, 'unknown'),
    functionName: text(given.function_name, 'unknown'),
    namespace: text(given.namespace, 'default'),
    deadline: enteredAt + remainingMs(given),
    environment: given.environment,
    region: text(given.tencentcloud_region, ''),
  };
}
