// SCF's context → what this function uses of it. Everything is optional there, so every field has a fallback.
import { toFields } from './request/json';

/** One invocation, as the platform describes it (https://cloud.tencent.com/document/product/583/9210). */
export interface InvocationContext {
  readonly invocationId: string;
  readonly functionName: string;
  readonly namespace: string;
  /** The region the function runs in, as the platform writes it; empty when it does not. */
  readonly region: string;
  /** Epoch milliseconds at which the platform ends this run. */
  readonly deadline: number;
  /** The platform's `environment`: a JSON string that may hold the invocation's temporary credentials. */
  readonly environment: unknown;
}

/** SCF's own default, for a context with neither the remaining time nor the limit. */
const DEFAULT_TIME_LIMIT_MS = 3000;

const toText = (value: unknown, fallback: string): string =>
  typeof value === 'string' && value !== '' ? value : fallback;

/** `getRemainingTimeInMillis` is only in newer samples of the documentation, `time_limit_in_ms` is in all of them. */
function getRemainingMs(context: Readonly<Record<string, unknown>>): number {
  const { getRemainingTimeInMillis: getRemaining, time_limit_in_ms: limit } = context;
  const ms: unknown = typeof getRemaining === 'function' ? getRemaining.call(context) : limit;
  return typeof ms === 'number' && Number.isFinite(ms) ? ms : DEFAULT_TIME_LIMIT_MS;
}

/** Reads SCF's context. `enteredAt` is the epoch time in milliseconds at which the handler was called. */
export function readInvocation(context: unknown, enteredAt: number): InvocationContext {
  const given = toFields(context);
  return {
    invocationId: toText(given.request_id, 'unknown'),
    functionName: toText(given.function_name, 'unknown'),
    namespace: toText(given.namespace, 'default'),
    deadline: enteredAt + getRemainingMs(given),
    environment: given.environment,
    region: toText(given.tencentcloud_region, ''),
  };
}
