// One API call from its first byte to its answer: record → gateway → script → action → wire.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cloud } from './cloud';
import { refusal, success } from './envelope';
import { type ApiCall, apiCall, paramsOf, passGateway } from './gateway';
import { ACTIONS } from './model/actions/index';
import { isRecord } from './model/fields';
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
  try {
    passGateway(call, cloud);
    const run = (isLost: boolean) => execute(cloud, record, isLost);
    const step = cloud.take(record);
    if (step !== undefined) return scripted(cloud, record, step, run);
    const { text, afterMs } = run(false);
    return { write: complete, reply: Promise.resolve(text), delayMs: cloud.latencyMs + afterMs };
  } catch (error) {
    const reply = Promise.resolve(refusal(record, error));
    return { write: complete, reply, delayMs: cloud.latencyMs };
  }
}

/** The action's envelope, its refusal included; notes in the record what became of the call. */
function execute(cloud: Cloud, record: CallRecord, isLost: boolean) {
  const { action, params, region } = record;
  const { reply, executed, afterMs } = cloud.model.call(action, params, region, { isLost });
  record.executed = executed;
  const text = reply.ok ? success(record, reply.fields) : refusal(record, reply.error);
  return { text, afterMs };
}

function recordOf(call: ApiCall, at: number): CallRecord {
  const action = call.headers['x-tc-action'] ?? '';
  const params = paramsOf(call, ACTIONS.get(action)?.fields);
  const instanceId = isRecord(params) ? params.InstanceId : undefined;
  return {
    at,
    action,
    region: call.headers['x-tc-region'] ?? '',
    ...(typeof instanceId === 'string' ? { instanceId } : {}),
    params,
    executed: false,
    requestId: randomUUID(),
  };
}
