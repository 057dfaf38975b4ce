// CMQ topic: Records[].CMQ, the request in `msgBody` (https://cloud.tencent.com/document/product/583/31927).
// `msgTag` is a string in some samples and a list in others; nothing here depends on it.
import { identified, requestIn } from './identity';
import { isFrom, readRecords } from './records';
import { replyOrThrow } from './reply-or-throw';
import type { Trigger } from './trigger';

export const cmq: Trigger = {
  name: 'cmq',
  claims: (event) => isFrom(event, 'CMQ'),
  read: (event, run) =>
    readRecords(event, 'CMQ', ({ topicName, msgId, msgBody }, path) =>
      identified(path, { topicName, msgId }, requestIn(msgBody, `${path}.msgBody`), run),
    ),
  reply: replyOrThrow,
};
