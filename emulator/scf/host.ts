// The local SCF host: runs the very bundle that is deployed, and turns HTTP requests and cron timers into SCF's events.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { AsyncQueue } from './async-queue';
import { contextData, processEnvironment } from './context';
import { timerEvent } from './events';
import { Instance } from './instance';
import { createInvoker } from './invoker';
import { InstancePool } from './pool';
import { startScheduler } from './scheduler';
import { createFrontDoor } from './server';
import { type Deliver, fireTimers, timerRoutes } from './timers';
import type { DeadLetter, FunctionDescription, HttpShape, Invocation, Key } from './types';

export interface ScfHostOptions {
  /** Path of the CommonJS bundle. */
  file: string;
  /** From {@link readService}. */
  description: FunctionDescription;
  /** The role's credentials, asked for anew at every invocation. */
  credentials: () => Key;
  /** Settings that replace those of the description. */
  environment?: Record<string, string>;
  /** Default 0: any free port; `none`: nothing listens, and only `invoke` reaches the function. */
  port?: number | 'none';
  /** Default `function-url`. */
  shape?: HttpShape;
  /** Unix milliseconds, default the real clock: when timers fire and what time they carry. */
  now?: () => number;
  /** Wait before a failed asynchronous event is run again, default SCF's minute. */
  retryDelayMs?: number;
  /** Default 10. */
  maxInstances?: number;
  /** Give the context a `getRemainingTimeInMillis`? Not every platform version does. Default no. */
  remainingTime?: boolean;
  /** Told of every line of the function's log as it is written. */
  onLine?: (line: string) => void;
  /** Told of every run, whoever asked for it. */
  onInvocation?: (invocation: Invocation, event: unknown) => void;
}

export interface ScfHost {
  /** `http://127.0.0.1:PORT`, the function's URL. */
  readonly url: string;
  readonly port: number;
  /** Those alive; a test may `kill()` one. */
  readonly instances: readonly Instance[];
  /** Asynchronous events that were given up. */
  readonly deadLetters: readonly DeadLetter[];
  /** One synchronous run; never rejects. */
  invoke(event: unknown, options?: { requestId?: string }): Promise<Invocation>;
  /** Every attempt: after a failure of the function it is run twice more, `retryDelayMs` apart. */
  invokeAsync(event: unknown, options?: { requestId?: string }): Promise<Invocation[]>;
  /**
   * Fires one timer, or all of them, now: asynchronously, as the platform does.
   * @param at the scheduled time the event carries, default now
   * @returns every attempt
   * @throws {Error} naming the timers there are
   */
  fireTimer(name?: string, at?: Date): Promise<Invocation[]>;
  close(): Promise<void>;
}

/**
 * Starts the host on loopback. No instance runs until the first event.
 * @throws the listen error: `code` EADDRINUSE for a taken port
 */
export async function startScfHost(options: ScfHostOptions): Promise<ScfHost> {
  const { now = Date.now, shape = 'function-url', retryDelayMs = 60_000 } = options;
  const description = withSettings(options.description, options.environment);
  const { timers } = description;
  const pool = createPool(options, description);
  const invoke = createInvoker({
    pool,
    timeoutMs: description.timeoutMs,
    handler: description.handler,
    remainingTime: options.remainingTime ?? false,
    context: (requestId) => contextData(description, requestId, options.credentials()),
    onInvocation: options.onInvocation ?? (() => {}),
  });
  const queue = new AsyncQueue(invoke, retryDelayMs);
  const deliver: Deliver = (event) => queue.deliver(event);
  const server = createFrontDoor(shape, invoke, (method, url) =>
    timerRoutes(timers, now(), deliver, method, url),
  );
  const port = options.port === 'none' ? 0 : await listen(server, options.port ?? 0);
  const scheduler = startScheduler(timers, now, (timer, at) => void deliver(timerEvent(timer, at)));

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    deadLetters: queue.deadLetters,
    get instances() {
      return pool.all;
    },
    invoke: (event, { requestId = randomUUID() } = {}) => invoke(event, { requestId }),
    invokeAsync: (event, { requestId } = {}) => queue.deliver(event, requestId),
    fireTimer: (name, at = new Date(now())) => fireTimers(timers, name, at, deliver),
    close: async () => {
      scheduler.close();
      server.close();
      server.closeAllConnections();
      await Promise.all([queue.close(), pool.close()]);
    },
  };
}

function withSettings(
  description: FunctionDescription,
  settings: Record<string, string> = {},
): FunctionDescription {
  return { ...description, environment: { ...description.environment, ...settings } };
}

function createPool(options: ScfHostOptions, description: FunctionDescription): InstancePool {
  const file = resolve(options.file);
  const exportName = description.handler.slice(description.handler.indexOf('.') + 1);
  return new InstancePool(
    () =>
      new Instance(
        file,
        exportName,
        processEnvironment(description, options.credentials()),
        options.onLine,
      ),
    options.maxInstances ?? 10,
  );
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
