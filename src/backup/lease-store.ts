// The port: what a lease needs of a store. One that creates an object only where there is none can decide who may send.
import type { Failure } from '../result';

/** `at`: the store's own time of its answer, epoch milliseconds. */
export type Created =
  | { readonly kind: 'created'; readonly at: number }
  /** There is an object of that name. It may be this very attempt's: its body tells. */
  | { readonly kind: 'taken' }
  /** Surely not created. */
  | { readonly kind: 'not created'; readonly failure: Failure }
  /** Perhaps created: only reading it back can tell. */
  | { readonly kind: 'not known'; readonly failure: Failure };

export type Found =
  /** Both times are the store's own, so that their difference is an age on one clock. */
  | {
      readonly kind: 'found';
      readonly body: string;
      readonly at: number;
      readonly modifiedAt: number;
    }
  | { readonly kind: 'missing' }
  /** Forbidden, which is also said of what is not there to a role that may not list. */
  | { readonly kind: 'denied'; readonly failure: Failure }
  | { readonly kind: 'unreadable'; readonly failure: Failure };

/** No call rejects, and each resolves within `timeoutMs`. Nothing is ever overwritten or deleted. */
export interface LeaseStore {
  /** A new random text, for the attempts of one delivery. */
  newToken(): string;
  create(key: string, body: string, timeoutMs: number): Promise<Created>;
  read(key: string, timeoutMs: number): Promise<Found>;
}
