// Function URL and API Gateway: three shapes that share httpMethod, path, headers, queryString and body.
// https://cloud.tencent.com/document/product/583/96099 and https://cloud.tencent.com/document/product/583/12513

import type { HttpRequest } from '../delivery';
import { toResponse } from '../http/response';
import { isObject } from '../request/json';
import { base64Body, textBody } from '../request/payload';
import type { Payload, Trigger } from './trigger';

type HttpEvent = Readonly<Record<string, unknown>> & { readonly httpMethod: string };

// Only an HTTP gateway sets a top-level `httpMethod`, and a caller over HTTP controls no top-level key. Nothing else is
// required, so that an unexpected shape is answered with a status and not with an exception.
const isHttp = (event: unknown): event is HttpEvent =>
  isObject(event) && typeof event.httpMethod === 'string';

/** RFC 9110 §5.6.2. Other names are left out: lower-casing turns some letters, like the Kelvin sign, into ASCII. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Names become lower case. Values of a repeated name are joined (RFC 9110 §5.3), and the name is noted as repeated. */
function readHeaders(given: unknown): Pick<HttpRequest, 'headers' | 'repeated'> {
  const headers = new Map<string, string>();
  const repeated = new Set<string>();
  for (const [name, value] of Object.entries(isObject(given) ? given : {})) {
    if (!HEADER_NAME.test(name)) continue;
    const key = name.toLowerCase();
    if (headers.has(key) || typeof value !== 'string') repeated.add(key);
    const values = [headers.get(key), value].flat().filter((text) => typeof text === 'string');
    if (values.length > 0) headers.set(key, values.join(', '));
  }
  return { headers, repeated };
}

const ADDRESS = /^[\da-f:.]{2,45}$/i;
const ADDRESS_HEADER = 'x-scf-remote-addr';

/** A Function URL overwrites the header, so a caller cannot forge it; the API gateway sets `sourceIp` instead. */
function findSource(
  { requestContext }: HttpEvent,
  { headers, repeated }: ReturnType<typeof readHeaders>,
): string | undefined {
  const inHeader = repeated.has(ADDRESS_HEADER) ? undefined : headers.get(ADDRESS_HEADER);
  const address = isObject(requestContext) ? requestContext.sourceIp : inHeader;
  return typeof address === 'string' && ADDRESS.test(address) ? address : undefined;
}

function toHttpRequest(event: HttpEvent): HttpRequest {
  const headers = readHeaders(event.headers);
  return {
    // Left as it is, because methods are case-sensitive (RFC 9110 §9.1).
    method: event.httpMethod,
    path: typeof event.path === 'string' ? event.path : '/',
    ...headers,
    query: isObject(event.queryString) ? event.queryString : {},
    source: findSource(event, headers),
  };
}

/** `isBase64Encoded` is documented as a boolean, but a sample shows a string. */
function toPayload({ body, isBase64Encoded: isEncoded }: HttpEvent): Payload {
  if (body === undefined || body === null) return { from: 'body', body: textBody('') };
  if (typeof body !== 'string') return { from: 'value', value: body };
  return isEncoded === true || (typeof isEncoded === 'string' && isEncoded.toLowerCase() === 'true')
    ? { from: 'body', body: base64Body(body) }
    : { from: 'body', body: textBody(body) };
}

export const http: Trigger = {
  name: 'http',
  claims: isHttp,
  read: (event) =>
    isHttp(event)
      ? [{ runKey: undefined, payload: toPayload(event), http: toHttpRequest(event) }]
      : [],
  respond: ([processed], { invocationId }) =>
    toResponse(processed?.result ?? { kind: 'crashed' }, invocationId),
};
