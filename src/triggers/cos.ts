// COS: Records[].cos and .event say that a file was created or deleted. The request is the setting DEFAULT_REQUEST.
// https://cloud.tencent.com/document/product/583/9707
// The event carries its caller's Authorization header. Nothing but what is named below is ever taken out of it.
import { toFields } from '../request/json';
import { deliveryWithKey } from './event';
import { holdsRecords, readRecords } from './records';
import { throwOnFailure } from './throw-on-failure';
import type { Trigger } from './trigger';

export const cos: Trigger = {
  name: 'cos',
  patience: 'event',
  claims: (event) => holdsRecords(event, 'cos'),
  // The identity is that of the request to COS and not of the object, so that one request which deletes a thousand
  // objects makes one backup.
  read: (event, context) =>
    readRecords(event, 'cos', ({ cosBucket, cosObject }, path, record) => {
      const { reqid, eventTime } = toFields(record.event);
      const requestId = toFields(toFields(cosObject).meta)['x-cos-request-id'];
      const identity = {
        'cosBucket.name': toFields(cosBucket).name,
        'cosObject.meta.x-cos-request-id': requestId === '' ? reqid : (requestId ?? reqid),
        eventTime,
      };
      return deliveryWithKey(path, identity, { from: 'default' }, context);
    }),
  respond: throwOnFailure,
};
