// HTTP request or fired timer → the event SCF hands to the function.
import { isUtf8 } from 'node:buffer';
import type { HttpShape, Timer } from './types';

/** A request as the host's server received it. */
export interface HttpRequest {
  method: string;
  /** Path and query: `/backup?dry=1`. */
  url: string;
  /** Names in lower case, repeated ones joined, as Node gives them. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
  remoteAddress: string;
  requestId: string;
}

export type QueryValue = string | string[] | true;

/**
 * The HTTP event in the given shape. The Function URL's reduced shape is documented
 * (https://www.tencentcloud.com/document/product/583/69491), and so is the old gateway's
 * (https://www.tencentcloud.com/document/product/583/12513). What `ApiGwCompatible` gives back is known from reports
 * only, and how a body that is not UTF-8 arrives from a Function URL not at all: here as the gateway would have it.
 */
export function httpEvent(shape: HttpShape, request: HttpRequest): Record<string, unknown> {
  return { ...common(request), ...EXTRAS[shape](request) };
}

/**
 * `{"Type":"Timer","TriggerName":"nightly","Time":"2026-01-01T20:30:00Z","Message":"…"}`
 * @param scheduled when it was to fire; `Time` is UTC in whole seconds
 */
export function timerEvent(timer: Timer, scheduled: Date): Record<string, unknown> {
  const time = `${scheduled.toISOString().slice(0, 'YYYY-MM-DDTHH:mm:ss'.length)}Z`;
  return { Type: 'Timer', TriggerName: timer.name, Time: time, Message: timer.argument };
}

const EXTRAS: Record<HttpShape, (request: HttpRequest) => Record<string, unknown>> = {
  'function-url': (request) => ({
    headers: functionUrlHeaders(request),
    ...(isText(request) ? {} : { isBase64Encoded: true }),
  }),
  'function-url-compat': (request) => ({
    headers: functionUrlHeaders(request),
    requestContext: requestContext(request),
    queryStringParameters: {},
    pathParameters: {},
    headerParameters: {},
    isBase64Encoded: !isText(request),
  }),
  'api-gateway': (request) => ({
    headers: gatewayHeaders(request),
    requestContext: { serviceId: 'service-local000', ...requestContext(request), identity: {} },
    // Only what is declared on the gateway's API is listed here; everything is in queryString.
    queryStringParameters: {},
    pathParameters: {},
    headerParameters: {},
    stageVariables: { stage: 'release' },
    // The gateway's own page shows text, not a boolean.
    isBase64Encoded: String(!isText(request)),
  }),
};

function common(request: HttpRequest): Record<string, unknown> {
  const { pathname, search } = splitUrl(request.url);
  return {
    body: request.body.toString(isText(request) ? 'utf8' : 'base64'),
    httpMethod: request.method,
    path: pathname,
    queryString: queryOf(search),
  };
}

/** By hand: `new URL` would tidy up the path before the function has seen it. */
function splitUrl(url: string): { pathname: string; search: string } {
  const mark = url.indexOf('?');
  if (mark === -1) return { pathname: url, search: '' };
  return { pathname: url.slice(0, mark), search: url.slice(mark + 1) };
}

/** `a=1&a=2&b=&c` → `{a: ['1', '2'], b: '', c: true}`, as a captured gateway event has it. */
function queryOf(search: string): Record<string, QueryValue> {
  const query = new Map<string, QueryValue>();
  for (const part of search.split('&').filter((item) => item !== '')) {
    const [[name, text] = ['', '']] = new URLSearchParams(part);
    const earlier = query.get(name);
    const value = part.includes('=') ? text : true;
    query.set(name, earlier === undefined ? value : [earlier, value].flat().map(String));
  }
  return Object.fromEntries(query);
}

function isText(request: HttpRequest): boolean {
  return isUtf8(request.body);
}

/** Set by the platform, whatever the caller sent under these names. */
function functionUrlHeaders(request: HttpRequest): Record<string, string | undefined> {
  return { ...request.headers, 'x-scf-remote-addr': request.remoteAddress };
}

function gatewayHeaders(request: HttpRequest): Record<string, string | undefined> {
  return {
    ...request.headers,
    'x-api-requestid': request.requestId,
    'x-api-scheme': 'http',
    'x-qualifier': '$DEFAULT',
    requestsource: 'APIGW',
  };
}

function requestContext(request: HttpRequest): Record<string, unknown> {
  return {
    path: splitUrl(request.url).pathname,
    httpMethod: request.method,
    requestId: request.requestId,
    sourceIp: request.remoteAddress,
    stage: 'release',
  };
}
