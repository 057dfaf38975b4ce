// Asynchronous invocation, as timers have it: a failed run is run again, then given up as a dead letter.
// https://www.tencentcloud.com/document/product/583/39851
//
//   run ─ ok ────────────────────────────────────────────▶ done
//    ├─ 430 433 439 ─ wait ─▶ run (same request id) ─ … twice, then a dead letter
//    ├─ 432 ───────── wait ─▶ run, as often as it takes
//    └─ 406 407 437 ─────────────────────────────────────▶ dead letter
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { retryRule } from './failures';
import { type Invoker, MAX_ASYNC_BYTES } from './invoker';
import type { DeadLetter, Invocation } from './types';

const MAX_RERUNS = 2;

export class AsyncQueue {
  readonly deadLetters: DeadLetter[] = [];
  readonly #invoke: Invoker;
  readonly #retryDelayMs: number;
  readonly #closing = new AbortController();
  readonly #deliveries = new Set<Promise<Invocation[]>>();

  constructor(invoke: Invoker, retryDelayMs: number) {
    this.#invoke = invoke;
    this.#retryDelayMs = retryDelayMs;
  }

  /** Every attempt, oldest first; resolves when the event is done with or the queue is closed. */
  deliver(event: unknown, requestId: string = randomUUID()): Promise<Invocation[]> {
    const delivery = this.#attempts(event, requestId);
    this.#deliveries.add(delivery);
    const forget = () => this.#deliveries.delete(delivery);
    delivery.then(forget, forget);
    return delivery;
  }

  /** Waiting re-runs are dropped; resolves when no delivery is under way any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#deliveries);
  }

  async #attempts(event: unknown, requestId: string): Promise<Invocation[]> {
    const attempts: Invocation[] = [];
    let reruns = 0;
    for (;;) {
      const invocation = await this.#invoke(event, { requestId, maxBytes: MAX_ASYNC_BYTES });
      attempts.push(invocation);
      const { error } = invocation;
      if (error === undefined) return attempts;
      const rule = retryRule(error);
      if (rule === 'never' || (rule === 'twice' && reruns === MAX_RERUNS)) {
        this.deadLetters.push({ requestId, event, error, retryNum: reruns });
        return attempts;
      }
      if (rule === 'twice') reruns += 1;
      if (!(await this.#wait())) return attempts;
    }
  }

  /** False when the queue was closed meanwhile. */
  async #wait(): Promise<boolean> {
    const { signal } = this.#closing;
    return sleep(this.#retryDelayMs, true, { signal }).catch(() => false);
  }
}
