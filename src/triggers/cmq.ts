// CMQ topic: Records[].CMQ, each with its request in `msgBody` (https://cloud.tencent.com/document/product/583/31927).
// `msgTag` is a string in some samples and a list in others; nothing here depends on it.
import { deliveryWithKey, messagePayload } from './event';
import { holdsRecords, readRecords } from './records';
import { throwOnFailure } from './throw-on-failure';
import type { Trigger } from './trigger';

export const cmq: Trigger = {
  name: 'cmq',
  patience: 'event',
  claims: (event) => holdsRecords(event, 'CMQ'),
  read: (event, context) =>
    readRecords(event, 'CMQ', ({ topicName, msgId, msgBody }, path) =>
      deliveryWithKey(
        path,
        { topicName, msgId },
        messagePayload(msgBody, `${path}.msgBody`),
        context,
      ),
    ),
  respond: throwOnFailure,
};
