// A call that takes a scripted step: whether and when it is carried out, and what the caller gets.

import type { Cloud } from './cloud';
import { failure } from './envelope';
import { FAULTS } from './fault-table';
import { ApiError } from './model/errors';
import type { CallRecord, FaultStep } from './types';
import { complete, fixed, type Writer } from './wire';

/** What goes over the wire, the body it may be made of, and the wait before it (milliseconds). */
export interface Answer {
  write: Writer;
  reply: Promise<string>;
  delayMs: number;
}

/** Carries the call out and returns its envelope. `isLost`: its caller will not see it. */
export type Run = (isLost: boolean) => { text: string };

/** `run` is called at most once. */
export function scripted(cloud: Cloud, record: CallRecord, step: FaultStep, run: Run): Answer {
  const fault = step.fault === undefined ? undefined : FAULTS[step.fault];
  if (step.fault !== undefined) record.fault = step.fault;
  if (step.code !== undefined) record.code = step.code;
  const executes = step.execute ?? fault?.executes ?? false;
  const isLost = fault !== undefined && fault.write !== complete;
  const runs = () => run(isLost).text;
  const reply = (executes ? later(cloud, step, runs) : notExecuted(record)).then((text) => {
    const { taskMs } = cloud.behaviour;
    if (fault?.after !== undefined)
      cloud.state = fault.after(cloud.state, { ...record, taskMs }, cloud.now());
    return text;
  });
  const delayMs = step.delayMs ?? fault?.delayMs ?? cloud.latencyMs;
  return { write: writerOf(step, record), reply, delayMs };
}

/** At once, so that the backup has begun before the fault; or late, when nobody waits any more. */
async function later(cloud: Cloud, { executeAfterMs }: FaultStep, run: () => string) {
  if (executeAfterMs !== undefined) await cloud.sleep(executeAfterMs);
  return run();
}

/** What a fault that sends a body sends when the call was not carried out. */
const notExecuted = async (record: CallRecord) => failure(record, new ApiError('InternalError'));

function writerOf(step: FaultStep, record: CallRecord): Writer {
  if (step.fault !== undefined) return FAULTS[step.fault].write;
  return step.code === undefined
    ? complete
    : fixed(failure(record, new ApiError(step.code, step.message)));
}
