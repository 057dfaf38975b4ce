// MPS: {"EventType":"WorkflowTask","WorkflowTaskEvent":{"TaskId":…}} and the same for EditMediaTask; the request is the
// setting DEFAULT_REQUEST. https://cloud.tencent.com/document/product/583/50833
import { isObject } from '../request/json';
import { identified, unreadable } from './identity';
import { bears } from './marks';
import { replyOrThrow } from './reply-or-throw';
import type { Trigger } from './trigger';

export const mps: Trigger = {
  name: 'mps',
  claims: (event) => bears(event, 'EventType'),
  // A task reports its progress and its end under one TaskId: one backup a task.
  read: (event, run) => {
    if (!bears(event, 'EventType') || typeof event.EventType !== 'string')
      return [unreadable('EventType', 'must be a string like WorkflowTask')];
    const path = `${event.EventType}Event`;
    const task = event[path];
    return isObject(task)
      ? [identified(path, { TaskId: task.TaskId }, { from: 'default' }, run)]
      : [unreadable(path, `missing; an event of the kind ${event.EventType} holds one`)];
  },
  reply: replyOrThrow,
};
