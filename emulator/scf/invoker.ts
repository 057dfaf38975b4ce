// One event → one run of the handler → an Invocation, within SCF's limits on size, time and concurrency.
import { randomUUID } from 'node:crypto';
import type { ContextData } from './context';
import { type FailureName, platformError, userCodeError } from './failures';
import type { Ending, Run } from './instance';
import type { InstancePool } from './pool';
import type { Invocation, PlatformError } from './types';

/** https://www.tencentcloud.com/document/product/583/11637 */
export const MAX_SYNC_BYTES = 6 * 1024 * 1024;
export const MAX_ASYNC_BYTES = 128 * 1024;

export interface InvokerOptions {
  pool: InstancePool;
  timeoutMs: number;
  handler: string;
  remainingTime: boolean;
  /** The context of one invocation, with the credentials of that moment. */
  context: (requestId: string) => ContextData;
  onInvocation: (invocation: Invocation, event: unknown) => void;
}

export interface InvokeOptions {
  /** Default: a new UUID. */
  requestId?: string;
  /** The most bytes the event may have as JSON, default 6 MB. */
  maxBytes?: number;
}

export type Invoker = (event: unknown, options?: InvokeOptions) => Promise<Invocation>;

export function createInvoker(host: InvokerOptions): Invoker {
  return async (event, { requestId = randomUUID(), maxBytes = MAX_SYNC_BYTES } = {}) => {
    const invocation = await invoke(host, event, requestId, maxBytes);
    host.onInvocation(invocation, event);
    return invocation;
  };
}

async function invoke(
  host: InvokerOptions,
  event: unknown,
  requestId: string,
  maxBytes: number,
): Promise<Invocation> {
  const bytes = Buffer.byteLength(JSON.stringify(event) ?? 'null');
  if (bytes > maxBytes) {
    return refused(requestId, 'RequestTooLarge', `the event has ${bytes} bytes of ${maxBytes}`);
  }
  const job = { event, context: host.context(requestId), remainingTime: host.remainingTime };
  const instance = host.pool.acquire();
  if (instance === undefined) {
    return refused(requestId, 'ResourceLimitReached', 'every instance is at work');
  }
  const run = await instance.run(job, host.timeoutMs);
  host.pool.release(instance);
  return describe(host, requestId, run);
}

function refused(requestId: string, name: FailureName, detail: string): Invocation {
  const error = platformError(name, detail);
  return { requestId, ok: false, error, durationMs: 0, log: [], coldStart: false };
}

function describe(host: InvokerOptions, requestId: string, run: Run): Invocation {
  const { ending, durationMs, log, coldStart } = run;
  const common = { requestId, durationMs, log, coldStart };
  const error = errorOf(host, ending);
  if (ending.type === 'returned' && error === undefined) {
    return { ...common, ok: true, result: JSON.parse(ending.json) };
  }
  const thrown =
    ending.type === 'threw' ? { thrown: { name: ending.name, message: ending.message } } : {};
  return { ...common, ok: false, ...(error === undefined ? {} : { error }), ...thrown };
}

function errorOf(host: InvokerOptions, ending: Ending): PlatformError | undefined {
  switch (ending.type) {
    case 'returned': {
      const bytes = Buffer.byteLength(ending.json);
      if (bytes <= MAX_SYNC_BYTES) return undefined;
      return platformError('ResponseTooLarge', `the return value has ${bytes} bytes`);
    }
    case 'threw':
      return userCodeError(ending.stack);
    case 'timed out':
      return platformError(
        'TimeLimitReached',
        `Invoking task timed out after ${host.timeoutMs / 1000} seconds`,
      );
    case 'exited':
      return platformError('UserProcessExit', `the process ended (${ending.how})`);
    case 'no handler':
      return platformError('HandlerNotFound', `${host.handler} is not an exported function`);
    default:
      return ending satisfies never;
  }
}
