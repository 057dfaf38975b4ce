// The cloud behind its server: the only place that holds changing things (state, script, clocks, timers).

import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Action } from './actions/action';
import { type ScriptedCall, takeStep } from './faults';
import type { Behaviour, RedisCloudOptions } from './options';
import { admit } from './rate';
import { DEMO_INSTANCES, DEMO_KEY, initialState } from './seed';
import type { State } from './state';
import type { CallRecord, FaultStep, Key } from './types';

const DEFAULTS: Behaviour = {
  taskMs: 1500,
  backupVisible: 'at once',
  remarkVisible: 'at once',
  taskVisibleMs: 0,
  timeZoneOffsetMinutes: 480,
  statusFilter: 'all',
  taskIdAs: 'number',
};

/** Cancels any number of waits: Node's warning at eleven listeners is about leaks, not about this. */
function pending(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

export class Cloud {
  readonly behaviour: Behaviour;
  readonly keys: readonly Key[];
  readonly now: () => number;
  readonly gatewayNow: () => number;
  readonly latencyMs: number;
  readonly calls: CallRecord[] = [];
  state: State;
  #script: readonly FaultStep[] = [];
  #windows = new Map<string, readonly number[]>();
  #pending = pending();

  constructor(private readonly options: RedisCloudOptions) {
    this.behaviour = { ...DEFAULTS, ...options };
    this.keys = options.keys ?? [DEMO_KEY];
    this.now = options.now ?? Date.now;
    this.gatewayNow = options.gatewayNow ?? Date.now;
    this.latencyMs = options.latencyMs ?? 0;
    this.state = this.#seed();
  }

  #seed(): State {
    return initialState(this.options.instances ?? DEMO_INSTANCES, this.now());
  }

  /** Runs an action and keeps the state it leaves; returns the fields of its reply. */
  run(action: Action, params: unknown, region: string): Readonly<Record<string, unknown>> {
    const { state, behaviour } = this;
    const result = action.run(params, { state, now: this.now(), region, behaviour });
    this.state = result.state ?? state;
    return result.reply;
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
    this.state = this.#seed();
  }
}
