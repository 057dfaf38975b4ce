// CLB, an HTTP gateway whose events hold the body as `payload`, and method and path as headers that may be missing.
// https://cloud.tencent.com/document/product/583/52635
import type { Delivery } from '../delivery';
import { isObject } from '../request/json';
import { hasOnlyKey } from './event';
import { http } from './http';
import type { Trigger } from './trigger';

const getHeader = (headers: unknown, name: string): string | undefined =>
  Object.entries(isObject(headers) ? headers : {})
    .filter(([given]) => given.toLowerCase() === name)
    .map(([, value]) => value)
    .find((value) => typeof value === 'string');

/**
 * Converts the event to the form of the other gateways. `X-Method` and `X-Uri` are there if the balancer is set to add
 * them; without them the request is taken for a POST, because only a POST needs its body. A caller who sends them gains
 * nothing, because every route but `health` requires authentication.
 */
const toHttpEvent = ({ headers, payload, isBase64Encoded }: Readonly<Record<string, unknown>>) => ({
  httpMethod: getHeader(headers, 'x-method') ?? 'POST',
  path: getHeader(headers, 'x-uri') ?? '/',
  headers,
  body: payload,
  isBase64Encoded,
});

const toUnchecked = (delivery: Delivery): Delivery =>
  delivery.http === undefined
    ? delivery
    : { ...delivery, http: { ...delivery.http, isUnchecked: true } };

export const clb: Trigger = {
  name: 'clb',
  patience: 'caller',
  // No other source has top-level `headers` and no `httpMethod`. The body is not required, so that a request without
  // one is answered with a status.
  claims: (event) => hasOnlyKey(event, 'headers', ['payload']),
  read: (event, context) =>
    hasOnlyKey(event, 'headers', ['payload'])
      ? http.read(toHttpEvent(event), context).map(toUnchecked)
      : [],
  respond: http.respond,
};
