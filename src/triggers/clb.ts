// CLB: an HTTP gateway too, but the body is `payload`, and method and path are headers that may be missing.
// https://cloud.tencent.com/document/product/583/52635
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
 * The event as the other gateways would have it. `X-Method` and `X-Uri` are there if the balancer was told to add them;
 * without them a request can only be the one thing that has a body. A caller who sends them himself gains nothing:
 * every route but `health` asks for proof.
 */
const toHttpEvent = ({ headers, payload, isBase64Encoded }: Readonly<Record<string, unknown>>) => ({
  httpMethod: getHeader(headers, 'x-method') ?? 'POST',
  path: getHeader(headers, 'x-uri') ?? '/',
  headers,
  body: payload,
  isBase64Encoded,
});

export const clb: Trigger = {
  name: 'clb',
  // No other source has top-level `headers` and no `httpMethod`. The body may be missing: a caller is owed a status,
  // whatever he sent.
  claims: (event) => hasOnlyKey(event, 'headers', ['payload']),
  read: (event, run) =>
    hasOnlyKey(event, 'headers', ['payload']) ? http.read(toHttpEvent(event), run) : [],
  respond: http.respond,
};
