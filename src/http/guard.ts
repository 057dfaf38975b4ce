// The HTTP door: who calls, then what for. Before a caller is known, all that is answered is 401 and the health route.
// Why in this order: docs/decisions/0020-one-401.md.

import type { Delivery, HttpRequest } from '../delivery';
import type { Result } from '../ending';
import type { QueryInput } from '../request/parse-request';
import { type AuthenticationOptions, authenticate, type Caller } from './authenticate';
import { checkContent } from './content';
import { readIdempotencyKey } from './idempotency-key';
import { toQuery } from './query';
import { matchRoute, type Route } from './routes';

/** A delivery behind the door, or `stopped` at it. Only what an admitted caller said is its run key. */
export interface GuardedDelivery extends Delivery {
  readonly caller?: Caller;
  readonly rejected?: Result;
  /** What a GET asks for; it makes nothing, so it has no run key. */
  readonly query?: QueryInput;
}

export interface GuardOptions {
  readonly settings: AuthenticationOptions;
  readonly version: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

function addRunKey(
  delivery: GuardedDelivery,
  message: HttpRequest,
  caller: Caller,
): GuardedDelivery {
  const runKey = readIdempotencyKey(message, caller);
  return runKey.ok
    ? { ...delivery, runKey: runKey.value }
    : { ...delivery, rejected: { kind: 'invalid', issues: runKey.issues } };
}

/** What an admitted caller is let in for. */
function admit(
  delivery: Delivery,
  message: HttpRequest,
  route: Exclude<Route, { to: 'health' }>,
  caller: Caller,
  settings: AuthenticationOptions,
): GuardedDelivery {
  const entered: GuardedDelivery = { ...delivery, caller };
  switch (route.to) {
    case 'backup': {
      const stopped = checkContent(message, delivery.payload, settings);
      return stopped === undefined
        ? addRunKey(entered, message, caller)
        : { ...entered, rejected: stopped };
    }
    case 'coverage':
    case 'backups':
    case 'task':
      return { ...entered, query: toQuery(route, message) };
    case 'nowhere':
      return { ...entered, rejected: { kind: 'no such route' } };
    case 'wrong method':
      return { ...entered, rejected: { kind: 'wrong method', allow: route.allow } };
    default:
      return route satisfies never;
  }
}

/** Lets a delivery in or stops it. One that did not come over HTTP passes as it is: its platform has checked it. */
export function guard(
  delivery: Delivery,
  { settings, version, nowMs }: GuardOptions,
): GuardedDelivery {
  const { http: message, payload } = delivery;
  if (message === undefined) return delivery;
  const route = matchRoute(message);
  if (route.to === 'health') return { ...delivery, rejected: { kind: 'healthy', version } };
  const admission = authenticate(message, payload, settings, nowMs);
  if (admission.kind !== 'admitted') return { ...delivery, runKey: undefined, rejected: admission };
  return admit(delivery, message, route, admission.caller, settings);
}
