// Function URL and API Gateway: three shapes that share httpMethod, path, headers, queryString and body.
// https://cloud.tencent.com/document/product/583/96099 and https://cloud.tencent.com/document/product/583/12513
import { answer } from '../http/answer';
import type { Issue } from '../request/backup-request';
import { isObject } from '../request/json';
import type { Delivery, HttpMessage, Payload, RunKey, Trigger } from './trigger';

type HttpEvent = Readonly<Record<string, unknown>> & { readonly httpMethod: string };

// Only an HTTP gateway sets a top-level `httpMethod`, and a caller over HTTP controls no top-level key. Nothing else is
// asked for, so that an odd shape is answered with a status instead of an exception.
const isHttp = (event: unknown): event is HttpEvent =>
  isObject(event) && typeof event.httpMethod === 'string';

/** Lower-cased names, string values only. A name given twice is joined as HTTP joins it (RFC 9110 §5.3). */
function headersOf(given: unknown): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(isObject(given) ? given : {})) {
    const key = name.toLowerCase();
    const values = (Array.isArray(value) ? value : [value]).filter(
      (one) => typeof one === 'string',
    );
    if (values.length === 0) continue;
    headers.set(key, [headers.get(key) ?? [], values].flat().join(', '));
  }
  return headers;
}

const messageOf = (event: HttpEvent): HttpMessage => ({
  method: event.httpMethod.toUpperCase(),
  path: typeof event.path === 'string' ? event.path : '/',
  headers: headersOf(event.headers),
});

function decodeBase64(text: string): Payload {
  try {
    return { from: 'bytes', bytes: Uint8Array.from(atob(text), (char) => char.charCodeAt(0)) };
  } catch {
    return unreadable({ path: '', message: 'the body is marked as base64 and is not' });
  }
}

const unreadable = (issue: Issue): Payload => ({ from: 'unreadable', issue });

/** The gateway documents a boolean and shows a string. */
function bodyOf({ body, isBase64Encoded: coded }: HttpEvent): Payload {
  if (body === undefined || body === null) return { from: 'text', text: '' };
  if (typeof body !== 'string') return { from: 'value', value: body };
  return coded === true || String(coded).toLowerCase() === 'true'
    ? decodeBase64(body)
    : { from: 'bytes', bytes: new TextEncoder().encode(body) };
}

// Draft-ietf-httpapi-idempotency-key-header makes the value a quoted string; most clients send it bare. Senders of
// Standard Webhooks give each message a webhook-id that stays the same when it is sent again.
const KEY_HEADERS = ['Idempotency-Key', 'webhook-id'];
const isKey = (value: string): boolean => /^[\x21-\x7e]{1,255}$/.test(value);
const unquoted = (value: string): string => value.replace(/^"(.*)"$/, '$1');

function keyOf({ headers }: HttpMessage): Readonly<{ name: string; value: string }> | undefined {
  const name = KEY_HEADERS.find((header) => headers.has(header.toLowerCase()));
  if (name === undefined) return undefined;
  return { name, value: unquoted(headers.get(name.toLowerCase()) ?? '') };
}

/** A key that is none would make one run of all the requests that carry it, so it is refused. */
function deliveryOf(event: HttpEvent): Delivery {
  const message = messageOf(event);
  const key = keyOf(message);
  if (key === undefined) return { runKey: undefined, payload: bodyOf(event), http: message };
  const { name, value } = key;
  if (isKey(value)) {
    const runKey: RunKey = { value: `${name.toLowerCase()} ${value}`, chosenBy: 'caller' };
    return { runKey, payload: bodyOf(event), http: message };
  }
  const problem = 'must be 1 to 255 printable ASCII characters without spaces';
  return {
    runKey: undefined,
    payload: unreadable({ path: name, message: problem }),
    http: message,
  };
}

export const http: Trigger = {
  name: 'http',
  claims: isHttp,
  read: (event) => (isHttp(event) ? [deliveryOf(event)] : []),
  reply: ([ending], { requestId }) => answer(ending ?? { kind: 'crashed' }, requestId),
};
