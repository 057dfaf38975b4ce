/** What the SDK asks for → what `http.request` is given: node-fetch's defaults and checks, its headers in its order. */
import type { Agent, OutgoingHttpHeaders, RequestOptions } from 'node:http';
import { urlToHttpOptions } from 'node:url';

export interface FetchOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body?: string | Buffer | null;
  /** Milliseconds until the headers, and again until the end of the body; 0 for none. */
  readonly timeout?: number;
  readonly agent?: Agent | undefined;
  readonly signal?: AbortSignal;
}

/** By lower-case name: the name as first spelled, and its values. A name given twice, in whatever case, has two. */
type Headers = ReadonlyMap<string, readonly [name: string, ...values: string[]]>;

const NAME = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** @throws TypeError for a name or a value that HTTP does not allow */
function headersOf(given: FetchOptions['headers']): Headers {
  const headers = new Map<string, [string, ...string[]]>();
  for (const [name, values] of Object.entries(given)) {
    const [value, key] = [String(values), name.toLowerCase()];
    if (!NAME.test(name)) throw new TypeError(`${name} is not a legal HTTP header name`);
    if (!VALUE.test(value)) throw new TypeError(`${value} is not a legal HTTP header value`);
    headers.set(key, [...(headers.get(key) ?? ([name] as const)), value]);
  }
  return headers;
}

const DEFAULTS = [
  ['Accept', '*/*'],
  ['Content-Length', ''],
  ['User-Agent', 'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)'],
  // What node-fetch would undo, this does not: a coding in the answer is an error.
  ['Accept-Encoding', 'identity'],
] as const;

function sentHeaders(given: Headers, length: number | undefined): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  // Node takes a Host as a text only.
  for (const [key, [name, ...values]] of given) headers[name] = key === 'host' ? values[0] : values;
  for (const [name, value] of DEFAULTS) {
    const known = given.get(name.toLowerCase())?.[0];
    if (name !== 'Content-Length') headers[known ?? name] ??= value;
    else if (length !== undefined) headers[known ?? name] = String(length);
  }
  return headers;
}

/** @throws TypeError for another protocol than http and https, and for a header that HTTP does not allow */
export function requestOptions(
  url: URL,
  { method, headers, agent }: FetchOptions,
  bytes: number | undefined,
): RequestOptions {
  if (!/^https?:$/.test(url.protocol)) throw new TypeError('Only HTTP(S) protocols are supported');
  return {
    ...urlToHttpOptions(url),
    method,
    headers: sentHeaders(headersOf(headers), bytes ?? (method === 'POST' ? 0 : undefined)),
    agent,
  };
}
