// The cloud behind its server: the only place that holds changing things (state, script, clocks, timers).

import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { type ScriptedCall, takeStep } from './faults';
import type { Action } from './model/actions/action';
import { createModel, type Model } from './model/model';
import { DEMO_KEY } from './model/seed';
import type { State } from './model/state';
import type { Behaviour, RedisCloudOptions } from './options';
import { admit } from './rate';
import type { CallRecord, FaultStep, Key } from './types';

/** Cancels any number of waits: Node's warning at eleven listeners is about leaks, not about this. */
function pending(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

export class Cloud {
  readonly model: Model;
  readonly keys: readonly Key[];
  readonly now: () => number;
  readonly gatewayNow: () => number;
  readonly latencyMs: number;
  readonly calls: CallRecord[] = [];
  #script: readonly FaultStep[] = [];
  #windows = new Map<string, readonly number[]>();
  #pending = pending();

  constructor(private readonly options: RedisCloudOptions) {
    this.now = options.now ?? Date.now;
    const { dialect, random, instances } = options;
    this.model = createModel({
      now: this.now,
      behaviour: options,
      ...(dialect === undefined ? {} : { dialect }),
      ...(random === undefined ? {} : { random }),
      ...(instances === undefined ? {} : { instances }),
    });
    this.keys = options.keys ?? [DEMO_KEY];
    this.gatewayNow = options.gatewayNow ?? Date.now;
    this.latencyMs = options.latencyMs ?? 0;
  }

  get behaviour(): Behaviour {
    return this.model.behaviour;
  }

  get state(): State {
    return this.model.state;
  }

  set state(state: State) {
    this.model.state = state;
  }

  /** How many calls a second the action may have; undefined for any number. */
  limitOf(name: string, action: Action): number | undefined {
    const { ratePerSecond } = this.options;
    if (ratePerSecond === false) return undefined;
    return name === 'ManualBackupInstance' && ratePerSecond !== undefined
      ? ratePerSecond
      : action.perSecond;
  }

  /** Counts a call in the window of `key`; false when it is one too many. */
  admits(key: string, perSecond: number): boolean {
    const { admitted, times } = admit(this.#windows.get(key) ?? [], perSecond, this.gatewayNow());
    this.#windows.set(key, times);
    return admitted;
  }

  script(steps: readonly FaultStep[]): void {
    this.#script = [...this.#script, ...steps];
  }

  /** The scripted step this call takes, if any. */
  take(call: ScriptedCall): FaultStep | undefined {
    const { step, queue } = takeStep(this.#script, call);
    this.#script = queue;
    return step;
  }

  /** Real milliseconds; rejects when the cloud is reset or closed, and never keeps the process alive. */
  async sleep(ms: number): Promise<void> {
    if (ms > 0) await wait(ms, undefined, { signal: this.#pending.signal, ref: false });
  }

  /** Cancels every sleep: late answers, and backups that were to start late. */
  cancelPending(): void {
    this.#pending.abort();
    this.#pending = pending();
  }

  reset(): void {
    this.cancelPending();
    this.calls.length = 0;
    this.#script = [];
    this.#windows.clear();
    this.model.reset();
  }
}
