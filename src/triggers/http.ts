// Function URL and API Gateway: three shapes that share httpMethod, path, headers, queryString and body.
// https://cloud.tencent.com/document/product/583/96099 and https://cloud.tencent.com/document/product/583/12513

import type { Delivery, HttpRequest, Payload } from '../delivery';
import { toResponse } from '../http/response';
import { escapeUnseen } from '../logger';
import { isObject, toFields } from '../request/json';
import { base64Body, parsedBody, textBody } from '../request/payload';
import type { Processed, ReadContext, Trigger } from './trigger';

type Fields = Readonly<Record<string, unknown>>;

// Only an HTTP gateway sets a top-level `httpMethod`, and a caller over HTTP controls no top-level key. Nothing else is
// asked for, so that an odd shape is answered with a status instead of an exception.
const isHttp = (event: unknown): boolean => isObject(event) && typeof event.httpMethod === 'string';

/** RFC 9110 §5.6.2. Other names are left out: lower-casing turns some letters, like the Kelvin sign, into ASCII. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Lower-cased names. A name given twice is joined as HTTP joins it (RFC 9110 §5.3), and noted. */
function readHeaders(given: Fields): Pick<HttpRequest, 'headers' | 'repeated'> {
  const lists = new Map<string, string[]>();
  const repeated = new Set<string>();
  for (const [name, value] of Object.entries(given)) {
    if (!HEADER_NAME.test(name)) continue;
    const key = name.toLowerCase();
    const list = lists.get(key) ?? [];
    if (list.length > 0 || typeof value !== 'string') repeated.add(key);
    for (const text of [value].flat()) if (typeof text === 'string') list.push(text);
    if (list.length > 0) lists.set(key, list);
  }
  const headers = new Map([...lists].map(([key, list]) => [key, list.join(', ')]));
  return { headers, repeated };
}

const ADDRESS = /^[\da-f:.]{2,45}$/i;
const ADDRESS_HEADER = 'x-scf-remote-addr';

/** A Function URL overwrites the header, so a caller cannot forge it; the API gateway sets `sourceIp` instead. */
function findSource(
  { requestContext }: Fields,
  context: Fields,
  { headers, repeated }: ReturnType<typeof readHeaders>,
): string | undefined {
  const inHeader = repeated.has(ADDRESS_HEADER) ? undefined : headers.get(ADDRESS_HEADER);
  const address = context === requestContext ? context.sourceIp : inHeader;
  return typeof address === 'string' && ADDRESS.test(address) ? address : undefined;
}

/** The gateway documents a boolean for `isBase64Encoded` and shows a string. */
function toPayload({ body, isBase64Encoded: isEncoded }: Fields): Payload {
  if (body === undefined || body === null) return { from: 'body', body: textBody('') };
  if (typeof body !== 'string') return { from: 'body', body: parsedBody(body) };
  return isEncoded === true || (typeof isEncoded === 'string' && isEncoded.toLowerCase() === 'true')
    ? { from: 'body', body: base64Body(body) }
    : { from: 'body', body: textBody(body) };
}

function toDelivery(event: unknown): Delivery {
  const fields = toFields(event);
  const { httpMethod, path, requestContext } = fields;
  const [given, query, context] = [
    toFields(fields.headers),
    toFields(fields.queryString),
    toFields(requestContext),
  ];
  const headers = readHeaders(given);
  const request: HttpRequest = {
    // As it is: methods are case-sensitive (RFC 9110 §9.1).
    method: typeof httpMethod === 'string' ? httpMethod : '',
    path: typeof path === 'string' ? path : '/',
    ...headers,
    query,
    source: findSource(fields, context, headers),
  };
  return { runKey: undefined, payload: toPayload(fields), http: request };
}

/** What an HTTP gateway of SCF takes as an answer. It always has all four fields, so that no gateway guesses. */
export interface HttpResponse {
  readonly isBase64Encoded: false;
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An event over HTTP is one delivery. The answer to a HEAD has the headers of a GET and no content (RFC 9110 §9.3.2). */
function respond(
  [processed]: readonly Processed[],
  { invocationId: instance }: ReadContext,
): HttpResponse {
  const { status, headers, body } =
    processed?.response ?? toResponse({ kind: 'crashed' }, { instance });
  // A name of the caller's own must not write to the terminal that shows the answer.
  const text = typeof body === 'string' ? body : escapeUnseen(JSON.stringify(body));
  return {
    isBase64Encoded: false,
    statusCode: status,
    headers,
    body: processed?.delivery.http?.method === 'HEAD' ? '' : text,
  };
}

export const http: Trigger = {
  name: 'http',
  patience: 'caller',
  claims: isHttp,
  read: (event) => [toDelivery(event)],
  respond,
};
