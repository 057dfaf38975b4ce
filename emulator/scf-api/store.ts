// The functions of the local SCF API, and what state each is in.
//
//   CreateFunction ─ Creating ─┬─ Active ◀──┬─ Updating ◀─ UpdateFunctionCode, UpdateFunctionConfiguration
//                              └─ CreateFailed  └─ UpdateFailed (may be updated again)
import { ApiError } from '../redis/model/errors';
import type { Change, Status, StoredFunction } from './types';

/** Where a call looks: functions are scoped by region and namespace. */
export interface Place {
  region: string;
  Namespace?: string | undefined;
  FunctionName: string;
}

const keyOf = ({ region, Namespace = 'default', FunctionName }: Place): string =>
  [region, Namespace, FunctionName].join('/');

export class Store {
  readonly #functions = new Map<string, StoredFunction>();
  readonly #changeMs: number;
  /** The reason for which the change that starts next ends badly. */
  failsNext: string | undefined;

  constructor(changeMs: number) {
    this.#changeMs = changeMs;
  }

  all(): StoredFunction[] {
    return [...this.#functions.values()];
  }

  has(place: Place): boolean {
    return this.#functions.has(keyOf(place));
  }

  /** @throws {ApiError} ResourceNotFound.FunctionName */
  get(place: Place): StoredFunction {
    const found = this.#functions.get(keyOf(place));
    if (found === undefined)
      throw new ApiError('ResourceNotFound.FunctionName', 'The function does not exist.');
    return found;
  }

  put(fn: StoredFunction): void {
    this.#functions.set(keyOf(fn), fn);
  }

  delete(place: Place): void {
    this.#functions.delete(keyOf(place));
  }

  /** A change that starts now, as the documentation has it: the call answers at once, the function is busy for a while. */
  change(doing: Change['doing']): Change {
    const reason = this.failsNext;
    this.failsNext = undefined;
    const endsAt = Date.now() + this.#changeMs;
    if (reason === undefined) return { doing, endsAt, ends: 'Active' };
    return { doing, endsAt, ends: doing === 'Creating' ? 'CreateFailed' : 'UpdateFailed', reason };
  }
}

export const statusOf = ({ change }: StoredFunction): Status =>
  Date.now() < change.endsAt ? change.doing : change.ends;

/** @throws {ApiError} of the given code while the function is anything else than one of `allowed` */
export function need(fn: StoredFunction, code: string, ...allowed: Status[]): void {
  const status = statusOf(fn);
  if (allowed.includes(status)) return;
  throw new ApiError(code, `The function is ${status}; try again when it is Active.`);
}
