// The HTTP door: who calls, then what for. Before a caller is known, all that is answered is 401 and the health route.
// Why in this order: docs/decisions/0006-one-answer-at-the-door.md.
import type { Ending } from '../ending';
import type { Delivery, HttpMessage, Payload } from '../triggers/trigger';
import { authenticate, type Caller, type DoorSettings } from './authenticate';
import { overLimit } from './limits';
import { type Route, routeOf } from './route';
import { runKeyOf } from './run-key';

/** A delivery behind the door, or `stopped` at it. Only what an admitted caller said is its run key. */
export interface Entered extends Delivery {
  readonly caller?: Caller;
  readonly stopped?: Ending;
}

export interface Door {
  readonly settings: DoorSettings;
  readonly version: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

type GuardedRoute = Exclude<Route, { to: 'health' }>;

/** The ending of an admitted request that asks for no backup, or that nobody will read. */
function stopOf(
  route: GuardedRoute,
  message: HttpMessage,
  payload: Payload,
  settings: DoorSettings,
): Ending | undefined {
  switch (route.to) {
    case 'backup':
      return overLimit(message, payload, settings);
    case 'nowhere':
      return { kind: 'no such route' };
    case 'wrong method':
      return { kind: 'wrong method', allow: route.allow };
    default:
      return route satisfies never;
  }
}

function withRunKey(delivery: Delivery, message: HttpMessage, caller: Caller): Entered {
  const runKey = runKeyOf(message, caller);
  return runKey.ok
    ? { ...delivery, caller, runKey: runKey.value }
    : { ...delivery, caller, stopped: { kind: 'invalid', issues: runKey.issues } };
}

/** Lets a delivery in or stops it. One that did not come over HTTP passes as it is: its platform has checked it. */
export function passDoor(delivery: Delivery, { settings, version, nowMs }: Door): Entered {
  const { http: message, payload } = delivery;
  if (message === undefined) return delivery;
  const route = routeOf(message);
  if (route.to === 'health') return { ...delivery, stopped: { kind: 'healthy', version } };
  const admission = authenticate(message, payload, settings, nowMs);
  if (admission.kind !== 'admitted') return { ...delivery, runKey: undefined, stopped: admission };
  const { caller } = admission;
  const stopped = stopOf(route, message, payload, settings);
  return stopped === undefined
    ? withRunKey(delivery, message, caller)
    : { ...delivery, caller, stopped };
}
