/** What the SDK asks for → what `http.request` is given: node-fetch's defaults and checks, its headers in its order. */
import type { Agent, OutgoingHttpHeaders, RequestOptions } from 'node:http';
import { urlToHttpOptions } from 'node:url';

export interface FetchOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body?: string | Buffer | null;
  /** Milliseconds until the headers, and again until the end of the body; 0 for none. */
  readonly timeout?: number;
  readonly agent?: Agent | ((url: URL) => Agent) | undefined;
  readonly signal?: AbortSignal;
  /** Redirects followed before this request. */
  readonly hops?: number;
}

/** Values by name as first spelled; a name given twice, in whatever case, has two. */
export type Headers = Readonly<Record<string, string[]>>;

const NAME = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const spelled = (headers: Headers, name: string): string | undefined =>
  Object.keys(headers).find((known) => known.toLowerCase() === name.toLowerCase());

/** @throws TypeError for a name or a value that HTTP does not allow */
export function headersOf(given: FetchOptions['headers']): Headers {
  const headers: Record<string, string[]> = {};
  for (const [name, values] of Object.entries(given)) {
    const value = String(values);
    if (!NAME.test(name)) throw new TypeError(`${name} is not a legal HTTP header name`);
    if (!VALUE.test(value)) throw new TypeError(`${value} is not a legal HTTP header value`);
    const key = spelled(headers, name) ?? name;
    headers[key] = [...(headers[key] ?? []), value];
  }
  return headers;
}

function sentHeaders(given: Headers, length: number | undefined): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { ...given };
  const setDefault = (name: string, value: string) => {
    if (spelled(given, name) === undefined) headers[name] = value;
  };
  setDefault('Accept', '*/*');
  if (length !== undefined)
    headers[spelled(given, 'Content-Length') ?? 'Content-Length'] = String(length);
  setDefault('User-Agent', 'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)');
  setDefault('Accept-Encoding', 'gzip,deflate');
  // Node takes a Host as a text only.
  const host = spelled(given, 'Host');
  return host === undefined ? headers : { ...headers, [host]: given[host]?.[0] };
}

/** @throws TypeError for another protocol than http and https */
export function requestOptions(
  url: URL,
  { method, agent }: FetchOptions,
  headers: Headers,
  bytes: number | undefined,
): RequestOptions {
  if (!/^https?:$/.test(url.protocol)) throw new TypeError('Only HTTP(S) protocols are supported');
  return {
    ...urlToHttpOptions(url),
    method,
    headers: sentHeaders(headers, bytes ?? (method === 'POST' ? 0 : undefined)),
    agent: typeof agent === 'function' ? agent(url) : agent,
  };
}
