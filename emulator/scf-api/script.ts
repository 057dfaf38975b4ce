// The script: steps a test queues, each waiting for a call of its action.
import { ApiError } from '../redis/model/errors';
import type { Store } from './store';
import type { ScfStep } from './types';

export class Script {
  #steps: ScfStep[] = [];

  add(steps: readonly ScfStep[]): void {
    this.#steps.push(...steps);
  }

  /** @throws {ApiError} when the first step for this action is a refusal */
  play(action: string, store: Store): void {
    const step = this.#steps.find((one) => one.action === action);
    if (step === undefined) return;
    const { times = 1 } = step;
    const rest = this.#steps.filter((one) => one !== step);
    this.#steps = times > 1 ? [{ ...step, times: times - 1 }, ...rest] : rest;
    store.failsNext = step.fails;
    if (step.code !== undefined) throw new ApiError(step.code);
  }
}
