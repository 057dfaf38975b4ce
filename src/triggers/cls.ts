// CLS: {"clslogs":{"data":"<base64 of gzip>"}} (https://cloud.tencent.com/document/product/583/31927).
// The request is the setting DEFAULT_REQUEST. The logs are never decompressed, so a compression bomb does no harm. The
// identity is a hash of the data, which the platform repeats byte by byte.
import { isObject } from '../request/json';
import { deliveryWithKey, hasOnlyKey, invalidDelivery } from './event';
import { throwOnFailure } from './throw-on-failure';
import type { Trigger } from './trigger';

const isBase64 = (data: unknown): data is string =>
  typeof data === 'string' && /^[A-Za-z0-9+/]+={0,2}$/.test(data);

export const cls: Trigger = {
  name: 'cls',
  patience: 'event',
  claims: (event) => hasOnlyKey(event, 'clslogs'),
  read: (event, context) => {
    const { data } = hasOnlyKey(event, 'clslogs') && isObject(event.clslogs) ? event.clslogs : {};
    return isBase64(data)
      ? [deliveryWithKey('clslogs', { data: context.sha256(data) }, { from: 'default' }, context)]
      : [invalidDelivery('clslogs.data', 'must be base64 text')];
  },
  respond: throwOnFailure,
};
