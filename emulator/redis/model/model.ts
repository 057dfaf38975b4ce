// The whole API in one value: no HTTP, no timers, its clock passed in. What is still to come, such as a late write,
// is carried out as soon as anybody looks at or after its time.

import type { Dialect } from '../dialect';
import { readDialect } from '../dialect-reader';
import type { SeedInstance } from '../types';
import { ACTIONS } from './actions/index';
import { type Behaviour, behaviourOf } from './behaviour';
import { ApiError } from './errors';
import { withInnerIds, withOuterIds } from './ids';
import { DEMO_INSTANCES, initialState } from './seed';
import type { Backup, State } from './state';
import { answerOf, dialectOfRepetition, lateByMs, type Outcome, refused, WRITE } from './writes';

export interface ModelOptions {
  dialect?: Partial<Dialect>;
  /** Unix milliseconds. */
  now: () => number;
  /** From 0 up to 1; default always 0, so that everything repeats. */
  random?: () => number;
  instances?: readonly SeedInstance[];
  /** What is set here by number wins over the dialect. */
  behaviour?: Partial<Behaviour>;
  /** Told of each backup that a write has started, late or twice as it may be, with the parameters of its call. */
  onStarted?: (params: unknown, backup: Backup) => void;
}

interface Call {
  name: string;
  params: unknown;
  region: string;
  now: number;
}

export class Model {
  readonly now: () => number;
  readonly #options: ModelOptions;
  readonly #random: () => number;
  #dialect: Dialect;
  #state: State;

  constructor(options: ModelOptions) {
    this.#options = options;
    this.now = options.now;
    this.#random = options.random ?? (() => 0);
    this.#dialect = readDialect(options.dialect ?? {});
    this.#state = this.#seed();
  }

  #seed(): State {
    return initialState(this.#options.instances ?? DEMO_INSTANCES, this.now());
  }

  get dialect(): Dialect {
    return this.#dialect;
  }

  /** From the next call on; what has been made stays as it is. */
  set dialect(dialect: Dialect) {
    this.#settle();
    this.#dialect = dialect;
  }

  get behaviour(): Behaviour {
    return behaviourOf(this.#dialect, this.#options.behaviour);
  }

  /** As of now. */
  get state(): State {
    this.#settle();
    return this.#state;
  }

  set state(state: State) {
    this.#state = state;
  }

  /** Back to the seed and to the dialect of the beginning. */
  reset(): void {
    this.#dialect = readDialect(this.#options.dialect ?? {});
    this.#state = this.#seed();
  }

  /** One call; every refusal is a reply. `isLost`: its connection breaks, so that nobody sees the reply. */
  call(name: string, params: unknown, region: string, { isLost = false } = {}): Outcome {
    this.#settle();
    const now = this.now();
    if (name !== WRITE) return this.#run({ name, params, region, now }, this.#dialect);
    const lateMs = isLost ? lateByMs(this.#dialect, this.#random) : 0;
    if (lateMs > 0) {
      const write = { dueAt: now + lateMs, params, region };
      this.#state = { ...this.#state, pending: [...this.#state.pending, write] };
      return refused(new ApiError('InternalError'));
    }
    const outcome = this.#run({ name, params, region, now }, this.#dialect);
    const again = isLost && outcome.executed ? dialectOfRepetition(this.#dialect) : undefined;
    if (again !== undefined) this.#run({ name, params, region, now }, again);
    return answerOf(outcome, this.#dialect);
  }

  /** Carries out what has become due, each at its own time. */
  #settle(): void {
    const now = this.now();
    const due = this.#state.pending.filter(({ dueAt }) => dueAt <= now);
    if (due.length === 0) return;
    const pending = this.#state.pending.filter(({ dueAt }) => dueAt > now);
    this.#state = { ...this.#state, pending };
    for (const { dueAt, ...call } of due.sort((a, b) => a.dueAt - b.dueAt))
      this.#run({ name: WRITE, ...call, now: dueAt }, this.#dialect);
  }

  #run({ name, params, region, now }: Call, dialect: Dialect): Outcome {
    const action = ACTIONS.get(name);
    if (action === undefined) return refused(new ApiError('InvalidAction'));
    const isOther = dialect.ids === 'another form';
    const { behaviour } = this;
    const scene = { state: this.#state, now, region, behaviour, dialect, random: this.#random };
    try {
      const { state, reply } = action.run(isOther ? withInnerIds(params) : params, scene);
      if (state !== undefined) this.#state = state;
      const started = name === WRITE ? this.#state.backups.at(-1) : undefined;
      if (started !== undefined) this.#options.onStarted?.(params, started);
      const fields = isOther ? withOuterIds(reply) : reply;
      return { reply: { ok: true, fields }, executed: true, afterMs: 0 };
    } catch (error) {
      if (error instanceof ApiError) return refused(error);
      throw error;
    }
  }
}

export const createModel = (options: ModelOptions) => new Model(options);
