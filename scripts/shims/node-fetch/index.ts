/**
 * Stands in for `node-fetch` 2: the part of it that the SDK uses, a request with a text or a buffer and its answer, with
 * the same bytes on the wire and the same errors. Left out are its Request, Blob, clone, streams as bodies, charsets.
 *
 *   request ── error, timeout, abort ──▶ rejected
 *      └── headers ── redirect ──▶ request …
 *             └──▶ Response ── text or JSON, or: abort, timeout, coding, an end before its time ──▶ rejected
 */
import { AbortError } from './errors';
import { Exchange } from './exchange';
import type { FetchOptions } from './options';
import { headerOf, type Response } from './response';

const REDIRECTS = [301, 302, 303, 307, 308];

export default async function fetch(
  address: string | URL,
  options: FetchOptions,
): Promise<Response> {
  if (options.signal?.aborted) throw new AbortError();
  const exchange = new Exchange(new URL(address), options);
  try {
    const answer = await exchange.send();
    const location = headerOf(answer, 'location');
    if (location === null || !REDIRECTS.includes(answer.statusCode ?? 0))
      return await exchange.receive(answer);
    const { redirected, targetOf } = await import('./redirect');
    const to = targetOf(location, exchange.url);
    const next = fetch(to, redirected(exchange, options, answer.statusCode, to));
    exchange.finish();
    return next;
  } catch (error) {
    exchange.finish();
    throw error;
  }
}
