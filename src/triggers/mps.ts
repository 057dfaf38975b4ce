// MPS: {"EventType":"WorkflowTask","WorkflowTaskEvent":{"TaskId":…}} and the same for EditMediaTask; the request is the
// setting DEFAULT_REQUEST. https://cloud.tencent.com/document/product/583/50833
import { isObject } from '../request/json';
import { deliveryWithKey, hasOnlyKey, invalidDelivery } from './event';
import { throwOnFailure } from './throw-on-failure';
import type { Trigger } from './trigger';

export const mps: Trigger = {
  name: 'mps',
  patience: 'event',
  claims: (event) => hasOnlyKey(event, 'EventType'),
  // A task reports its progress and its end under the same TaskId, so each task makes one backup.
  read: (event, context) => {
    if (!hasOnlyKey(event, 'EventType') || typeof event.EventType !== 'string')
      return [invalidDelivery('EventType', 'must be a string like WorkflowTask')];
    const path = `${event.EventType}Event`;
    const task = event[path];
    return isObject(task)
      ? [deliveryWithKey(path, { TaskId: task.TaskId }, { from: 'default' }, context)]
      : [invalidDelivery(path, `missing; an event of the kind ${event.EventType} holds one`)];
  },
  respond: throwOnFailure,
};
