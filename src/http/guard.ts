// What an HTTP delivery must pass before anything is opened for it: route, caller, content, idempotency key. Before a
// caller is known, all that is answered is 401 and the health route (docs/decisions/0020-one-401.md).
import type { Caller, Delivery, HttpRequest, Payload, QueryInput } from '../delivery';
import { rejectIssues } from '../rejection';
import { hasAtMost } from '../request/payload';
import type { Answered, Crashed, Rejected } from '../result';
import { type AuthenticationOptions, authenticate } from './authenticate';
import { readIdempotencyKey } from './idempotency-key';
import { noSuchRoute, tooLarge, wrongContent, wrongMethod } from './refusals';
import { matchRoute, type Route } from './routes';

/** A delivery that was let in, or its result. Its run key comes from an authenticated caller alone. */
export interface GuardedDelivery extends Delivery {
  readonly caller?: Caller;
  /** What a GET asks; it makes no backup, so it has no run key. */
  readonly query?: QueryInput;
  /** Set when nothing else is to be done: turned away, the health route, or a fault of the guard itself. */
  readonly result?: Answered | Rejected | Crashed;
}

export interface GuardOptions {
  readonly settings: AuthenticationOptions;
  readonly version: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

const HEALTHY: Omit<Answered, 'body'> = {
  kind: 'answered',
  outcome: 'healthy',
  status: 200,
  headers: {},
  failures: [],
  rows: [],
};

function addRunKey(
  delivery: GuardedDelivery,
  request: HttpRequest,
  caller: Caller,
): GuardedDelivery {
  const runKey = readIdempotencyKey(request, caller);
  return runKey.ok
    ? { ...delivery, runKey: runKey.value }
    : { ...delivery, result: rejectIssues('ValidationFailed', runKey.issues) };
}

const JSON_TYPE = /^application\/([\w.!#$&^-]+\+)?json\s*(;|$)/i;
/** RFC 8259 allows UTF-8 alone (§8.1) and defines no parameter (§11), so others are not read. */
const OTHER_CHARSET = /;\s*charset\s*=(?!\s*"?utf-?8"?\s*(;|$))/i;

/** Why the body of a request for a backup is not read (RFC 9110 §15.5.16), or undefined. */
function checkContent(
  { headers, repeated }: HttpRequest,
  payload: Payload,
  { WEBHOOK_AUTH, MAX_BODY_BYTES }: AuthenticationOptions,
): Rejected | undefined {
  // A missing type is taken as JSON, as many small clients leave it out. Not with `platform`: there, a page in a browser
  // inside the network could send such a body without asking first (CORS), and nothing else would stop it.
  const missing = WEBHOOK_AUTH === 'platform' ? '' : 'application/json';
  const type = repeated.has('content-type') ? '' : (headers.get('content-type') ?? missing);
  const isEncoded = !/^(identity)?$/i.test(headers.get('content-encoding') ?? '');
  if (isEncoded || !JSON_TYPE.test(type) || OTHER_CHARSET.test(type))
    return wrongContent(isEncoded);
  return payload.from === 'body' && !hasAtMost(payload.body, MAX_BODY_BYTES)
    ? tooLarge(MAX_BODY_BYTES)
    : undefined;
}

/** What an authenticated caller is let in for. */
function admit(
  delivery: Delivery,
  request: HttpRequest,
  route: Exclude<Route, { to: 'health' }>,
  caller: Caller,
  settings: AuthenticationOptions,
): GuardedDelivery {
  const admitted: GuardedDelivery = { ...delivery, caller };
  switch (route.to) {
    case 'backup': {
      const result = checkContent(request, delivery.payload, settings);
      return result === undefined ? addRunKey(admitted, request, caller) : { ...admitted, result };
    }
    case 'query':
      return { ...admitted, query: { query: route.query, request } };
    case 'nowhere':
      return { ...admitted, result: noSuchRoute() };
    case 'wrong method':
      return { ...admitted, result: wrongMethod(route.allow) };
    default:
      return route satisfies never;
  }
}

/** Lets a delivery in, or says how it ends. One that did not come over HTTP passes: its platform has checked it. */
export function guard(
  delivery: Delivery,
  { settings, version, nowMs }: GuardOptions,
): GuardedDelivery {
  const { http: request, payload } = delivery;
  if (request === undefined) return delivery;
  const route = matchRoute(request);
  if (route.to === 'health') return { ...delivery, result: { ...HEALTHY, body: { version } } };
  const admission = authenticate(request, payload, settings, nowMs);
  if (admission.kind === 'rejected') return { ...delivery, runKey: undefined, result: admission };
  return admit(delivery, request, route, admission.caller, settings);
}
