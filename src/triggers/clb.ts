// CLB: like the other HTTP gateways, but the body is `payload`, and method and path are headers that may be missing.
// https://cloud.tencent.com/document/product/583/52635
import { answerHttp, headersOf, httpDelivery } from './http';
import { bears } from './marks';
import type { HttpMessage, Trigger } from './trigger';

// A method names itself only if the balancer was told to add `X-Method`; without it a request can only be the one
// thing that has a body. A caller who sends that header himself gains nothing: every route but `health` asks for proof.
function messageOf(given: unknown): HttpMessage {
  const headers = headersOf(given);
  return {
    method: (headers.get('x-method') ?? 'POST').toUpperCase(),
    path: headers.get('x-uri') ?? '/',
    headers,
  };
}

export const clb: Trigger = {
  name: 'clb',
  // `httpMethod` is not there, and no other source has top-level `headers`. The body may be missing: a caller is owed a
  // status, whatever he sent.
  claims: (event) => bears(event, 'headers', ['payload']),
  read: (event) =>
    bears(event, 'headers', ['payload'])
      ? [httpDelivery(messageOf(event.headers), event.payload, event.isBase64Encoded)]
      : [],
  reply: answerHttp,
};
