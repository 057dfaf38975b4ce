// The HTTP door: who calls, then what for. Before a caller is known, all that is answered is 401 and the health route.
// Why in this order: docs/decisions/0006-one-answer-at-the-door.md.
import type { Ending } from '../ending';
import type { Question } from '../request/read';
import type { Delivery, HttpMessage } from '../triggers/trigger';
import { authenticate, type Caller, type DoorSettings } from './authenticate';
import { overLimit } from './limits';
import { questionOf } from './question';
import { type Route, routeOf } from './route';
import { runKeyOf } from './run-key';

/** A delivery behind the door, or `stopped` at it. Only what an admitted caller said is its run key. */
export interface Entered extends Delivery {
  readonly caller?: Caller;
  readonly stopped?: Ending;
  /** What a GET asks for; it makes nothing, so it has no run key. */
  readonly question?: Question;
}

export interface Door {
  readonly settings: DoorSettings;
  readonly version: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

function withRunKey(delivery: Entered, message: HttpMessage, caller: Caller): Entered {
  const runKey = runKeyOf(message, caller);
  return runKey.ok
    ? { ...delivery, runKey: runKey.value }
    : { ...delivery, stopped: { kind: 'invalid', issues: runKey.issues } };
}

/** What an admitted caller is let in for. */
function admit(
  delivery: Delivery,
  message: HttpMessage,
  route: Exclude<Route, { to: 'health' }>,
  caller: Caller,
  settings: DoorSettings,
): Entered {
  const entered: Entered = { ...delivery, caller };
  switch (route.to) {
    case 'backup': {
      const stopped = overLimit(message, delivery.payload, settings);
      return stopped === undefined ? withRunKey(entered, message, caller) : { ...entered, stopped };
    }
    case 'coverage':
    case 'backups':
    case 'task':
      return { ...entered, question: questionOf(route, message) };
    case 'nowhere':
      return { ...entered, stopped: { kind: 'no such route' } };
    case 'wrong method':
      return { ...entered, stopped: { kind: 'wrong method', allow: route.allow } };
    default:
      return route satisfies never;
  }
}

/** Lets a delivery in or stops it. One that did not come over HTTP passes as it is: its platform has checked it. */
export function passDoor(delivery: Delivery, { settings, version, nowMs }: Door): Entered {
  const { http: message, payload } = delivery;
  if (message === undefined) return delivery;
  const route = routeOf(message);
  if (route.to === 'health') return { ...delivery, stopped: { kind: 'healthy', version } };
  const admission = authenticate(message, payload, settings, nowMs);
  if (admission.kind !== 'admitted') return { ...delivery, runKey: undefined, stopped: admission };
  return admit(delivery, message, route, admission.caller, settings);
}
