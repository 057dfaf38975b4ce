/**
 * Stands in for `node-fetch` 2: the part of it that the SDK uses, a request with a text or a buffer and its answer, with
 * the same bytes on the wire and the same errors, but that it asks for no content coding.
 *
 *   request ── error, timeout, abort ──▶ rejected
 *      └── headers ──▶ Response ── JSON, or: abort, timeout, coding, an end before its time ──▶ rejected
 *
 * A redirect is not followed: the SDK takes its status for an error, and nothing is sent twice.
 */
import { refuseProxy } from '../https-proxy-agent';
import { AbortError } from './errors';
import { Exchange } from './exchange';
import type { FetchOptions } from './options';
import type { Response } from './response';

export default async function fetch(address: string, options: FetchOptions): Promise<Response> {
  if (options.signal?.aborted) throw new AbortError();
  const url = new URL(address);
  refuseProxy(url);
  return new Exchange(url, options).send();
}
