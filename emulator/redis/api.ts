// One API call from its first byte to its answer: record → gateway → script → action → wire.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Action } from './actions/action';
import type { Cloud } from './cloud';
import { refusal, success } from './envelope';
import { isRecord } from './fields';
import { type ApiCall, apiCall, paramsOf, passGateway } from './gateway';
import { readBody } from './read-body';
import { type Answer, scripted } from './scripted';
import type { CallRecord } from './types';
import { complete } from './wire';

export async function serveApi(cloud: Cloud, request: IncomingMessage, response: ServerResponse) {
  const call = apiCall(request, await readBody(request));
  const record = recordOf(call, cloud.now());
  cloud.calls.push(record);
  const { write, reply, delayMs } = answer(cloud, call, record);
  // A fault that needs no body never looks at the reply, and a reset rejects one that is still to come.
  reply.catch(() => undefined);
  await cloud.sleep(delayMs);
  await write(response, () => reply);
}

function answer(cloud: Cloud, call: ApiCall, record: CallRecord): Answer {
  const plain = { write: complete, delayMs: cloud.latencyMs };
  try {
    const action = passGateway(call, cloud);
    const run = () => execute(cloud, action, record);
    const step = cloud.take(record);
    return step === undefined
      ? { ...plain, reply: Promise.resolve(run()) }
      : scripted(cloud, record, step, run);
  } catch (error) {
    return { ...plain, reply: Promise.resolve(refusal(record, error)) };
  }
}

/** The action's envelope, its refusal included; notes in the record what became of the call. */
function execute(cloud: Cloud, action: Action, record: CallRecord): string {
  try {
    const fields = cloud.run(action, record.params, record.region);
    record.executed = true;
    return success(record, fields);
  } catch (error) {
    return refusal(record, error);
  }
}

function recordOf(call: ApiCall, at: number): CallRecord {
  const params = paramsOf(call);
  const instanceId = isRecord(params) ? params.InstanceId : undefined;
  return {
    at,
    action: call.headers['x-tc-action'] ?? '',
    region: call.headers['x-tc-region'] ?? '',
    ...(typeof instanceId === 'string' ? { instanceId } : {}),
    params,
    executed: false,
    requestId: randomUUID(),
  };
}
