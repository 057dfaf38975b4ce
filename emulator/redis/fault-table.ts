// The faults by name: what goes over the wire, and whether the call was carried out before.

import type { FaultName } from './fault-names';
import { type AfterEffect, dropFirst, insertFirst } from './model/page-faults';
import * as wire from './wire';

interface Fault {
  /** Carried out before the fault, unless the step says otherwise. */
  executes: boolean;
  write: wire.Writer;
  /** What happens to the state once the answer is made. */
  after?: AfterEffect;
  /** Default wait before the answer, milliseconds. */
  delayMs?: number;
}

const ERROR_BODY =
  '{"Response":{"Error":{"Code":"InternalError","Message":"Internal error."},"RequestId":"x"}}';

const before = (write: wire.Writer): Fault => ({ executes: false, write });
const after = (write: wire.Writer): Fault => ({ executes: true, write });

/** How each looks through the Node SDK is tested in test/emulator/redis-faults.test.ts. */
export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  'hang-up': after(wire.hangUp),
  reset: before(wire.reset),
  stall: after(wire.stall),
  'stall-body': after(wire.stallBody),
  drip: after(wire.drip),
  'cut-length': after(wire.cutLength),
  'cut-chunked': after(wire.cutChunked),
  'http-403': before(wire.status(403, 'Forbidden')),
  'http-429': before(wire.status(429, 'Too Many Requests')),
  'http-500-json': before(wire.status(500, 'Internal Server Error', ERROR_BODY)),
  'http-502': before(wire.status(502, 'Bad Gateway')),
  // nginx's spelling. A gateway that times out has handed the request on: it may well be carried out.
  'http-504': after(wire.status(504, 'Gateway Time-out')),
  'bad-json': after(wire.fixed('{"Response":{"TaskId":')),
  'empty-body': after(wire.fixed('')),
  'html-200': before(wire.fixed('<html><h1>Please log in</h1></html>', 'text/html')),
  'no-response-key': after(wire.fixed('{}')),
  null: after(wire.fixed('null')),
  'empty-response': after(wire.fixed('{"Response":{}}')),
  'event-stream': after(wire.fixed('data: {}\n\n', 'text/event-stream')),
  slow: { ...after(wire.complete), delayMs: 500 },
  // Not carried out: the client posts the same request again, and that one is.
  'redirect-307': before(wire.redirect),
  'page-shift': { ...after(wire.complete), after: insertFirst },
  'page-drop': { ...after(wire.complete), after: dropFirst },
};
