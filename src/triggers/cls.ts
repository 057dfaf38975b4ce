// CLS: {"clslogs":{"data":"<base64 of gzip>"}} (https://cloud.tencent.com/document/product/583/31927).
// The request is the setting DEFAULT_REQUEST, and the logs have no say in it: they are never inflated, so there is no
// bomb to defuse. The identity is the data itself, which the platform repeats byte by byte.
import { isObject } from '../request/json';
import { identified, unreadable } from './identity';
import { bears } from './marks';
import { replyOrThrow } from './reply-or-throw';
import type { Trigger } from './trigger';

const isBase64 = (data: unknown): data is string =>
  typeof data === 'string' && /^[A-Za-z0-9+/]+={0,2}$/.test(data);

export const cls: Trigger = {
  name: 'cls',
  claims: (event) => bears(event, 'clslogs'),
  read: (event, run) => {
    const { data } = bears(event, 'clslogs') && isObject(event.clslogs) ? event.clslogs : {};
    return isBase64(data)
      ? [identified('clslogs', { data: run.sha256(data) }, { from: 'default' }, run)]
      : [unreadable('clslogs.data', 'must be base64 text')];
  },
  reply: replyOrThrow,
};
